// Workers that pages create themselves: `XWorker("./main.py", { type: "mpy", config })`, with or without `new`.
//
// What comes back is the worker, `script.xworker` of such a script: `sync`, `ready`, `postMessage`, `onmessage`, `onerror`,
// `interrupt()`, `restart()`, `terminate()`. Python creates workers by the same function, which is a service of every worker.

import { emptyConfig, givenConfig } from "./config_of.js";
import { dedent } from "./dedent.js";
import { Failure } from "./failure.js";
import { areAny, creatorFor, Hook, hooksOf, listed } from "./hooks.js";
import { requireIsolation } from "./isolation.js";
import { isNoNews, Place } from "./place.js";
import { report } from "./report.js";
import { fetchText } from "./tag.js";
import { types } from "./types.js";

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

/**
 * @typedef {object} Options
 * @property {string} [type] of a script, or an interpreter; by default what the name of the file says
 * @property {object | string} [config] as a script's attribute, or the table itself
 * @property {string} [configURL] what the relative URLs of `config` are relative to
 * @property {string} [version] of the interpreter
 * @property {boolean} [async] whether the code may have a top-level await; it may by default
 * @property {string} [name] by which others find what the worker exports
 * @property {string} [serviceWorker] a file that makes the page isolated where it is not: see isolate.js; also `service_worker`
 * @property {string} [service_worker]
 */

/** What runs in a worker without a script. @typedef {{ url: string, code: string | null }} Source */

const TYPES_OF_FILES = /** @type {const} */ ({ py: "py", js: "javascript", mjs: "javascript" });

/**
 * Run a file in a worker of its own.
 *
 * @this {unknown} a Hook, for hooks of this worker alone: `XWorker.call(new Hook(null, hooks), url, options)`
 * @param {string | URL} url relative to the page
 * @param {Options} [options]
 * @returns {InterpreterWorker}
 * @throws {TypeError} where the options say no type and the file's name does not either
 */
export function XWorker(url, options) {
  return create(sourceOf(url), options, this instanceof Hook ? this : null);
}

/**
 * Run a file in a worker of its own, for an interpreter that asks for it.
 *
 * @param {InterpreterWorker} creator
 * @param {string | URL} url
 * @param {Options} [options]
 */
export function createFor(creator, url, options) {
  return create(sourceOf(url), options, null, creator);
}

/** @param {string | URL} url @returns {Source} */
function sourceOf(url) {
  return { url: new URL(url, document.baseURI).href, code: null };
}

/**
 * Run code in a worker of its own.
 *
 * @param {string | Function} source Python; or JavaScript, of which a function is the body of a module
 * @param {Options} options
 * @returns {InterpreterWorker}
 */
XWorker.fromSource = (source, options) => {
  const isFunction = typeof source === "function";
  const code = isFunction ? `await (${source})();` : dedent(String(source));
  const type = isFunction ? "javascript" : undefined;
  return create({ url: "", code }, { type, ...options }, null);
};

/**
 * @param {Source} source @param {Options | undefined} options @param {Hook | null} own hooks
 * @param {InterpreterWorker | null} [creator]
 */
function create(source, options = {}, own, creator = null) {
  const type = options.type ?? typeOfFile(source.url) ?? "";
  const definition = types.get(type);
  if (!definition) {
    const known = [...types.keys()].join(", ");
    throw new TypeError(`XWorker needs a \`type\`, which is one of ${known}; "${type}" is none [OT309]`);
  }
  const hooks = own ? own.worker : hooksOf(definition, "worker");
  const filename = source.url ? decodeURI(source.url.split(/[?#]/)[0].split("/").pop() ?? "") : `<${type}>`;
  /** @param {InterpreterWorker} worker */
  const begin = (worker) => start(worker, source, options, filename, hooks);
  /** @type {import("./place.js").Tenant["report"]} */
  const tell = (worker, error) => void report(error, { type, worker: true, xworker: worker });
  const { interpreter } = definition;
  const place = new Place({ type, interpreter, shared: false }, { begin, report: tell });
  const { worker } = place;
  // As a worker that a worker has made ends with that.
  creator?.onEnd(() => place.close());
  tellOnWorker(definition, own, worker, creator);
  return worker;
}

/** @param {string} url */
function typeOfFile(url) {
  const extension = /\.(\w+)(?:[?#]|$)/.exec(url.split("/").pop() ?? "")?.[1].toLowerCase() ?? "";
  return Object.hasOwn(TYPES_OF_FILES, extension) ? TYPES_OF_FILES[/** @type {"py"} */ (extension)] : undefined;
}

/**
 * @param {InterpreterWorker} worker @param {Source} source @param {Options} options @param {string} filename
 * @param {import("./hooks.js").Hooks} hooks
 */
async function start(worker, source, options, filename, hooks) {
  const isJavaScript = worker.interpreter === "javascript";
  try {
    if (options.name) worker.claimName(options.name, `the worker of ${filename}`);
    // A program in JavaScript is imported by its URL.
    const code = source.code === null && !isJavaScript ? textOf(source.url) : Promise.resolve(source.code ?? "");
    code.catch(() => {});
    await requireIsolation(`the worker of ${filename}`, options.serviceWorker ?? options.service_worker ?? null);
    await worker.start(await configOf(options, worker.type, `the worker of ${filename}`));
    await worker.started;
    if (worker.configErrors.length) throw worker.configErrors[0];
    const script = { filename: isJavaScript && source.url ? source.url : filename, isAsync: isJavaScript || options.async !== false };
    if (!areAny(hooks)) return await worker.run(await code, script);
    const { workerHooks } = await import("./wrapper.js");
    const all = workerHooks((name) => listed(hooks, name), script.isAsync ? "Async" : "");
    await worker.run(await code, { ...script, hooks: all });
  } catch (error) {
    worker.fail(error);
    if (!isNoNews(worker, error)) await report(error, { type: worker.type, worker: true, xworker: worker });
  }
}

/** @param {string} url */
function textOf(url) {
  return fetchText(url, (reason) => new Failure("OT310", { url, reason }));
}

/** @param {Options} options @param {string} type @param {string} name as errors say it */
function configOf({ config, configURL = "", version }, type, name) {
  if (version === undefined) return config === undefined ? emptyConfig() : givenConfig(type, config, configURL, name);
  if (typeof config === "string") throw new TypeError("Write `version` into the config, or give that as a table [OT309]");
  return givenConfig(type, { ...config, version }, configURL, name);
}

/**
 * Tell the hooks that a worker has been created.
 *
 * @param {import("./types.js").Type} definition
 * @param {Hook | null} own
 * @param {InterpreterWorker} worker
 * @param {InterpreterWorker | null} creator in whose interpreter it was created
 */
export function tellOnWorker(definition, own, worker, creator) {
  const hooks = /** @type {import("./hooks.js").Hooks} */ (own ? { onWorker: own.onWorker } : hooksOf(definition, "main"));
  for (const hook of listed(hooks, "onWorker")) hook(own?.interpreter ?? creatorFor(creator), worker);
}

/** @param {string} type @returns {(file: string, options?: Options & Record<string, unknown>) => Promise<InterpreterWorker>} */
const workerOf = (type) => async (file, options) => {
  const worker = XWorker(file, { ...options, type });
  await worker.ready;
  return worker;
};

/** Run a file with Pyodide in a worker of its own; resolves when it has run. */
export const PyWorker = workerOf("py");
/** Run a file with MicroPython in a worker of its own; resolves when it has run. */
export const MPWorker = workerOf("mpy");
