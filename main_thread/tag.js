// One script tag: what its attributes say, its code, and the file name that tracebacks show. Runs nothing.
//
// Called by lifecycle.js, once for every tag that appears on the page.

import { dedent } from "./dedent.js";
import { Failure } from "./failure.js";

/** How many scripts of a type had no id: they are numbered. @type {Map<string, number>} */
const counts = new Map();

export class Tag {
  /** @param {HTMLScriptElement} element */
  constructor(element) {
    this.element = element;
    this.type = (element.getAttribute("type") ?? "").trim().toLowerCase();
    /** Whether it has a worker of its own. */
    this.own = element.hasAttribute("worker");
    this.config = element.getAttribute("config");
    this.src = element.getAttribute("src");
    /** Its id, or the one it gets when it runs, so that Python can find the tag. */
    this.id = element.id || nextId(this.type);
    /** The name Python knows the code by. */
    this.filename = this.src?.trim() || `${pageName()}#${this.id}`;
  }

  /** The tag as a reader of the page's source would find it. */
  toString() {
    const { element, type, src } = this;
    const id = element.id && ` id="${element.id}"`;
    const mark = src === null && !id ? ` (${this.filename})` : "";
    return `<script type="${type}"${id}${src === null ? "" : ` src="${src}"`}>${mark}`;
  }

  /** Throw if the tag cannot be run as it is written. */
  check() {
    const script = String(this);
    const worker = this.element.getAttribute("worker");
    if (worker) throw new Failure("OT301", { script, value: worker });
    if (this.src === null) return;
    if (!this.src.trim()) throw new Failure("OT303", { script });
    const text = this.element.textContent ?? "";
    // A comment beside `src` says something to a reader of the page; code would be silently ignored.
    if (/^[^\S\n]*[^\s#]/m.test(text)) throw new Failure("OT304", { script });
  }

  /** The code to run. @returns {Promise<string>} */
  async code() {
    if (this.src === null) return dedent(this.element.textContent ?? "");
    const url = new URL(this.src, this.element.baseURI).href;
    return fetchText(url, (reason) => new Failure("OT302", { script: String(this), url, reason }));
  }
}

/** @param {string} type */
function nextId(type) {
  const count = (counts.get(type) ?? 0) + 1;
  counts.set(type, count);
  return `${type}-${count}`;
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
