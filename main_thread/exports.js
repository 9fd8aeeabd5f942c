// Workers by the name of their script: `<script type="py" worker name="stats">` with `__export__ = ["mean"]`, and
// `workers["stats"].mean([1, 2])` elsewhere, on the page as well. A call is a promise, so that the page waits for nobody; a
// worker that calls may.
//
// interpreter_worker.js gives each worker the services of this file; `workers` is the page's view of it.

import { discovery } from "./discovery.js";
import { explain, Failure } from "./failure.js";

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */
/** @typedef {Record<string, Function>} Functions */

/**
 * @typedef {object} Named
 * @property {InterpreterWorker | null} worker that has the name now
 * @property {Functions | null} functions that it exposes, once its script has run
 * @property {{ resolve: (functions: Functions) => void, reject: (error: unknown) => void }[]} waiting who asked before
 */

/** @type {Map<string, Named>} */
const named = new Map();

/** @param {string} name */
function entry(name) {
  let found = named.get(name);
  if (!found) named.set(name, (found = { worker: null, functions: null, waiting: [] }));
  return found;
}

/**
 * A worker is to have a name.
 *
 * @param {string} name @param {InterpreterWorker} worker @param {string} script as errors name it
 */
export function announce(name, worker, script) {
  const own = entry(name);
  if (own.worker && own.worker !== worker) throw new Failure("OT307", { script, name });
  own.worker = worker;
}

/** The script of a name has run. @param {string} name @param {Functions} functions */
export function offer(name, functions) {
  const own = entry(name);
  own.functions = functions;
  for (const { resolve } of own.waiting) resolve(functions);
  own.waiting = [];
}

/** A worker has ended: what it offered is gone. @param {InterpreterWorker} worker @param {unknown} failure */
export function withdraw(worker, failure) {
  for (const own of named.values()) {
    if (own.worker !== worker) continue;
    const { waiting } = own;
    Object.assign(own, { worker: null, functions: null, waiting: [] });
    // The one that takes its place answers those who wait already.
    if (worker.isReplaced) own.waiting = waiting;
    else if (waiting.length) explain(failure).then((error) => waiting.forEach(({ reject }) => reject(error)));
  }
}

/** What the worker of a name exposes, when its script has run. @param {string} name @returns {Promise<Functions>} */
function exported(name) {
  const { functions } = entry(name);
  if (functions) return Promise.resolve(functions);
  const names = discovery.scripts.map((script) => script.getAttribute("name")).filter(Boolean);
  for (const [name, { worker }] of named) if (worker) names.push(name);
  if (!names.includes(name) && document.readyState !== "loading") {
    const known = names.length ? `Known are ${[...new Set(names)].join(", ")}` : "No script has a name";
    return Promise.reject(new RangeError(`There is no script with name="${name}". ${known} [OT212]`));
  }
  return new Promise((resolve, reject) => entry(name).waiting.push({ resolve, reject }));
}

/** Promises and collections are recognised by these. */
const NO_NAMES = new Set(["then", "toJSON", "constructor"]);

/** `await workers["name"]` on the page. @type {Record<string, Promise<Functions>>} */
export const workers = new Proxy(Object.create(null), {
  get: (_, name) => (typeof name === "symbol" || NO_NAMES.has(name) ? undefined : exported(name)),
});

/** Services of every worker. */
export const exportServices = Object.freeze({
  exported,
  /** Raise KeyboardInterrupt in the worker of a name. @param {string} name */
  interruptWorker(name) {
    entry(name).worker?.interrupt();
  },
});
