// The life of a script: check, worker, config, code, run, and the events that tell the page.
//
//   TYPE:ready      just before its code runs        detail { worker }
//   TYPE:error      its code, or what should have run it, has failed, or an exception after it; see report.js
//   TYPE:done       it has ended, top-level awaits included   detail { worker, ok } and, where it failed, `error`
//   TYPE:all-done   see all_done.js
//
// TYPE is the script's type; all three bubble from it. discovery.js finds the scripts, index.js connects the two.
// A script that fails never keeps those after it from running.

import { countEnd, expectEnds } from "./all_done.js";
import { configOf, hasConfig, mayNameBuild } from "./config_of.js";
import { defined } from "./custom_types.js";
import { addShared } from "./environments.js";
import { explain, Failure } from "./failure.js";
import { areAny, customObserver, hooksOf, listed } from "./hooks.js";
import { workers } from "./interpreter_worker.js";
import { requireIsolation } from "./isolation.js";
import { giveTarget } from "./output.js";
import { isNoNews, Place } from "./place.js";
import { isPythonError } from "./python_error.js";
import { report } from "./report.js";
import { Tag } from "./tag.js";
import { openTerminal } from "./terminal.js";
import * as registry from "./worker_registry.js";
import { tellOnWorker, XWorker } from "./xworker.js";

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

/** Ends what a script owns when it has left the page; true if there was something. @type {WeakMap<Element, () => boolean>} */
const leave = new WeakMap();

/** What was added before is looked at by the page's own observers, one after the other. @type {Promise<void> | null} */
let observing = null;

/** Start what scripts ask for. @param {Element[]} elements that appeared together, in document order */
export function added(elements) {
  const tags = elements.map((element) => new Tag(element));
  expectEnds(tags);
  if (!customObserver.size && !observing) return tags.forEach((tag) => begin(tag, tags));
  observing = afterObservers(observing, tags);
}

/** @param {Promise<void> | null} before @param {Tag[]} tags */
async function afterObservers(before, tags) {
  await before;
  for (const tag of tags) await observed(tag);
  for (const tag of tags) {
    if (tag.element.isConnected) begin(tag, tags);
    else countEnd(tag);
  }
}

/** Wait for the page's own observers of a script. @param {Tag} tag */
async function observed({ element, type, own }) {
  for (const [selector, observer] of customObserver) {
    try {
      if (element.matches(selector)) await observer(element);
    } catch (error) {
      report(error, { target: element, type, worker: own });
    }
  }
}

/**
 * End what a script owns that has left the page: its worker, or that of its `env`.
 *
 * @param {Element} element
 * @returns {boolean} whether the script may run again when it comes back: one that shared a worker that goes on has run once
 *   and for all
 */
export function removed(element) {
  return leave.get(element)?.() ?? false;
}

/** @param {Tag} tag @param {Tag[]} together */
function begin(tag, together) {
  const { element } = tag;
  giveTarget(tag);
  try {
    tag.check();
    if (!globalThis.crossOriginIsolated) {
      const named = together.map(({ serviceWorker }) => serviceWorker).find((url) => url !== null) ?? null;
      requireIsolation(String(tag), named).catch((error) => fail(tag, error));
      return;
    }
    if (tag.own && tag.env === null) {
      const place = beginOwn(tag);
      leave.set(element, () => (place.close(), true));
      if (!place.worker.isLive) return;
      showWorker(element, place);
    } else {
      const environment = addShared(tag, together, { prepare, report: unawaited });
      leave.set(element, () => environment.remove(element));
      if (!tag.own) return;
      showWorker(element, environment.place);
      defined(tag.type, environment.worker, true);
    }
  } catch (error) {
    fail(tag, error);
  }
}

/** Give a script its `xworker`. @param {HTMLElement} element @param {Place} place */
function showWorker(element, place) {
  Object.defineProperty(element, "xworker", { get: () => place.worker, configurable: true, enumerable: true });
}

/** @param {Tag} tag */
function beginOwn(tag) {
  const { element, type, definition } = tag;
  /** @param {InterpreterWorker} worker */
  const begin = (worker) => {
    const code = awaitedLater(tag.code());
    tellOnWorker(definition, null, worker, null);
    defined(type, worker, true);
    const ended = registry.begin(worker, tag);
    configOf(tag)
      .then((config) => worker.start(config))
      .then(() => run(tag, worker, code))
      .catch((error) => {
        // A script that raised may have left handlers, as it would have in a shared worker.
        if (!isPythonError(error)) worker.fail(error);
        if (!isNoNews(worker, error)) return fail(tag, error, worker);
        return countEnd(tag);
      })
      .finally(ended);
  };
  /** @type {import("./place.js").Tenant["report"]} */
  const report = (worker, error) => unawaited(worker, error, element);
  const isOurs = !mayNameBuild(tag);
  return new Place({ type, interpreter: definition.interpreter, shared: false, isOurs }, { begin, report });
}

