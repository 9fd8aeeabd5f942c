// Types of scripts that pages define: `define("lesson", { interpreter: "micropython", hooks: { main: { onReady } } })` makes
// `<script type="lesson">` and `<lesson-script>` scripts of the page's own, about which the page decides what they do.
//
// One without `worker` is not run by itself: its hook `main.onReady` is called with the wrapper of its interpreter and the
// element. One with `worker` runs. index.js exports what is here.

import { setDefaultConfig } from "./config_of.js";
import { discovery, defineElement } from "./discovery.js";
import { prepareOnWorker } from "./hooks.js";
import { types } from "./types.js";

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */
/** @typedef {import("./types.js").Definition} Definition */

/** Makes and starts what has no script; index.js sets it. @type {(definition: Definition) => void} */
let startAlone;

/** @param {typeof startAlone} start */
export function onDefinedAlone(start) {
  startAlone = start;
}

/**
 * Make a type of scripts.
 *
 * @param {string | null} name null for an interpreter without scripts, which starts at once
 * @param {Definition} definition
 * @throws {Error} where there is such a type already, or no such interpreter
 */
export function define(name, definition) {
  const known = types.get(definition?.interpreter);
  if (!known) {
    const names = [...types.keys()].join(", ");
    throw new Error(`Unspecified interpreter: "${definition?.interpreter}" is none of ${names}`);
  }
  if (name === null) return startAlone({ ...definition, interpreter: known.interpreter });
  if (types.has(name)) throw new Error(`<script type="${name}"> is already registered`);
  if (!/^[a-z][a-z0-9._-]*$/.test(name)) {
    throw new Error(`"${name}" cannot be a type of scripts: it must begin with a letter, and have small letters only`);
  }
  const element = `${name}-script`;
  types.set(name, { name, interpreter: known.interpreter, element, isKernel: false, needsWorker: false, custom: definition });
  setDefaultConfig(name, definition);
  if (definition.hooks?.main?.onWorker) prepareOnWorker();
  defineElement(element);
  discovery.reconsider();
}

/** The first worker of each type; one that has ended is not to be held. @type {Map<string, { worker: WeakRef<InterpreterWorker>, own: boolean }>} */
const first = new Map();
/** Who waits for one. @type {Map<string, ((found: unknown) => void)[]>} */
const waiting = new Map();

/**
 * Wait for the first interpreter of a type.
 *
 * @param {string} name
 * @returns {Promise<unknown>} its wrapper, or `{ type, xworker }` for a worker of a script's own
 */
export function whenDefined(name) {
  const { worker, own = false } = first.get(name) ?? {};
  const found = worker?.deref();
  if (found?.isLive) return describe(name, found, own);
  return new Promise((resolve) => waiting.set(name, [...(waiting.get(name) ?? []), resolve]));
}

/**
 * There is an interpreter of a type: one that scripts share can run code, one of a script's own has been created, so that
 * its `sync` can be given functions before its code runs.
 *
 * @param {string} name @param {InterpreterWorker} worker @param {boolean} own
 */
export function defined(name, worker, own) {
  if (first.get(name)?.worker.deref()?.isLive) return;
  first.set(name, { worker: new WeakRef(worker), own });
  for (const resolve of waiting.get(name) ?? []) resolve(describe(name, worker, own));
  waiting.delete(name);
}

/** @param {string} type @param {InterpreterWorker} worker @param {boolean} own */
async function describe(type, worker, own) {
  if (own) return { type, xworker: worker };
  const { wrapperOf } = await import("./wrapper.js");
  return wrapperOf(worker);
}
