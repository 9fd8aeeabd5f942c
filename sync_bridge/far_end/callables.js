// The worker's callables as functions of the page.
//
// A Python function has one JavaScript function as long as somebody on the page holds that: `removeEventListener` finds
// what `addEventListener` got. When it is collected, the worker is told how many introductions that function stood for
// and forgets its side only when that is all of them, so a function that is on its way here again survives.

import { CALLABLE } from "../protocol.js";

/** @typedef {{ id: number, introductions: number, wrapper: WeakRef<Function> | null }} Entry */

export class CallableTable {
  /**
   * @param {(id: number, wrapper: Function, args: unknown[]) => unknown} call gets the number with its flags
   * @param {(released: number[]) => void} forget gets [id, introductions, …] of collected functions
   */
  constructor(call, forget) {
    this.call = call;
    this.forget = forget;
    /** @type {Map<number, Entry>} */
    this.entries = new Map();
    /** @type {WeakMap<object, number>} */
    this.ids = new WeakMap();
    /** @type {number[]} */
    this.released = [];
    /** @type {FinalizationRegistry<Entry>} */
    this.registry = new FinalizationRegistry((entry) => this.#release(entry));
  }

  get size() {
    return this.entries.size;
  }

  /**
   * The function for a callable of the worker; counts one introduction.
   * @param {number} number its id with flags of CALLABLE
   * @returns {Function}
   */
  take(number) {
    const id = number & CALLABLE.ID;
    const known = this.entries.get(id);
    const wrapper = known?.wrapper?.deref();
    if (known && wrapper) {
      known.introductions++;
      return wrapper;
    }
    const { call } = this;
    const made = /** @param {unknown[]} args */ (...args) => call(number, made, args);
    this.#register(id, made);
    return made;
  }

  /**
   * Tie an error of the page to the exception of the worker that it stands for.
   * @param {number} id @param {object} error
   */
  adopt(id, error) {
    this.#register(id, error);
  }

  /** The id under which an object of the page came from the worker, if it did. @param {object} value */
  idOf(value) {
    return this.ids.get(value);
  }

  /** @param {number} id @param {object} wrapper */
  #register(id, wrapper) {
    const entry = { id, introductions: 1, wrapper: typeof wrapper === "function" ? new WeakRef(wrapper) : null };
    this.entries.set(id, entry);
    this.ids.set(wrapper, id);
    this.registry.register(wrapper, entry);
  }

  /** @param {Entry} entry */
  #release(entry) {
    if (this.entries.get(entry.id) === entry) this.entries.delete(entry.id);
    if (this.released.length === 0) {
      // One message for all that one collection freed.
      queueMicrotask(() => {
        const { released } = this;
        this.released = [];
        this.forget(released);
      });
    }
    this.released.push(entry.id, entry.introductions);
  }

  clear() {
    this.entries.clear();
  }
}
