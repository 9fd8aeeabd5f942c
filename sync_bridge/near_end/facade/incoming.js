// What an operation came to, as the worker's JavaScript sees it: primitives by value, objects as proxies, what was
// thrown as an exception. See status.js for the numbers that this reads.

import { KIND } from "../../protocol.js";
import { EncodeError } from "../../errors.js";
import { typedArrayOf } from "../../decoder.js";
import { STATUS } from "../status.js";

/** @typedef {import("../replies.js").Walk} Walk */

export class Incoming {
  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
    this.port = facade.port;
  }

  /**
   * The value of a status, or throw what it says.
   * @param {number} status @param {boolean} [isOwn] see Proxies.introduce
   * @returns {any}
   */
  finish(status, isOwn = false) {
    const { port } = this;
    if (status === STATUS.VALUE) return port.take();
    if (status >= STATUS.REFERENCE) return this.#reference(status - STATUS.REFERENCE, isOwn);
    if (status === STATUS.NULL) return null;
    if (status === STATUS.UNDEFINED || status === STATUS.MISSING) return undefined;
    if (isContainer(status)) {
      const count = /** @type {number} */ (port.take());
      return this.#container(status, count, /** @type {Walk} */ (port.take()));
    }
    if (status === STATUS.EXCEPTION) return this.#error(/** @type {Walk} */ (port.take()));
    return this.#scalar(status);
  }

  /** The next value of a walk. @param {Walk} walk @param {boolean} [isOwn] @returns {any} */
  read(walk, isOwn = false) {
    const { port } = this;
    const status = port.advance(walk);
    if (status === STATUS.VALUE) return port.take();
    if (status >= STATUS.REFERENCE) return this.#reference(status - STATUS.REFERENCE, isOwn);
    if (status === STATUS.NULL) return null;
    if (status === STATUS.UNDEFINED) return undefined;
    if (isContainer(status)) return this.#container(status, /** @type {number} */ (port.take()), walk);
    if (status === STATUS.EXCEPTION) return this.#error(walk);
    return this.#scalar(status);
  }

  /** What a walk says that was thrown. @param {Walk} walk */
  thrown(walk) {
    const [name, message, stack, value] = [this.read(walk), this.read(walk), this.read(walk), this.read(walk)];
    return this.facade.errors.thrown(name, message, stack, value);
  }

  /** @param {number} number @param {boolean} isOwn */
  #reference(number, isOwn) {
    const { facade } = this;
    const id = /** @type {number} */ (this.port.take());
    if (facade.interfaces.get(number & 0xffff).kind === KIND.SYMBOL) return facade.symbols.fromPage(id);
    return facade.proxies.introduce(id, number, isOwn);
  }

  /** @param {number} status @param {number} count @param {Walk} walk */
  #container(status, count, walk) {
    if (status === STATUS.LIST) return Array.from({ length: count }, () => this.read(walk));
    if (status === STATUS.SET) return new Set(Array.from({ length: count }, () => this.read(walk)));
    const entries = Array.from({ length: count }, () => [this.read(walk), this.read(walk)]);
    // (Object.fromEntries defines properties, so "__proto__" is one like any other.)
    return status === STATUS.MAP ? new Map(/** @type {[unknown, unknown][]} */ (entries)) : Object.fromEntries(entries);
  }

  /** @param {Walk} walk an Error by value */
  #error(walk) {
    const [name, message, stack] = [this.read(walk), this.read(walk), this.read(walk)];
    return Object.assign(new Error(message), { name, stack });
  }

  /** @param {number} status */
  #scalar(status) {
    const { port, facade } = this;
    switch (status) {
      case STATUS.FLOAT:
        return Number(port.take());
      case STATUS.BIGINT: {
        const text = /** @type {string} */ (port.take());
        return text.startsWith("-") ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
      }
      case STATUS.BYTES:
        return port.take_bytes();
      case STATUS.TYPED_ARRAY: {
        const code = /** @type {number} */ (port.take());
        return typedArrayOf(code, /** @type {ArrayBuffer} */ (port.take_bytes().buffer));
      }
      case STATUS.DATE:
        return new Date(Number(port.take()));
      case STATUS.CALLABLE: {
        const callable = facade.callables.find(/** @type {number} */ (port.take()));
        if (!callable) throw new EncodeError("JavaScript cannot use a function of the interpreter in its worker");
        return callable;
      }
      case STATUS.THROWN:
        throw this.thrown(/** @type {Walk} */ (port.take()));
      case STATUS.FAILED: {
        const count = /** @type {number} */ (port.take());
        const walk = /** @type {Walk} */ (port.take());
        throw facade.errors.failed(count, () => this.read(walk));
      }
      case STATUS.INTERRUPTED:
        throw facade.interruption();
      default:
        throw new DOMException("The promise of the page was not settled in time", "TimeoutError");
    }
  }
}

/** @param {number} status */
function isContainer(status) {
  return status === STATUS.LIST || status === STATUS.DICT || status === STATUS.MAP || status === STATUS.SET;
}
