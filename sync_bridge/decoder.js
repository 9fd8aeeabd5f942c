// The decoder: msgpack read from shared or private memory, with every length checked before anything is allocated. See
// codec.js.

import { DEFAULT_LIMITS, EXTENSION, TYPED_ARRAYS, WRITABLE } from "./protocol.js";
import { LimitError, ProtocolError } from "./errors.js";

// A leading U+FEFF is data here, not a mark.
const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

// Below this length a loop over char codes beats TextDecoder, which moreover refuses shared memory and so needs a copy.
const SHORT_STRING = 64;

/** A value of an extension type that the codec leaves to its caller. */
export class Extension {
  /** @param {number} type @param {Uint8Array} bytes */
  constructor(type, bytes) {
    this.type = type;
    this.bytes = bytes;
  }
}

/**
 * Reads msgpack from `bytes` between `offset` and `end`.
 */
export class Decoder {
  constructor() {
    /** @type {Uint8Array} */
    this.bytes = new Uint8Array(0);
    /** @type {DataView} */
    this.view = new DataView(this.bytes.buffer);
    this.offset = 0;
    this.end = 0;
    /** Turns an extension into a value; an end replaces it. @type {(type: number, length: number, decoder: Decoder, depth: number) => unknown} */
    this.extension = Decoder.plainExtension;
    this.scratch = new Uint8Array(4096);
    this.limits = DEFAULT_LIMITS;
  }

  /** Aim at a source. @param {Uint8Array} bytes @param {DataView} view @param {number} offset @param {number} end */
  aim(bytes, view, offset, end) {
    this.bytes = bytes;
    this.view = view;
    this.offset = offset;
    this.end = end;
  }

  /** @param {Uint8Array} bytes */
  aimAt(bytes) {
    this.aim(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length);
  }

  /** @param {number} size */
  #need(size) {
    if (this.offset + size > this.end) throw new ProtocolError("A message ends in the middle of a value");
  }

  /** Go past the next bytes. @param {number} size @returns {number} where they begin */
  #skip(size) {
    this.#need(size);
    this.offset += size;
    return this.offset - size;
  }

  /** @param {number} size 1, 2 or 4 */
  #unsigned(size) {
    const at = this.#skip(size);
    return size === 1 ? this.view.getUint8(at) : size === 2 ? this.view.getUint16(at) : this.view.getUint32(at);
  }

  /** @param {number} [depth] @returns {unknown} */
  read(depth = 0) {
    const head = this.bytes[this.#skip(1)];
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head >= 0xa0 && head < 0xc0) return this.readText(head & 0x1f);
    if (head < 0x90) return this.#readMap(head & 0x0f, depth);
    if (head < 0xa0) return this.#readArray(head & 0x0f, depth);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.readBytes(this.#unsigned(1 << (head - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#readExtension(this.#unsigned(1 << (head - 0xc7)), depth);
      case 0xca:
        return this.view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.view.getFloat64(this.#skip(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(1 << (head - 0xcc));
      case 0xcf:
        return this.#readWide(false);
      case 0xd0:
        return this.view.getInt8(this.#skip(1));
      case 0xd1:
        return this.view.getInt16(this.#skip(2));
      case 0xd2:
        return this.view.getInt32(this.#skip(4));
      case 0xd3:
        return this.#readWide(true);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#readExtension(1 << (head - 0xd4), depth);
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.readText(this.#unsigned(1 << (head - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#readArray(this.#unsigned(2 << (head - 0xdc)), depth);
      case 0xde:
      case 0xdf:
        return this.#readMap(this.#unsigned(2 << (head - 0xde)), depth);
      default:
        throw new ProtocolError(`Byte 0x${head.toString(16)} begins no msgpack value`);
    }
  }

  /** A 64-bit integer: a number where it is safe, else a bigint. @param {boolean} signed */
  #readWide(signed) {
    const at = this.#skip(8);
    const wide = signed ? this.view.getBigInt64(at) : this.view.getBigUint64(at);
    return Number.isSafeInteger(Number(wide)) ? Number(wide) : wide;
  }

  /** @param {number} length */
  readText(length) {
    const start = this.#skip(length);
    const { bytes, offset: end } = this;
    if (length <= SHORT_STRING) {
      const text = shortText(bytes, start, end);
      if (text !== null) return text;
    }
    if (!(bytes.buffer instanceof ArrayBuffer)) {
      // Shared memory has to be copied out first; the private buffer is reused, as fresh pages are slow to touch.
      if (length > this.scratch.length && length <= 1 << 20) this.scratch = new Uint8Array(1 << 20);
      const scratch = length <= this.scratch.length ? this.scratch : new Uint8Array(length);
      scratch.set(bytes.subarray(start, end));
      return textDecoder.decode(scratch.subarray(0, length));
    }
    return textDecoder.decode(bytes.subarray(start, end));
  }

  /** A private copy of the next bytes. @param {number} length */
  readBytes(length) {
    const start = this.#skip(length);
    return this.bytes.slice(start, this.offset);
  }

  /** @param {number} length @param {number} depth */
  #readArray(length, depth) {
    this.#checkContainer(length, depth);
    const array = new Array(length);
    for (let i = 0; i < length; i++) array[i] = this.read(depth + 1);
    return array;
  }

  /** @param {number} length @param {number} depth */
  #readMap(length, depth) {
    this.#checkContainer(length, depth);
    /** @type {Record<string, unknown>} */
    const object = {};
    for (let i = 0; i < length; i++) {
      const key = this.read(depth + 1);
      if (typeof key !== "string") throw new ProtocolError("A map's key is no string");
      const value = this.read(depth + 1);
      // Assigning to __proto__ would change the prototype instead of storing the entry.
      if (key === "__proto__") Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      else object[key] = value;
    }
    return object;
  }

  /** Refuse lengths that the message cannot hold, before allocating. @param {number} length @param {number} depth */
  #checkContainer(length, depth) {
    this.#need(length);
    if (depth >= this.limits.depth) throw new LimitError("A container's nesting", depth + 1, this.limits.depth, "depth");
  }

  /** @param {number} length @param {number} depth */
  #readExtension(length, depth) {
    this.#need(length + 1);
    const type = this.view.getInt8(this.offset++);
    const end = this.offset + length;
    const value = this.extension(type, length, this, depth);
    this.offset = end;
    return value;
  }

  /** @param {number} type @param {number} length @param {Decoder} decoder @param {number} depth @returns {unknown} */
  static plainExtension(type, length, decoder, depth) {
    const { view, offset } = decoder;
    switch (type) {
      case EXTENSION.UNDEFINED:
        return undefined;
      case EXTENSION.BIGINT: {
        const magnitude = BigInt(`0x${hexadecimal(decoder.bytes, offset + 1, offset + length)}`);
        return view.getUint8(offset) ? -magnitude : magnitude;
      }
      case EXTENSION.DATE:
        return new Date(view.getFloat64(offset));
      case EXTENSION.TYPED_ARRAY:
        return readTypedArray(decoder, length);
      case EXTENSION.ILL_FORMED_STRING: {
        let text = "";
        for (let at = offset; at < offset + length; at += 2) text += String.fromCharCode(view.getUint16(at));
        return text;
      }
      case EXTENSION.SET:
        return new Set(arrayOf(decoder.read(depth)));
      case EXTENSION.MAP:
        return decoder.readEntries(depth);
      case EXTENSION.ERROR: {
        const [name, message, stack] = /** @type {string[]} */ (arrayOf(decoder.read(depth)));
        const error = new Error(message);
        error.name = name;
        if (stack) error.stack = stack;
        return error;
      }
      default:
        return new Extension(type, decoder.readBytes(length));
    }
  }

  /** A msgpack map with keys of any type. @param {number} depth @returns {Map<unknown, unknown>} */
  readEntries(depth) {
    const head = this.bytes[this.offset++];
    const length = head >= 0x80 && head < 0x90 ? head & 0x0f : this.#unsigned(head === 0xde ? 2 : 4);
    this.#checkContainer(length, depth);
    const map = new Map();
    for (let i = 0; i < length; i++) {
      const key = this.read(depth + 1);
      map.set(key, this.read(depth + 1));
    }
    return map;
  }
}

