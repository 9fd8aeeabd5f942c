// The encoder: msgpack written into shared memory without allocating, moving to private memory where a value does not
// fit. See codec.js.

import { DEFAULT_LIMITS, EXTENSION, TYPED_ARRAYS } from "./protocol.js";
import { EncodeError, LimitError } from "./errors.js";

const textEncoder = new TextEncoder();

// Below this length a loop over char codes beats TextEncoder, which moreover refuses shared memory (Encoding Standard:
// encodeInto takes no [AllowShared] view in any engine) and so needs a copy.
const SHORT_STRING = 64;

const typedArrayTag = /** @type {any} */ (
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get
);

/** The numeric code of a typed array, DataView or ArrayBuffer; below 0 for others. @param {object} value */
export function typedArrayCode(value) {
  // %TypedArray%.prototype[Symbol.toStringTag] is an accessor that no subclass or own property can mislead.
  return TYPED_ARRAYS.indexOf(ArrayBuffer.isView(value) ? (typedArrayTag.call(value) ?? "DataView") : "ArrayBuffer");
}

/**
 * The bytes of a view (its own part only, never its whole buffer) or of a buffer.
 * @param {ArrayBufferView | ArrayBufferLike} value
 * @returns {Uint8Array}
 */
export function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}

/**
 * Writes msgpack into `bytes` from `offset`, moving to a private buffer that grows when the target is full.
 */
export class Encoder {
  /** @param {Readonly<import("./protocol.js").Limits>} [limits] */
  constructor(limits = DEFAULT_LIMITS) {
    this.limits = limits;
    /** @type {Uint8Array} */
    this.bytes = new Uint8Array(0);
    /** @type {DataView} */
    this.view = new DataView(this.bytes.buffer);
    this.start = 0;
    this.offset = 0;
    this.end = 0;
    this.spilled = false;
  }

  /** Aim at a target. @param {Uint8Array} bytes @param {DataView} view @param {number} start @param {number} end */
  aim(bytes, view, start, end) {
    this.bytes = bytes;
    this.view = view;
    this.start = this.offset = start;
    this.end = end;
    this.spilled = false;
  }

  /** Aim at a private buffer of some size to begin with. @param {number} [size] */
  aimPrivately(size = 256) {
    const bytes = new Uint8Array(size);
    this.aim(bytes, new DataView(bytes.buffer), 0, size);
    this.spilled = true;
  }

  get length() {
    return this.offset - this.start;
  }

  /** Go on in a private buffer, with what has been written. */
  moveOut() {
    if (!this.spilled) this.reserve(this.end - this.offset + 1);
  }

  /** What has been written. */
  written() {
    return this.bytes.subarray(this.start, this.offset);
  }

  /** Make room for `size` more bytes; the limit is checked before anything is allocated. @param {number} size */
  reserve(size) {
    if (this.offset + size <= this.end) return;
    const length = this.length;
    if (length + size > this.limits.payloadBytes) {
      throw new LimitError("A message", length + size, this.limits.payloadBytes, "payloadBytes");
    }
    // Doubling keeps growth linear in all; a single large value gets exactly what it needs.
    const bytes = new Uint8Array(Math.min(Math.max(length * 2, length + size, 256), this.limits.payloadBytes));
    bytes.set(this.written());
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
    this.start = 0;
    this.offset = length;
    this.end = bytes.length;
    this.spilled = true;
  }

