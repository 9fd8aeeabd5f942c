// The config of a tag, read once: its own, in the attribute `config`; or the page's for its type, `<py-config>` and its
// like; or the default of a custom type. The code that reads it is loaded only if there is one.
//
// lifecycle.js asks for the configs of scripts with workers of their own, environments.js for those that share one, xworker.js
// for what a page gives; custom_types.js says the default of a type.

import { Failure } from "./failure.js";
import { fetchText } from "./tag.js";
import { types } from "./types.js";

/** @typedef {import("../worker/messages.js").WorkerConfig} WorkerConfig */
/** @typedef {import("./config/load.js").Written} Written */
/** @typedef {import("./tag.js").Tag} Tag */

/**
 * @typedef {object} Defaults of a custom type
 * @property {unknown} [config] a table, or text or a URL as in the attribute `config`
 * @property {string} [configURL] what its relative URLs are relative to; the page's by default
 */

/** @type {Map<string, Defaults>} */
const defaults = new Map();
/** @type {WeakMap<Tag, Promise<WorkerConfig>>} */
const configs = new WeakMap();
/** Configs of the page, by their tag. @type {WeakMap<Element, Promise<WorkerConfig>>} */
const pageConfigs = new WeakMap();

/** What a worker gets whose tags say nothing. @returns {WorkerConfig} */
export function emptyConfig() {
  return {
    packages: [],
    names: [],
    indexURLs: [],
    packagesCache: null,
    files: [],
    jsModules: { main: [], worker: [] },
    interpreter: null,
    environment: {},
    plugins: [],
    debug: false,
    syncMainOnly: false,
    bridge: {},
    own: {},
    written: "{}",
    place: "",
  };
}

/** Say what a custom type's scripts get that have no config. @param {string} type @param {Defaults} given */
export function setDefaultConfig(type, given) {
  defaults.set(type, given);
  hideConfigTags([type]);
}

/** Keep the text of `<py-config>` and its like off the page, now and later. @param {readonly string[]} names of types */
export function hideConfigTags(names = [...types.keys()]) {
  const sheet = new CSSStyleSheet();
  sheet.insertRule(`${names.map((name) => `${CSS.escape(name)}-config`)}{display:none}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/**
 * The config a tag asks for.
 *
 * @param {Tag} tag
 * @returns {Promise<WorkerConfig>} rejects with the Failure of a ConfigError
 */
export function configOf(tag) {
  let config = configs.get(tag);
  if (!config) configs.set(tag, (config = read(tag)));
  return config;
}

/** Whether a tag asks for a config, be it by one of the page for all scripts of its type. @param {Tag} tag */
export function asksForConfig({ config, version, type }) {
  return config !== null || version !== null || pageTags(type).length > 0;
}

/** Whether a tag has a config, be it the default of its type. @param {Tag} tag */
export function hasConfig(tag) {
  return asksForConfig(tag) || defaults.get(tag.type)?.config !== undefined;
}

/**
 * Whether a config that a tag asks for may name another build of the interpreter than ours: as far as can be told at once,
 * without loading or parsing anything.
 *
 * @param {Tag} tag
 */
export function mayNameBuild({ config, type, version }) {
  const texts = [config ?? "", ...Array.from(pageTags(type), (tag) => `${tag.getAttribute("src") ?? ""}${tag.textContent}`)];
  // What is neither JSON nor TOML is the URL of a file.
  const isHarmless = (/** @type {string} */ text) => !text.trim() || (/[{=]/.test(text) && !/interpreter|version/.test(text));
  return Boolean(version || defaults.get(type)?.config) || !texts.every(isHarmless);
}

/**
 * The config of a worker that scripts share: the page's for their type, else the first one that a script has. One with
 * mistakes is reported by whoever asks for it; the other scripts are not to wait for its correction.
 *
 * @param {Tag[]} tags of one type
 * @returns {Promise<WorkerConfig>} never rejects
 */
export async function firstConfig(tags) {
  const [{ type }] = tags;
  // A `version` adds to a config, also to the page's.
  const [written, versions] = ["config", "version"].map((key) =>
    tags.filter((tag) => tag[/** @type {"config"} */ (key)] !== null).map((tag) => () => configOf(tag)),
  );
  for (const candidate of [...versions, () => pageConfig(type), ...written, () => defaultConfig(type)]) {
    const [result] = await Promise.allSettled([candidate()]);
    if (result.status === "fulfilled" && result.value) return remember(type, result.value);
  }
  return emptyConfig();
}

/** Whether two configs ask for the same, in whatever words. @param {WorkerConfig} one @param {WorkerConfig} other */
export function isSameConfig(one, other) {
  const [first, second] = [one, other].map((config) => JSON.stringify({ ...config, written: "", place: "" }));
  return first === second;
}

/** @param {Tag} tag */
async function read(tag) {
  const { version, type, element } = tag;
  const config = await readWithoutVersion(tag);
  if (version === null) return config;
  // It is nearer to the script than the config is.
  const { interpreter } = await load(type, { text: { version }, name: `\`version\` of ${tag}`, baseURL: element.baseURI });
  return { ...config, interpreter };
}