/**
 * Short texts that were read lately, each where its hash says: the names and values of a program come again and again,
 * and a string that the browser has seen before is cheaper for it as well.
 * @type {string[]}
 */
const lately = new Array(512).fill("");

/**
 * @param {Uint8Array} bytes @param {number} start @param {number} end
 * @returns {string | null} null where it is not ASCII
 */
function shortText(bytes, start, end) {
  let hash = end - start;
  for (let at = start; at < end; at++) {
    const code = bytes[at];
    if (code > 127) return null;
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  const slot = (hash ^ (hash >>> 9)) & 511;
  const known = lately[slot];
  if (known.length === end - start) {
    let at = start;
    while (at < end && known.charCodeAt(at - start) === bytes[at]) at++;
    if (at === end) return known;
  }
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
  return (lately[slot] = text);
}

/** @param {unknown} value @returns {unknown[]} */
function arrayOf(value) {
  if (!Array.isArray(value)) throw new ProtocolError("An extension holds no array");
  return value;
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end */
export function hexadecimal(bytes, start, end) {
  let digits = "";
  for (let at = start; at < end; at++) digits += bytes[at].toString(16).padStart(2, "0");
  return digits || "0";
}

/** @param {Decoder} decoder @param {number} length */
export function readTypedArray(decoder, length) {
  const code = decoder.bytes[decoder.offset++];
  return typedArrayOf(code, /** @type {ArrayBuffer} */ (decoder.readBytes(length - 1).buffer));
}

/** @param {number} code index into TYPED_ARRAYS, whatever else is set @param {ArrayBuffer} buffer @returns {ArrayBuffer | ArrayBufferView} */
export function typedArrayOf(code, buffer) {
  const name = TYPED_ARRAYS[code & ~WRITABLE];
  if (!name) throw new ProtocolError(`Typed array type ${code} is unknown`);
  return name === "ArrayBuffer" ? buffer : new /** @type {any} */ (globalThis)[name](buffer);
}
