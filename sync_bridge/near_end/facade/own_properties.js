// Own properties of the page's objects: Object.keys, entries, spread, `for … in`, descriptors. One trip tells all
// properties with their values, as JavaScript asks for the keys first and then for each property by itself.
//
// A proxy may not report a property as one that cannot be deleted if its target has none, so these read as
// configurable, but for the `length` of arrays and what the worker itself has defined so.

import { OP } from "../../protocol.js";

/** What a property is; far_end/own_properties.js has the same. */
const BITS = Object.freeze({ ENUMERABLE: 1, WRITABLE: 2, ACCESSOR: 4, UNTOLD: 8 });

/** @typedef {import("./remote.js").Remote} Remote */
/** @typedef {{ bits: number, value: unknown }} Property */

export class OwnProperties {
  /** The object whose properties were told last. @type {Remote | null} */
  #remote = null;
  /** @type {Map<string | symbol, Property>} */
  #properties = new Map();
  /** When they were told, in commands. */
  #moment = 0;
  /** The key that was last asked for. @type {string | symbol} */
  #last = "";

  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
  }

  /** @param {Remote} remote @param {object} target @returns {(string | symbol)[]} */
  keys(remote, target) {
    const properties = this.#ask(remote);
    // What the page has deleted is still there where a proxy must not hide it.
    const kept = Reflect.ownKeys(target).filter((key) => !Reflect.getOwnPropertyDescriptor(target, key)?.configurable);
    return [...new Set([...properties.keys(), ...kept])];
  }

  /**
   * @param {Remote} remote
   * @param {object} target
   * @param {string | symbol} key
   * @returns {PropertyDescriptor | undefined}
   */
  descriptor(remote, target, key) {
    // Who has just asked for the keys asks for each property next.
    const isFresh = this.#isFresh(remote);
    if (!isFresh && typeof key === "symbol" && !this.facade.symbols.isShared(key)) return undefined;
    const properties = isFresh ? this.#properties : this.#read(remote, [key]);
    if (isFresh) this.#last = key;
    const fixed = Reflect.getOwnPropertyDescriptor(target, key);
    const isFixed = fixed?.configurable === false;
    const property = properties.get(key);
    if (!property) return isFixed ? fixed : undefined;
    const { bits } = property;
    const common = { enumerable: (bits & BITS.ENUMERABLE) !== 0, configurable: !isFixed };
    // (A value that was not told, as there are too many, reads as if it were asked for each time.)
    if (bits & (BITS.ACCESSOR | BITS.UNTOLD)) return isFixed ? fixed : { ...common, ...this.#accessor(remote, key) };
    return { ...common, value: property.value, writable: (bits & BITS.WRITABLE) !== 0 || (isFixed && fixed.writable === true) };
  }

  /**
   * The property whose descriptor has just been asked for, with nothing done in between: `Object.entries` and `…` get
   * the value next.
   * @param {Remote} remote @param {string | symbol} key
   */
  recall(remote, key) {
    if (this.#remote !== remote || key !== this.#last || !this.#isFresh(remote)) return undefined;
    const property = this.#properties.get(key);
    return property && !(property.bits & (BITS.ACCESSOR | BITS.UNTOLD)) ? property : undefined;
  }

  /** @param {Remote} remote */
  #isFresh(remote) {
    return remote === this.#remote && this.#moment === this.#now();
  }

  /**
   * A getter and a setter that do on the page what the page's own do.
   * @param {Remote} remote
   * @param {string | symbol} key
   */
  #accessor({ id }, key) {
    const { commands } = this.facade;
    return {
      get: () => commands.named(OP.GET, id, key, []),
      set: (/** @type {unknown} */ value) => commands.named(OP.SET, id, key, [value]),
    };
  }

  /** All of an object's. @param {Remote} remote */
  #ask(remote) {
    const properties = this.#read(remote, []);
    this.#remote = remote;
    this.#properties = properties;
    this.#moment = this.#now();
    // What is told holds for the operation that asked, which is over when the program gives way.
    queueMicrotask(() => this.#forget());
    return properties;
  }

  /** @param {Remote} remote @param {(string | symbol)[]} keys none for all @returns {Map<string | symbol, Property>} */
  #read(remote, keys) {
    const batch = this.facade.batch(OP.KEYS, remote.id, [KEYS_OF_OWN, ...keys]);
    const properties = new Map();
    while (batch.left > 0) {
      const [key, bits] = [batch.next(), batch.next()];
      properties.set(key, { bits, value: bits & (BITS.ACCESSOR | BITS.UNTOLD) ? undefined : batch.next() });
    }
    return properties;
  }

  #forget() {
    this.#remote = null;
    this.#last = "";
    this.#properties = new Map();
  }

  #now() {
    const { sequence, ticket } = this.facade.near.channel;
    return sequence + ticket;
  }
}

/** What KEYS is asked for: see far_end/executor.js. */
const KEYS_OF_OWN = 3;
