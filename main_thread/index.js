// The page's entry: dist/offthread.js. Loading it is all a page has to do.
//
// It connects the parts and exports what pages and tests use. Loaded twice, by whatever URLs, it is one instance: the
// first copy does the work and the others hand out its exports.

import { discover } from "./discovery.js";
import { workers as liveWorkers } from "./interpreter_worker.js";
import { added, removed, unhandledRejection } from "./lifecycle.js";
import { setInputHandler as setHandler } from "./services.js";
import { VERSION } from "./version.js";

const INSTANCE = Symbol.for("offthread");

function start() {
  window.addEventListener("unhandledrejection", unhandledRejection);
  discover(document, { added, removed });
  return Object.freeze({ version: VERSION, workers: liveWorkers, setInputHandler: setHandler });
}

const scope = /** @type {Record<symbol, ReturnType<typeof start>>} */ (/** @type {unknown} */ (globalThis));

/**
 * The version of the copy that is at work, `workers()`: all workers that run on this page now, and `setInputHandler()`:
 * who asks for the lines of Python's `input()`.
 */
export const { version, workers, setInputHandler } = (scope[INSTANCE] ??= start());
