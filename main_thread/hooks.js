// Hooks: what pages have done before and after every script of a type.
//
//   hooks.main.onReady.add((wrap, element) => …)         scripts without `worker`: called on the page
//   hooks.worker.codeBeforeRun.add("import numpy")       scripts with `worker`: code, or a module for the worker
//
// The order is onReady, onBeforeRun, codeBeforeRun, the script, codeAfterRun, onAfterRun; scripts with a top-level await,
// which is the default, have those whose names end in Async instead of those that do not. `onWorker(interpreter, xworker)`
// is told of every worker as it is created, and of the interpreter that creates it, or null. wrapper.js calls the hooks; types of pages (custom_types.js) have hooks of their own.

const FUNCTIONS = ["onReady", "onBeforeRun", "onBeforeRunAsync", "onAfterRun", "onAfterRunAsync"];
const CODES = ["codeBeforeRun", "codeBeforeRunAsync", "codeAfterRun", "codeAfterRunAsync"];

/** A set that refuses what nobody could call. */
class HookSet extends Set {
  #name;
  #types;

  /** @param {string} name @param {string[]} types by `typeof` */
  constructor(name, types) {
    super();
    this.#name = name;
    this.#types = types;
  }

  /** @param {any} hook */
  add(hook) {
    if (!this.#types.includes(typeof hook) && !(hook instanceof URL)) {
      throw new TypeError(`A hook of ${this.#name} must be a ${this.#types.join(" or the URL of a module, as a ")}`);
    }
    if (this.#name === "hooks.main.onWorker") prepareOnWorker();
    return super.add(hook);
  }
}

/** Makes the wrapper of a worker's interpreter, once somebody is to get one at once. @type {((worker: any) => any) | null} */
let wrapperOf = null;

/** There is a hook that is called as a worker is created, and cannot wait for any code then. */
export function prepareOnWorker() {
  if (wrapperOf) return;
  const failed = (/** @type {unknown} */ error) => console.warn("Hooks `onWorker` get null instead of an interpreter:", error);
  import("./wrapper.js").then((module) => (wrapperOf = module.wrapperOf), failed);
}

/** The handle of the interpreter that creates a worker: what hooks `onWorker` get first. @param {unknown} creator a worker */
export function creatorFor(creator) {
  return (creator && wrapperOf?.(creator).interpreter) ?? null;
}

/**
 * @typedef {Record<string, Iterable<any> | Function | string>} Hooks by their names: several of them, or one
 */

/** @param {string} place @param {string[]} functionTypes @param {string[]} more */
function sets(place, functionTypes, more) {
  /** @param {string} name @param {string[]} types @returns {[string, HookSet]} */
  const set = (name, types) => [name, new HookSet(`hooks.${place}.${name}`, types)];
  return Object.freeze(
    Object.fromEntries([
      ...[...FUNCTIONS, ...more].map((name) => set(name, functionTypes)),
      ...CODES.map((name) => set(name, ["string"])),
    ]),
  );
}

/** The hooks of `py` and `mpy`. */
export const hooks = Object.freeze({
  main: sets("main", ["function"], ["onWorker"]),
  worker: sets("worker", ["function", "string"], []),
});

/** Functions that are awaited before anything is done with a script that matches a selector. @type {Map<string, (element: Element) => unknown>} */
export const customObserver = new Map();

/** Hooks for one worker: `XWorker.call(new Hook(null, { worker: { onReady() {} } }), url, options)`. */
export class Hook {
  /** @param {unknown} interpreter @param {{ main?: Hooks, worker?: Hooks }} [hooks] */
  constructor(interpreter, hooks = {}) {
    this.interpreter = interpreter;
    this.onWorker = hooks.main?.onWorker;
    this.worker = hooks.worker ?? {};
  }
}

/**
 * The hooks of a type.
 *
 * @param {import("./types.js").Type} definition
 * @param {"main" | "worker"} place
 * @returns {Hooks}
 */
export function hooksOf({ custom, isKernel }, place) {
  if (custom) return custom.hooks?.[place] ?? {};
  return isKernel ? {} : hooks[place];
}

/** The hooks of a name, as a list. @param {Hooks} hooks @param {string} name @returns {any[]} */
export function listed(hooks, name) {
  const found = hooks[name];
  if (found === undefined || found === null) return [];
  return typeof found === "function" || typeof found === "string" || found instanceof URL ? [found] : [...found];
}

/** Whether something is to be done around a script. @param {Hooks} hooks */
export function areAny(hooks) {
  return [...FUNCTIONS, ...CODES].some((name) => listed(hooks, name).length > 0);
}
