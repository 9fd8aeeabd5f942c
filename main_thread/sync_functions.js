// Functions by name, both ways: what the page sets, `xworker.sync.ask = f`, the worker may call; what the worker exposes, the
// page may call, `await xworker.sync.mean(numbers)`. Arguments and results are whatever the bridge carries: functions and
// objects of either side as well.
//
// interpreter_worker.js and connect.js make one for each worker; exports.js shows what it exposes to other workers. The
// worker's half are the services below: worker/python/offthread/_xworker.py and worker/javascript/sync.js ask for them.

import { explain } from "./failure.js";

/** Promises and collections are recognised by these, and asking for them must not wait. */
const NO_NAMES = new Set(["then", "toJSON", "constructor"]);

/** @typedef {{ resolve: (call: Function) => void, reject: (error: unknown) => void }} Waiting whose function is not there yet */

export class SyncFunctions {
  /** What the page offers. @type {Map<string, Function>} */
  #own = new Map();
  /** What the worker exposes; calling one gives a promise. @type {Record<string, Function>} */
  exposed = Object.create(null);
  /** @type {Map<string, Waiting[]>} */
  #waiting = new Map();
  /** Why what is not there will not come. @type {((name: string) => unknown) | null} */
  #refusal = null;
  #call;

  /** @param {(call: Function, args: unknown[]) => Promise<unknown>} call makes a call of one of the worker's functions */
  constructor(call) {
    this.#call = call;
    const own = this.#own;
    /** What the worker gets: it asks for each function by its name. */
    const functions = new Proxy(Object.create(null), {
      get: (_, name) => (typeof name === "symbol" ? undefined : (own.get(name) ?? missing(name))),
    });
    /** `xworker.sync`. @type {any} */
    this.proxy = new Proxy(Object.create(null), {
      get: (_, name) => {
        if (typeof name === "symbol" || NO_NAMES.has(name)) return undefined;
        return async (/** @type {unknown[]} */ ...args) => (await this.#find(name))(...args);
      },
      set(_, name, value) {
        const isFunction = typeof name === "string" && typeof value === "function";
        if (!isFunction) throw new TypeError(`sync.${String(name)} must be a function`);
        own.set(name, value);
        return true;
      },
    });
    /** For the worker. */
    this.services = {
      sync_functions: () => functions,
      expose: (/** @type {string} */ name, /** @type {Function} */ call) => this.expose(name, call),
      exposed: () => this.settle(),
    };
  }

  /** @param {string} name @param {Function} call one of the worker's functions */
  expose(name, call) {
    const exposed = (/** @type {unknown[]} */ ...args) => this.#call(call, args);
    this.exposed[name] = exposed;
    for (const { resolve } of this.#waiting.get(name) ?? []) resolve(exposed);
    this.#waiting.delete(name);
  }

  /** The worker's program has ended: what it has not exposed by now is missed. */
  settle() {
    this.#refuse((name) => {
      const names = Object.keys(this.exposed);
      const known = names.length ? `It exposes ${names.join(", ")}` : "It exposes none";
      return new TypeError(`The worker exposes no function \`sync.${name}\`. ${known} [OT223]`);
    });
  }

  /** The worker has ended. @param {unknown} failure */
  close(failure) {
    this.exposed = Object.create(null);
    this.#refuse(() => explain(failure));
  }

  /** @param {(name: string) => unknown} refusal */
  #refuse(refusal) {
    this.#refusal = refusal;
    for (const [name, waiting] of this.#waiting) {
      for (const { reject } of waiting) Promise.resolve(refusal(name)).then(reject);
    }
    this.#waiting.clear();
  }

  /** @param {string} name @returns {Promise<Function>} */
  async #find(name) {
    const found = this.exposed[name];
    if (found) return found;
    if (this.#refusal) throw await this.#refusal(name);
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(name) ?? [];
      waiting.push({ resolve, reject });
      this.#waiting.set(name, waiting);
    });
  }
}

/** What stands for a function that the page has not set. @param {string} name */
function missing(name) {
  const sentence = `The page has set no function \`xworker.sync.${name}\`. Set it before the worker calls it [OT222]`;
  return () => Promise.reject(new TypeError(sentence));
}