  /** @param {number} byte */
  #byte(byte) {
    if (this.offset === this.end) this.reserve(1);
    this.bytes[this.offset++] = byte;
  }

  writeNil() {
    this.#byte(0xc0);
  }

  /** @param {boolean} value */
  writeBoolean(value) {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /** An integer where the number is a safe one (-0 is not), else a float64. @param {number} value */
  writeNumber(value) {
    if (value >= 0 && value < 128 && Number.isInteger(value) && !Object.is(value, -0)) return this.#byte(value);
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return this.writeFloat(value);
    if (value >= 0 && value <= 0xffffffff) return this.#sized(value, 0xcc, 0xcd, 0xce);
    this.reserve(9);
    const { view, offset } = this;
    if (value >= -32 && value < 0) {
      view.setInt8(offset, value);
      this.offset += 1;
    } else if (value >= -0x80 && value < 0) {
      view.setUint8(offset, 0xd0);
      view.setInt8(offset + 1, value);
      this.offset += 2;
    } else if (value >= -0x8000 && value < 0) {
      view.setUint8(offset, 0xd1);
      view.setInt16(offset + 1, value);
      this.offset += 3;
    } else if (value >= -0x80000000 && value < 0) {
      view.setUint8(offset, 0xd2);
      view.setInt32(offset + 1, value);
      this.offset += 5;
    } else {
      view.setUint8(offset, value < 0 ? 0xd3 : 0xcf);
      view.setBigInt64(offset + 1, BigInt(value));
      this.offset += 9;
    }
  }

  /** @param {number} value */
  writeFloat(value) {
    this.reserve(9);
    this.view.setUint8(this.offset, 0xcb);
    this.view.setFloat64(this.offset + 1, value);
    this.offset += 9;
  }

  /** @param {string} value */
  writeString(value) {
    const { length } = value;
    if (length > SHORT_STRING) return this.#writeLongString(value);
    // Optimistic: ASCII needs one byte a character and the shortest header that fits.
    this.reserve(2 + length * 3);
    const { bytes } = this;
    const header = length < 32 ? 1 : 2;
    let at = this.offset + header;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return this.#writeEncodedString(value);
      bytes[at++] = code;
    }
    if (header === 1) bytes[this.offset] = 0xa0 | length;
    else {
      bytes[this.offset] = 0xd9;
      bytes[this.offset + 1] = length;
    }
    this.offset = at;
  }

  /** @param {string} value */
  #writeLongString(value) {
    // UTF-8 is at least as long as the string and at most three times: only what may exceed the limit is counted.
    if (value.length > this.limits.payloadBytes) {
      throw new LimitError("A string", value.length, this.limits.payloadBytes, "payloadBytes");
    }
    this.#writeEncodedString(value);
  }

  /** @param {string} value */
  #writeEncodedString(value) {
    if (!value.isWellFormed()) return this.#writeIllFormed(value);
    this.writeEncodedText(textEncoder.encode(value));
  }

  /** @param {Uint8Array} utf8 well-formed */
  writeEncodedText(utf8) {
    this.writeStringHeader(utf8.length);
    this.#append(utf8);
  }

  /** @param {number} length */
  writeStringHeader(length) {
    if (length < 32) this.#byte(0xa0 | length);
    else this.#sized(length, 0xd9, 0xda, 0xdb);
  }

  /** @param {string} value */
  #writeIllFormed(value) {
    this.writeExtension(EXTENSION.ILL_FORMED_STRING, value.length * 2);
    for (let i = 0; i < value.length; i++) {
      this.view.setUint16(this.offset, value.charCodeAt(i));
      this.offset += 2;
    }
  }

  /** A header with an 8, 16 or 32-bit length. @param {number} n @param {number} a @param {number} b @param {number} c */
  #sized(n, a, b, c) {
    this.reserve(5);
    const { view, offset } = this;
    if (n <= 0xff && a) {
      view.setUint8(offset, a);
      view.setUint8(offset + 1, n);
      this.offset += 2;
    } else if (n <= 0xffff) {
      view.setUint8(offset, b);
      view.setUint16(offset + 1, n);
      this.offset += 3;
    } else {
      view.setUint8(offset, c);
      view.setUint32(offset + 1, n);
      this.offset += 5;
    }
  }

  /** @param {Uint8Array} bytes */
  #append(bytes) {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.offset);
    this.offset += bytes.length;
  }

  /** @param {Uint8Array} bytes */
  writeBinary(bytes) {
    this.reserve(5 + bytes.length);
    this.#sized(bytes.length, 0xc4, 0xc5, 0xc6);
    this.#append(bytes);
  }

  /** @param {number} length */
  writeArrayHeader(length) {
    if (length < 16) this.#byte(0x90 | length);
    else this.#sized(length, 0, 0xdc, 0xdd);
  }

  /** @param {number} length */
  writeMapHeader(length) {
    if (length < 16) this.#byte(0x80 | length);
    else this.#sized(length, 0, 0xde, 0xdf);
  }

  /** The header of an extension; room for its payload is made as well. @param {number} type @param {number} length */
  writeExtension(type, length) {
    this.reserve(6 + length);
    // 1, 2, 4, 8 and 16 have headers of their own.
    if (length > 0 && length <= 16 && (length & (length - 1)) === 0) this.bytes[this.offset++] = 0xd4 + 31 - Math.clz32(length);
    else this.#sized(length, 0xc7, 0xc8, 0xc9);
    this.bytes[this.offset++] = type;
  }

  /** An extension with an int32 payload. @param {number} type @param {number} value */
  writeIntegerExtension(type, value) {
    this.reserve(6);
    this.bytes[this.offset] = 0xd6;
    this.bytes[this.offset + 1] = type;
    this.view.setInt32(this.offset + 2, value);
    this.offset += 6;
  }

  writeUndefined() {
    this.writeExtension(EXTENSION.UNDEFINED, 1);
    this.bytes[this.offset++] = 0;
  }

  /** @param {bigint} value */
  writeBigInt(value) {
    const negative = value < 0n;
    let digits = (negative ? -value : value).toString(16);
    if (digits.length % 2) digits = `0${digits}`;
    const length = digits.length / 2;
    if (length > this.limits.bigintBytes) throw new LimitError("An integer", length, this.limits.bigintBytes, "bigintBytes");
    this.writeExtension(EXTENSION.BIGINT, length + 1);
    this.bytes[this.offset++] = negative ? 1 : 0;
    for (let i = 0; i < digits.length; i += 2) this.bytes[this.offset++] = parseInt(digits.slice(i, i + 2), 16);
  }

  /** @param {number} milliseconds */
  writeDate(milliseconds) {
    this.writeExtension(EXTENSION.DATE, 8);
    this.view.setFloat64(this.offset, milliseconds);
    this.offset += 8;
  }

  /** @param {number} code index into TYPED_ARRAYS @param {Uint8Array} bytes */
  writeTypedArray(code, bytes) {
    this.writeExtension(EXTENSION.TYPED_ARRAY, bytes.length + 1);
    this.bytes[this.offset++] = code;
    this.#append(bytes);
  }

  /**
   * Begin an extension whose length is not known yet; `endExtension` fills it in.
   * @param {number} type
   * @returns {number} a mark, relative to the start so that it survives a spill
   */
  beginExtension(type) {
    this.reserve(6);
    this.bytes[this.offset] = 0xc9;
    this.bytes[this.offset + 5] = type;
    this.offset += 6;
    return this.length;
  }

  /** @param {number} mark */
  endExtension(mark) {
    this.view.setUint32(this.start + mark - 5, this.length - mark);
  }

  /** @param {string} name @param {string} message @param {string} stack */
  writeError(name, message, stack) {
    const mark = this.beginExtension(EXTENSION.ERROR);
    this.writeArrayHeader(3);
    this.writeString(name);
    this.writeString(message);
    this.writeString(stack);
    this.endExtension(mark);
  }

  /**
   * A value by copy: primitives, Array, plain objects, Map, Set, Date, Error, views and buffers, to the limits.
   * @param {unknown} value
   * @param {(value: object | symbol | Function, encoder: Encoder) => void} [reference] writes what has an identity;
   *   without it such a value is an error
   * @param {number} [depth]
   */
  writeCopy(value, reference, depth = 0) {
    switch (typeof value) {
      case "undefined":
        return this.writeUndefined();
      case "boolean":
        return this.writeBoolean(value);
      case "number":
        return this.writeNumber(value);
      case "string":
        return this.writeString(value);
      case "bigint":
        return this.writeBigInt(value);
      case "object":
        if (value === null) return this.writeNil();
        return this.#writeObjectCopy(value, reference, depth);
      default:
        return this.#writeIdentity(/** @type {Function | symbol} */ (value), reference);
    }
  }

  /** @param {object | symbol | Function} value @param {((value: any, encoder: Encoder) => void) | undefined} reference */
  #writeIdentity(value, reference) {
    if (!reference) throw new EncodeError(`A ${typeof value} cannot be sent by value`);
    reference(value, this);
  }

  /** @param {number} depth */
  checkDepth(depth) {
    if (depth >= this.limits.depth) throw new LimitError("A container's nesting", depth + 1, this.limits.depth, "depth");
  }

  /** @param {object} value @param {((value: any, encoder: Encoder) => void) | undefined} reference @param {number} depth */
  #writeObjectCopy(value, reference, depth) {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      const code = typedArrayCode(value);
      if (code >= 0) return this.writeTypedArray(code, bytesOf(value));
    }
    const deeper = depth + 1;
    // Exactly these prototypes: an instance of a subclass has behaviour of its own that a copy would lose.
    switch (Object.getPrototypeOf(value)) {
      case Array.prototype: {
        this.checkDepth(depth);
        const array = /** @type {unknown[]} */ (value);
        this.writeArrayHeader(array.length);
        for (let i = 0; i < array.length; i++) this.writeCopy(array[i], reference, deeper);
        return;
      }
      case Object.prototype:
      case null: {
        this.checkDepth(depth);
        const keys = Object.keys(value);
        this.writeMapHeader(keys.length);
        for (const key of keys) {
          this.writeString(key);
          this.writeCopy(/** @type {Record<string, unknown>} */ (value)[key], reference, deeper);
        }
        return;
      }
      case Map.prototype: {
        this.checkDepth(depth);
        const mark = this.beginExtension(EXTENSION.MAP);
        const map = /** @type {Map<unknown, unknown>} */ (value);
        this.writeMapHeader(map.size);
        for (const [key, item] of map) {
          this.writeCopy(key, reference, deeper);
          this.writeCopy(item, reference, deeper);
        }
        return this.endExtension(mark);
      }
      case Set.prototype: {
        this.checkDepth(depth);
        const mark = this.beginExtension(EXTENSION.SET);
        const set = /** @type {Set<unknown>} */ (value);
        this.writeArrayHeader(set.size);
        for (const item of set) this.writeCopy(item, reference, deeper);
        return this.endExtension(mark);
      }
      case Date.prototype:
        return this.writeDate(Date.prototype.getTime.call(value));
    }
    if (value instanceof Error && !reference) return this.writeError(value.name, value.message, value.stack ?? "");
    return this.#writeIdentity(value, reference);
  }
}
