// What the page's script exports, and what it begins to do: one instance for all copies of it on a page.

import { config, hideConfigTags } from "./config_of.js";
import { define, onDefinedAlone, whenDefined } from "./custom_types.js";
import { watchAttributes } from "./declared_attributes.js";
import { discover, discovery } from "./discovery.js";
import { env } from "./env.js";
import { workers } from "./exports.js";
import { customObserver, Hook, hooks } from "./hooks.js";
import { workers as runningWorkers } from "./interpreter_worker.js";
import { added, beginAlone, removed, unhandledRejection } from "./lifecycle.js";
import { onCreateWorker, setDirectoryPicker, setInputHandler } from "./services.js";
import { setTerminal } from "./terminal.js";
import { types } from "./types.js";
import { VERSION } from "./version.js";
import { createFor, MPWorker, PyWorker, XWorker } from "./xworker.js";

/** Begin. Called by the first copy only; index.js hands out what this returns. */
export function start() {
  window.addEventListener("unhandledrejection", unhandledRejection);
  hideConfigTags();
  onDefinedAlone(beginAlone);
  onCreateWorker(createFor);
  // JavaScript has listeners of its own.
  const declaring = () => [...types.values()].filter(({ needsWorker }) => !needsWorker).map(({ name }) => name);
  discover({ added, removed, ...watchAttributes(document, declaring) });
  return Object.freeze({
    version: VERSION,
    runningWorkers,
    workers,
    setInputHandler,
    setTerminal,
    config,
    setDirectoryPicker,
    observe: (/** @type {ShadowRoot} */ root) => discovery.observe(root),
    define,
    whenDefined,
    env,
    hooks,
    Hook,
    customObserver,
    XWorker,
    createFor,
    PyWorker,
    MPWorker,
    /** PyScript's types, and their interpreters. */
    TYPES: new Map([
      ["py", "pyodide"],
      ["mpy", "micropython"],
    ]),
  });
}
