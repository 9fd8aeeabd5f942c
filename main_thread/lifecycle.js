// The life of a script tag: check, worker, config, code, run, and the events that tell the page.
//
//   TYPE:ready  just before its code runs        detail { worker }
//   TYPE:done   after it ran, top-level awaits included   detail { worker, ok: true }
//   TYPE:error  instead of `done`, and for every exception after it; see report.js
//
// TYPE is the tag's `type`; all three bubble from the tag. discovery.js finds the tags, index.js connects the two.
// A script that fails never keeps those after it from running.

import { configOf } from "./config_of.js";
import { Failure } from "./failure.js";
import { workers } from "./interpreter_worker.js";
import { isNoNews, Place } from "./place.js";
import { isPythonError } from "./python_error.js";
import { report } from "./report.js";
import { addShared } from "./shared_workers.js";
import { Tag } from "./tag.js";

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

/** Workers of their own, by their tag. @type {WeakMap<HTMLScriptElement, Place>} */
const owned = new WeakMap();

/** Start what tags ask for. @param {HTMLScriptElement[]} elements that appeared together, in document order */
export function added(elements) {
  const tags = elements.map((element) => new Tag(element));
  for (const tag of tags) begin(tag, tags);
}

/**
 * End the worker of a tag that has left the page.
 *
 * @param {HTMLScriptElement} element
 * @returns {boolean} whether the tag may run again when it comes back: a shared script has run once and for all
 */
export function removed(element) {
  const place = owned.get(element);
  place?.close();
  return place !== undefined;
}

/** @param {Tag} tag @param {Tag[]} together */
function begin(tag, together) {
  try {
    tag.check();
    requireIsolation(tag);
    if (tag.own) beginOwn(tag);
    else addShared(tag, together, { prepare, report: unawaited });
  } catch (error) {
    fail(tag, error);
  }
}

/** @param {Tag} tag */
function requireIsolation(tag) {
  if (globalThis.crossOriginIsolated) return;
  const url = location.origin;
  throw new Failure(globalThis.isSecureContext ? "OT101" : "OT102", { script: String(tag), url });
}

/** @param {Tag} tag */
function beginOwn(tag) {
  const { element } = tag;
  /** @param {InterpreterWorker} worker */
  const begin = (worker) => {
    Object.defineProperty(element, "xworker", { value: worker, configurable: true, enumerable: true });
    const code = awaitedLater(tag.code());
    configOf(tag)
      .then((config) => worker.start(config))
      .then(() => run(tag, worker, code))
      .catch((error) => {
        worker.terminate();
        if (!isNoNews(worker, error)) fail(tag, error);
      });
  };
  /** @type {import("./place.js").Tenant["report"]} */
  const report = (worker, error) => unawaited(worker, error, element);
  owned.set(element, new Place({ type: tag.type, shared: false }, { begin, report }));
}

/**
 * What runs a script that shares its worker.
 *
 * @param {import("./shared_workers.js").WorkerQueue} queue
 * @param {Tag} tag
 * @param {InterpreterWorker} worker
 */
function prepare(queue, tag, worker) {
  const code = awaitedLater(tag.code());
  return async () => {
    try {
      if (worker.isReplaced) return;
      await queue.checkConfig(tag);
      await run(tag, worker, code);
    } catch (error) {
      // The next script's events come after this one's.
      if (!isNoNews(worker, error)) await fail(tag, error);
    }
  };
}

/** @param {Tag} tag @param {InterpreterWorker} worker @param {Promise<string>} code */
async function run(tag, worker, code) {
  const { element, filename, type } = tag;
  await worker.ready;
  if (tag.config !== null && worker.configErrors.length) {
    // All of them: whoever corrects a config wants to do so once.
    const [first, ...others] = worker.configErrors;
    for (const error of others) fail(tag, error);
    throw first;
  }
  const text = await code;
  worker.scripts.set(filename, element);
  const detail = { worker: tag.own };
  element.dispatchEvent(new CustomEvent(`${type}:ready`, { bubbles: true, detail }));
  element.id ||= tag.id;
  await worker.run(text, filename, element.id);
  element.dispatchEvent(new CustomEvent(`${type}:done`, { bubbles: true, detail: { ...detail, ok: true } }));
}

/** Mark a promise as one whose failure is looked at in its turn, and not at once. @template T @param {Promise<T>} promise */
function awaitedLater(promise) {
  promise.catch(() => {});
  return promise;
}

/** @param {Tag} tag @param {unknown} error */
function fail({ element, type, own }, error) {
  return report(error, { target: element, type, worker: own });
}

/**
 * Report what nobody awaits, such as an exception of an event handler or a task, from the script it belongs to.
 *
 * @param {InterpreterWorker} worker
 * @param {unknown} error
 * @param {HTMLScriptElement} [element] that script, where it is known already
 */
function unawaited(worker, error, element) {
  const script = element ?? (isPythonError(error) ? worker.scripts.get(error.file) : undefined);
  const [only] = worker.shared ? [] : worker.scripts.values();
  report(error, { target: script ?? only, type: worker.type, worker: !worker.shared });
}

/** Report a rejected promise of Python that nobody on the page awaited. @param {PromiseRejectionEvent} event */
export function unhandledRejection(event) {
  const error = event.reason;
  if (!isPythonError(error)) return;
  // The report names the Python line; the browser's own would repeat it less well.
  event.preventDefault();
  const all = workers();
  const worker = all.find(({ scripts }) => scripts.has(error.file)) ?? all[0];
  if (worker) unawaited(worker, error);
  else report(error, { type: "py", worker: false });
}
