// The page's entry: dist/offthread.js. Loading it is all a page has to do.
//
// Loaded twice, by whatever URLs, it is one instance: the first copy does the work and the others hand out its exports.

import { start } from "./api.js";

const INSTANCE = Symbol.for("offthread");
const scope = /** @type {Record<symbol, ReturnType<typeof start>>} */ (/** @type {unknown} */ (globalThis));

/** What these are, the files say that they come from (see api.js); `version` is that of the copy that is at work. */
export * from "./pyscript_names.js";
export const {
  config,
  customObserver,
  define,
  env,
  Hook,
  hooks,
  MPWorker,
  observe,
  PyWorker,
  runningWorkers,
  setInputHandler,
  setDirectoryPicker,
  setTerminal,
  TYPES,
  version,
  whenDefined,
  workers,
  XWorker,
} = (scope[INSTANCE] ??= start());
