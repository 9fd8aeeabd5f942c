// One script on the page: what its attributes say, its code, and the file name that tracebacks show. Runs nothing.
//
// Called by lifecycle.js, once for every script that appears on the page: `<script type="py">`, `<py-script>`, and the same
// for every other type.

import { dedent } from "./dedent.js";
import { Failure } from "./failure.js";
import { typeOf } from "./script_elements.js";

/** Scripts with a worker of their own are numbered whatever their type, those of each type without as well. */
let workers = 0;
/** @type {Map<string, number>} */
const counts = new Map();

/** The text of elements that are emptied when they run, as they may come back. @type {WeakMap<Element, string>} */
const texts = new WeakMap();

export class Tag {
  static #next = 1;
  /** By which Python names the script that runs. */
  key = String(Tag.#next++);
  #hasNoId;

  /** @param {Element} element that `typeOf` knows */
  constructor(element) {
    this.element = /** @type {HTMLElement} */ (element);
    this.definition = /** @type {import("./types.js").Type} */ (typeOf(element));
    this.type = this.definition.name;
    /** Whether it is no `<script>` but an element of ours, which shows the output as well. */
    this.isElement = this.element.localName !== "script";
    /** Whether it asks for a worker of its own, or of its `env`. */
    this.own = element.hasAttribute("worker");
    const { custom } = this.definition;
    this.env = element.getAttribute("env") ?? (this.own ? null : (custom?.env ?? null));
    this.config = element.getAttribute("config");
    this.src = element.getAttribute("src");
    this.version = element.getAttribute("version") ?? custom?.version ?? null;
    this.name = element.getAttribute("name");
    /** Whether its output is to go to a terminal. */
    this.hasTerminal = element.hasAttribute("terminal");
    this.serviceWorker = element.getAttribute("service-worker");
    /** Whether its code may have a top-level await. */
    this.isAsync = !/^(?:false|0|no)$/i.test((element.getAttribute("async") ?? "").trim());
    this.#hasNoId = !element.id;
    if (this.own && !element.id) element.id = `${this.type}-w${workers++}`;
    /** The name Python knows the code by. */
    this.filename = this.src?.trim() || `${pageName()}#${element.id || this.#number()}`;
    // A module is imported by its URL.
    if (this.isModule) this.filename = new URL(this.src?.trim() ?? "", element.baseURI).href;
    if (this.isElement) this.#takeText();
  }

  #number() {
    const count = counts.get(this.type) ?? 0;
    counts.set(this.type, count + 1);
    return `${this.type}-${count}`;
  }

  /** What an element of ours shows is what its code shows, and not the code. */
  #takeText() {
    const { element } = this;
    if (!texts.has(element)) texts.set(element, textOf(element));
    element.replaceChildren();
    element.style.display = "block";
  }

  /** Whether it is a file of JavaScript. */
  get isModule() {
    return this.definition.interpreter === "javascript" && this.src !== null;
  }

  get text() {
    return texts.get(this.element) ?? this.element.textContent ?? "";
  }

  /** The script as a reader of the page's source would find it. */
  toString() {
    const { element, type, src } = this;
    const id = this.#hasNoId ? "" : ` id="${element.id}"`;
    const mark = src === null && !id ? ` (${this.filename})` : "";
    const start = this.isElement ? `<${element.localName}` : `<script type="${type}"`;
    return `${start}${id}${src === null ? "" : ` src="${src}"`}>${mark}`;
  }

  /** Throw if the script cannot be run as it is written. */
  check() {
    const script = String(this);
    const worker = this.element.getAttribute("worker");
    if (worker) throw new Failure("OT301", { script, value: worker });
    if (this.src === null) return;
    if (!this.src.trim()) throw new Failure("OT303", { script });
    // A comment beside `src` says something to a reader of the page; code would be silently ignored.
    if (/^[^\S\n]*(?!#|\/\/)\S/m.test(this.text.replace(/\/\*[^]*?\*\//g, ""))) throw new Failure("OT304", { script });
  }

  /** The code to run. @returns {Promise<string>} */
  async code() {
    if (this.src === null) return dedent(this.text);
    if (this.isModule) return "";
    const url = new URL(this.src, this.element.baseURI).href;
    return fetchText(url, (reason) => new Failure("OT302", { script: String(this), url, reason }));
  }
}

/**
 * The code in an element of ours, where the browser takes `<` for the beginning of an element: what it made of that is
 * written as text again.
 *
 * @param {HTMLElement} element
 */
function textOf(element) {
  if (!element.childElementCount) return element.textContent ?? "";
  console.warn(
    `The code in <${element.localName}> has become elements of the page, as it is HTML there: ` +
      "write it in a <script>, or as &lt;",
  );
  /** @type {Record<string, string>} */
  const characters = { "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&amp;": "&" };
  return element.innerHTML.replace(/&(?:lt|gt|nbsp|amp);/g, (text) => characters[text]);
}

function pageName() {
  return decodeURI(location.pathname).split("/").pop() || "index.html";
}

/**
 * Fetch a text, or throw what `fail` makes of the reason.
 *
 * @param {string} url
 * @param {(reason: string) => Failure} fail
 * @returns {Promise<string>}
 */
export async function fetchText(url, fail) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw fail(/** @type {Error} */ (error).message);
  }
  if (!response.ok) throw fail(`the server answered ${response.status} ${response.statusText}`.trim());
  return response.text();
}
