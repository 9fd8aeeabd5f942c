// Functions by name, both ways: what the page sets, `xworker.sync.ask = f`, the worker may call; what the worker exposes, the
// page may call, `await xworker.sync.mean(numbers)`. Arguments and results are whatever the bridge carries: functions and
// objects of either side as well.
//
// interpreter_worker.js makes one for each worker; exports.js shows what it exposes to other workers.

import { explain } from "./failure.js";

/** Promises and collections are recognised by these, and asking for them must not wait. */
const NO_NAMES = new Set(["then", "toJSON", "constructor"]);

/**
 * @typedef {object} Waiting a caller whose function is not there yet
 * @property {(call: Function) => void} resolve
 * @property {(error: unknown) => void} reject
 */

export class SyncFunctions {
  /** What the page offers. @type {Record<string, unknown>} */
  #own = Object.create(null);
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
    /** `xworker.sync` */
    this.proxy = new Proxy(this.#own, {
      get: (own, name) => {
        if (typeof name === "symbol" || NO_NAMES.has(name)) return Reflect.get(own, name);
        return async (/** @type {unknown[]} */ ...args) => (await this.#find(name))(...args);
      },
      set: (own, name, value) => Reflect.set(own, name, value),
    });
    /** Functions for the worker. */
    this.services = {
      sync_functions: () => this.#own,
      expose: (/** @type {string} */ name, /** @type {Function} */ call) => this.expose(name, call),
    };
  }

  /** @param {string} name @param {Function} call one of the worker's functions */
  expose(name, call) {
    const exposed = (/** @type {unknown[]} */ ...args) => this.#call(call, args);
    this.exposed[name] = exposed;
    for (const { resolve } of this.#waiting.get(name) ?? []) resolve(exposed);
    this.#waiting.delete(name);
  }

  /** The worker's first script has ended: what it has not exposed by now is missed. */
  settle() {
    this.#refuse((name) => {
      const names = Object.keys(this.exposed);
      const known = names.length ? `It exposes ${names.join(", ")}` : "It exposes none";
      return new ReferenceError(`The worker exposes no function "${name}". ${known} [OT213]`);
    });
  }

  /** The worker has ended. @param {unknown} failure */
  close(failure) {
    this.#own = this.exposed = Object.create(null);
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