/**
 * What runs a script that shares its worker.
 *
 * @param {import("./environments.js").Environment} environment
 * @param {Tag} tag
 * @param {InterpreterWorker} worker
 */
function prepare(environment, tag, worker) {
  const code = awaitedLater(tag.code());
  const ended = registry.begin(worker, tag);
  return async () => {
    try {
      if (worker.isReplaced) return;
      await environment.checkConfig(tag);
      await run(tag, worker, code);
    } catch (error) {
      // The next script's events come after this one's.
      if (!isNoNews(worker, error)) await fail(tag, error, worker);
      else countEnd(tag);
    } finally {
      ended();
    }
  };
}

/** @param {Tag} tag @param {InterpreterWorker} worker @param {Promise<string>} code */
async function run(tag, worker, code) {
  const { element, definition } = tag;
  await worker.started;
  if (hasConfig(tag) && worker.configErrors.length) {
    // All of them: whoever corrects a config wants to do so once.
    const [first, ...others] = worker.configErrors;
    for (const error of others) report(error, originOf(tag));
    throw first;
  }
  if (!tag.own) defined(tag.type, worker, false);
  const text = await code;
  worker.adopt(tag);
  if (tag.hasTerminal) await openTerminal(tag, worker);
  const hooks = hooksOf(definition, tag.own ? "worker" : "main");
  if (definition.custom && !tag.own) {
    // The page says what its own types do, and when they are done.
    const { runCustom } = await import("./wrapper.js");
    await runCustom(element, worker, (name) => listed(hooks, name));
    return countEnd(tag);
  }
  dispatch(tag, "ready", { worker: tag.own });
  if (areAny(hooks)) {
    const { runWithHooks } = await import("./wrapper.js");
    await runWithHooks(tag, worker, text, (name) => listed(hooks, name));
  } else {
    await worker.run(text, tag);
  }
  finish(tag, { ok: true });
}

/**
 * Start an interpreter that a page has defined without a type, and so without scripts.
 *
 * @param {import("./types.js").Definition} definition
 */
export function beginAlone({ interpreter, hooks = {}, onerror, ...options }) {
  const type = interpreter;
  const worker = XWorker.fromSource("", { ...options, type });
  worker.ready
    .then(async () => (await import("./wrapper.js")).runCustom(undefined, worker, (name) => listed(hooks.main ?? {}, name)))
    .catch((error) => (onerror ? onerror(error) : report(error, { type, worker: false, xworker: worker })));
}

/** @param {Tag} tag @param {{ ok: boolean, error?: unknown }} outcome */
function finish(tag, outcome) {
  dispatch(tag, "done", { worker: tag.own, ...outcome });
  countEnd(tag);
}

/** @param {Tag} tag @param {string} name @param {object} detail */
function dispatch({ element, type }, name, detail) {
  element.dispatchEvent(new CustomEvent(`${type}:${name}`, { bubbles: true, detail }));
}

/** Mark a promise as one whose failure is looked at in its turn, and not at once. @template T @param {Promise<T>} promise */
function awaitedLater(promise) {
  promise.catch(() => {});
  return promise;
}

/** @param {Tag} tag */
function originOf({ element, type, own }) {
  return { target: element, type, worker: own };
}

/** A script has failed. @param {Tag} tag @param {unknown} error @param {InterpreterWorker} [worker] */
async function fail(tag, error, worker) {
  registry.fail(tag, error);
  const { custom } = tag.definition;
  if (custom?.onerror) custom.onerror(await explain(error), tag.element);
  else await report(error, { ...originOf(tag), xworker: worker });
  finish(tag, { ok: false, error: await explain(error) });
}

/**
 * Report what nobody awaits, such as an exception of an event handler or a task, from the script it belongs to.
 *
 * @param {InterpreterWorker} worker
 * @param {unknown} error
 * @param {Element} [element] that script, where it is known already
 */
function unawaited(worker, error, element) {
  const script = element ?? (isPythonError(error) ? worker.scripts.get(error.file) : undefined);
  const [only] = worker.shared ? [] : worker.scripts.values();
  report(error, { target: script ?? only, type: worker.type, worker: worker.isOwn, xworker: worker });
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
