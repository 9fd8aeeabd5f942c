// What the worker's JavaScript sends: primitives and plain data by copy, functions and proxies by reference. Called by
// commands.js for the arguments of each command.
//
// Reading plain data may run code of the program (a getter, a Proxy), which may use the page. So what is more than a
// single value is encoded before the frame of its command is opened.

import { EXTENSION, TYPED_ARRAYS, WRITABLE } from "../../protocol.js";
import { Encoder, bytesOf, typedArrayCode } from "../../encoder.js";
import { EncodeError } from "../../errors.js";

/** An object or a symbol of the page, by its number. */
export class PageReference {
  /** @param {number} id */
  constructor(id) {
    this.id = id;
  }
}

/** Plain data, encoded. */
class Encoded {
  /**
   * @param {Uint8Array} bytes
   * @param {number[]} callables that the page is told of
   * @param {object[]} kept until it is sent
   */
  constructor(bytes, callables, kept) {
    this.bytes = bytes;
    this.callables = callables;
    this.kept = kept;
  }
}

export class Outgoing {
  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
  }

  /** Whether a value is memory that the page may change. @param {unknown} value */
  isBuffer(value) {
    // (What a proxy stands for has no memory here, and asking what it is would be a trip.)
    return typeof value === "object" && value !== null && !this.facade.proxies.remoteOf(value) && isBuffer(value);
  }

  /** What the page gets for `this`: an object of the worker's classes is nothing there. @param {unknown} value */
  receiver(value) {
    if (typeof value !== "object" || value === null || this.facade.proxies.remoteOf(value)) return value;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype || prototype === Array.prototype ? value : undefined;
  }

  /**
   * Turn arguments into what `write` can write without running any code of the program.
   * @param {readonly unknown[]} args
   */
  prepare(args) {
    for (let i = 0; i < args.length; i++) {
      const type = typeof args[i];
      if (type === "object" || type === "symbol") return args.map((value) => this.#prepared(value));
    }
    return args;
  }

  /** @param {any} value */
  #prepared(value) {
    if (typeof value === "symbol") return this.facade.symbols.toPage(value);
    if (typeof value !== "object" || value === null || this.facade.proxies.remoteOf(value)) return value;
    if (value instanceof PageReference || isBuffer(value)) return value;
    const counterpart = this.#counterpart(value);
    if (counterpart) return counterpart;
    const encoder = new Encoder(this.facade.near.limits);
    encoder.aimPrivately();
    const encoded = new Encoded(EMPTY, [], []);
    this.#copy(value, encoder, encoded, 0);
    encoded.bytes = encoder.written();
    return encoded;
  }

  /**
   * Write one prepared value into the open frame.
   * @param {any} value @param {Uint8Array[]} buffers gets the bytes of those that the page may change
   */
  write(value, buffers) {
    const { near, proxies, callables } = this.facade;
    const { encoder } = near.channel;
    switch (typeof value) {
      case "string":
        return encoder.writeString(value);
      case "number":
        return encoder.writeNumber(value);
      case "boolean":
        return encoder.writeBoolean(value);
      case "bigint":
        return encoder.writeBigInt(value);
      case "undefined":
        return encoder.writeUndefined();
    }
    if (value === null) return encoder.writeNil();
    const remote = proxies.remoteOf(value);
    if (remote) return encoder.writeIntegerExtension(EXTENSION.REFERENCE, remote.id);
    if (typeof value === "function") return near.putCallable(callables.idOf(value));
    if (value instanceof PageReference) return encoder.writeIntegerExtension(EXTENSION.REFERENCE, value.id);
    if (value instanceof Encoded) {
      for (const callable of value.callables) near.introduce(callable);
      encoder.reserve(value.bytes.length);
      encoder.bytes.set(value.bytes, encoder.offset);
      encoder.offset += value.bytes.length;
      return;
    }
    const bytes = bytesOf(value);
    buffers.push(bytes);
    near.channel.writeBuffer(codeOf(value) | WRITABLE, bytes);
  }

  /**
   * An object of the page that stands for one of the worker which is no data.
   * @param {object} value
   * @returns {object | undefined}
   */
  #counterpart(value) {
    const { errors, promises, commands, window } = this.facade;
    if (value instanceof Error || value instanceof DOMException) return errors.remoteFor(value);
    if (value instanceof Promise) return promises.remoteFor(value);
    if (value instanceof RegExp) return commands.construct(Reflect.get(window, "RegExp"), [value.source, value.flags]);
    return undefined;
  }

  /** @param {any} value @param {Encoder} encoder @param {Encoded} encoded @param {number} depth @returns {void} */
  #copy(value, encoder, encoded, depth) {
    const { facade } = this;
    switch (typeof value) {
      case "undefined":
        return encoder.writeUndefined();
      case "symbol":
        return encoder.writeIntegerExtension(EXTENSION.REFERENCE, facade.symbols.toPage(value).id);
      case "object":
      case "function":
        if (value !== null) break;
      // falls through
      default:
        return encoder.writeCopy(value);
    }
    const remote = facade.proxies.remoteOf(value);
    if (remote) {
      encoded.kept.push(value);
      return encoder.writeIntegerExtension(EXTENSION.REFERENCE, remote.id);
    }
    if (typeof value === "function") {
      const id = facade.callables.idOf(value);
      encoded.callables.push(id);
      return encoder.writeIntegerExtension(EXTENSION.CALLABLE, id | (facade.near.callableFlags.get(id) ?? 0));
    }
    if (isBuffer(value)) return encoder.writeTypedArray(codeOf(value), bytesOf(value));
    const counterpart = this.#counterpart(value);
    if (counterpart) return this.#copy(counterpart, encoder, encoded, depth);
    this.#copyContainer(value, encoder, encoded, depth);
  }

  /** @param {any} value @param {Encoder} encoder @param {Encoded} encoded @param {number} depth */
  #copyContainer(value, encoder, encoded, depth) {
    /** @param {unknown} item */
    const copy = (item) => this.#copy(item, encoder, encoded, depth + 1);
    // Exactly these prototypes: an instance of a subclass has behaviour of its own that a copy would lose.
    switch (Object.getPrototypeOf(value)) {
      case Array.prototype: {
        encoder.checkDepth(depth);
        const { length } = value;
        encoder.writeArrayHeader(length);
        for (let i = 0; i < length; i++) copy(value[i]);
        return;
      }
      case Object.prototype:
      case null: {
        encoder.checkDepth(depth);
        const keys = Object.keys(value);
        encoder.writeMapHeader(keys.length);
        for (const key of keys) {
          encoder.writeString(key);
          copy(value[key]);
        }
        return;
      }
      case Map.prototype: {
        encoder.checkDepth(depth);
        const entries = [...value];
        const mark = encoder.beginExtension(EXTENSION.MAP);
        encoder.writeMapHeader(entries.length);
        for (const [key, item] of entries) {
          copy(key);
          copy(item);
        }
        return encoder.endExtension(mark);
      }
      case Set.prototype: {
        encoder.checkDepth(depth);
        const items = [...value];
        const mark = encoder.beginExtension(EXTENSION.SET);
        encoder.writeArrayHeader(items.length);
        items.forEach(copy);
        return encoder.endExtension(mark);
      }
      case Date.prototype:
        return encoder.writeDate(Date.prototype.getTime.call(value));
    }
    const name = value.constructor?.name || "no class";
    throw new EncodeError(
      `An object of the worker's class ${name} cannot be sent to the page: send its data (plain objects, arrays, Map, Set, ` +
        `Date, typed arrays) or functions, or make it there: new window.${name}(…)`,
    );
  }
}

const EMPTY = new Uint8Array(0);

/** @param {object} value */
function isBuffer(value) {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** @param {ArrayBufferView | ArrayBufferLike} value @returns {number} its index in TYPED_ARRAYS */
function codeOf(value) {
  const code = value instanceof SharedArrayBuffer ? 0 : typedArrayCode(value);
  if (code < 0) {
    const known = TYPED_ARRAYS.slice(1).join(", ");
    throw new EncodeError(`A typed array of this kind cannot be sent to the page. Use one of ${known}`);
  }
  return code;
}
