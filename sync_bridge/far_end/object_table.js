// The page's objects that one worker can reach, by number.
//
// Each time a number is sent to the worker is an introduction, and is counted. A release says how many introductions
// the worker had seen when it let go, and the object goes only when that is all of them: a release that crosses a new
// introduction on its way frees nothing. Numbers are never used again.
//
// The worker numbers the results of commands that it does not wait for itself. Such a number stands for nothing, and is
// poisoned, where the command failed.

import { ROOT_ID } from "../protocol.js";
import { ReferenceLost } from "../errors.js";

/** Thrown where a command needs the result of one that failed. */
export class Poisoned {
  #reason;

  /** @param {unknown} reason what the failed command threw */
  constructor(reason) {
    this.#reason = reason;
  }

  /**
   * What was thrown in the first place. (`instanceof` would run traps of a Proxy of the page.)
   * @param {unknown} thrown
   */
  static reasonOf(thrown) {
    return Poisoned.is(thrown) ? thrown.#reason : thrown;
  }

  /** @param {unknown} value @returns {value is Poisoned} */
  static is(value) {
    return typeof value === "object" && value !== null && #reason in value;
  }
}

/**
 * @typedef {object} Entry
 * @property {any} value
 * @property {number} introductions
 * @property {boolean} isPoisoned whether the value is a Poisoned
 * @property {boolean} isPromise whether somebody has to be told that the worker asks how it ends
 */

const MANY_UNLISTED = 10_000;

export class ObjectTable {
  /**
   * @param {object} root known to both ends under ROOT_ID, and never released
   * @param {(value: object) => void} dropped called with each promise that is let go
   */
  constructor(root, dropped) {
    this.root = root;
    this.dropped = dropped;
    /** @type {Map<number, Entry>} */
    this.entries = new Map();
    /** @type {WeakMap<object, number>} */
    this.ids = new WeakMap([[root, ROOT_ID]]);
    // Registered symbols cannot be keys of a WeakMap.
    /** @type {Map<symbol, number>} */
    this.symbols = new Map();
    this.nextId = ROOT_ID - 1;
    /** Numbers whose objects `ids` does not have yet; most are let go before anybody asks. @type {number[]} */
    this.unlisted = [];
    /** Introductions made since the last `commit`. @type {number[]} */
    this.journal = [];
  }

  get size() {
    return this.entries.size;
  }

  /**
   * The number under which the worker may now know an object; counts one introduction.
   * @param {object | symbol} value
   */
  introduce(value) {
    const known = this.#idOf(value);
    if (known === ROOT_ID) return known;
    const id = known ?? this.#add(value);
    /** @type {Entry} */ (this.entries.get(id)).introductions++;
    this.journal.push(id);
    return id;
  }

  /** The number under which the worker knows an object that has been introduced. @param {object} value @returns {number} */
  idOf(value) {
    return /** @type {number} */ (this.#idOf(value));
  }

  /** @param {object | symbol} value */
  #add(value) {
    const id = this.nextId--;
    this.#enter(id, value, 0, false);
    this.#idsOf(value).set(value, id);
    return id;
  }

  /** @param {object | symbol} value @returns {number | undefined} */
  #idOf(value) {
    const known = this.#idsOf(value).get(value);
    if (known !== undefined || this.unlisted.length === 0) return known;
    this.#list();
    return this.#idsOf(value).get(value);
  }

  #list() {
    for (const id of this.unlisted) {
      const value = this.entries.get(id)?.value;
      // An object that the worker knows already keeps its number; this one is a second name for it.
      if (value && !this.#idsOf(value).has(value)) this.#idsOf(value).set(value, id);
    }
    this.unlisted = [];
  }

  /** The numbers of objects or of symbols. @param {unknown} value @returns {Map<any, number> | WeakMap<any, number>} */
  #idsOf(value) {
    return typeof value === "symbol" ? this.symbols : this.ids;
  }

  /** @param {number} id @param {unknown} value @param {number} introductions @param {boolean} isPoisoned */
  #enter(id, value, introductions, isPoisoned) {
    this.entries.set(id, { value, introductions, isPoisoned, isPromise: false });
  }

  /** @param {number} id @returns {any} */
  get(id) {
    if (id === ROOT_ID) return this.root;
    const entry = this.entries.get(id);
    if (!entry) throw new ReferenceLost(id);
    if (entry.isPoisoned) throw entry.value;
    return entry.value;
  }

  /**
   * Give a result the number that the worker has chosen; counts one introduction.
   * @param {number} id @param {object | symbol} value
   */
  bind(id, value) {
    this.#enter(id, value, 1, false);
    if (this.unlisted.push(id) > MANY_UNLISTED) this.#list();
  }

  /** Have a number stand for the failure of a command. @param {number} id @param {Poisoned} reason */
  poison(id, reason) {
    this.#enter(id, reason, 1, true);
  }

  /** The number under which an object is introduced, whatever other names it has. @param {number} id */
  canonical(id) {
    return this.#idOf(this.get(id)) ?? id;
  }

  /** @param {number} id @param {number} introductions */
  release(id, introductions) {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.introductions -= introductions;
    if (entry.introductions > 0) return;
    this.entries.delete(id);
    const { value } = entry;
    const ids = this.#idsOf(value);
    if (ids.get(value) === id) ids.delete(value);
    if (entry.isPromise) this.dropped(value);
  }

  /** What was introduced is on its way. @returns {number[]} */
  commit() {
    const { journal } = this;
    this.journal = [];
    return journal;
  }

  /** Introductions that never arrived. @param {number[]} ids */
  takeBack(ids) {
    for (const id of ids) this.release(id, 1);
  }

  clear() {
    this.entries.clear();
    this.symbols.clear();
    this.unlisted = [];
    this.ids = new WeakMap();
    this.journal = [];
  }
}