/** @param {Tag} tag */
async function readWithoutVersion(tag) {
  const { config, element, type } = tag;
  if (config === null) return (await pageConfig(type)) ?? defaultConfig(type);
  // Of its own, and empty: none of the page's.
  if (!config.trim()) return emptyConfig();
  return load(type, { text: config, name: String(tag), baseURL: element.baseURI });
}

/** The configs of the workers that scripts share, as they are written, by type. @type {Map<string, string>} */
const shared = new Map();

/** @param {string} type @param {WorkerConfig} config */
function remember(type, config) {
  if (!shared.has(type)) shared.set(type, config.written);
  return config;
}

/** @param {string} type */
const writtenFor = (type) => ({ get: () => JSON.parse(shared.get(type) ?? "{}"), enumerable: true });

/** `config.py`, `config.mpy`: a copy of the config that scripts of a type share, `{}` until it has been read. */
export const config = Object.freeze(Object.defineProperties({}, { py: writtenFor("py"), mpy: writtenFor("mpy") }));

/** @param {string} type */
function pageTags(type) {
  return document.getElementsByTagName(`${type}-config`);
}

/**
 * The page's config for all scripts of a type, or null.
 * @param {string} type @returns {Promise<WorkerConfig | null>}
 */
async function pageConfig(type) {
  const tags = pageTags(type);
  const [tag] = tags;
  if (!tag) return null;
  const name = `<${type}-config>`;
  if (tags.length > 1) throw new Failure("OT306", { name, type, count: String(tags.length) });
  let config = pageConfigs.get(tag);
  if (!config) {
    const attribute = (/** @type {string} */ key) => tag.getAttribute(key)?.trim() ?? "";
    const [src, format, parser] = [attribute("src"), attribute("type").toLowerCase(), attribute("config-parser")];
    config = load(type, { text: tag.textContent, src, format, parser, name, baseURL: tag.baseURI });
    pageConfigs.set(tag, config);
  }
  return config;
}

/** @param {string} type */
async function defaultConfig(type) {
  const { config, configURL = "" } = defaults.get(type) ?? {};
  return config ? givenConfig(type, config, configURL, `the "${type}" scripts`) : emptyConfig();
}

/**
 * The config that a script of the page gives.
 *
 * @param {string} type
 * @param {unknown} config a table, or text or a URL as in the attribute `config`
 * @param {string} configURL what its relative URLs are relative to; "" for the page
 * @param {string} name whose it is, as errors say it
 * @returns {Promise<WorkerConfig>} rejects with the Failure of a ConfigError
 */
export async function givenConfig(type, config, configURL, name) {
  return load(type, { text: config, name, baseURL: new URL(configURL, document.baseURI).href });
}

/** @param {string} type @param {Written} written */
async function load(type, written) {
  const { loadConfig } = await import("./config/load.js");
  const interpreter = types.get(type)?.interpreter ?? type;
  /** @param {string} code @param {import("./errors.js").Facts} facts */
  const fail = (code, facts) => new Failure(code, facts);
  return loadConfig(written, { interpreter, fail, fetchText });
}
