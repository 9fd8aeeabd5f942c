// Values between the page and one worker: primitives by copy, everything with an identity by reference. The codec
// knows neither the object table nor the callables; this file is where they meet.

import { EXTENSION, KIND, REPLY, WRITABLE } from "../protocol.js";
import { Decoder, readTypedArray, typedArrayOf } from "../decoder.js";
import { bytesOf } from "../encoder.js";
import { Introductions, interfaceOf, specifics } from "./interfaces.js";

/**
 * @typedef {object} WritableBuffer a view that a call was given, and the bytes it held before
 * @property {ArrayBufferView | ArrayBuffer} view
 * @property {Uint8Array} before
 */

export class PageValues {
  /**
   * @param {import("./object_table.js").ObjectTable} objects
   * @param {import("./callables.js").CallableTable} callables
   * @param {import("./promises.js").HeldPromises} promises
   */
  constructor(objects, callables, promises) {
    this.objects = objects;
    this.callables = callables;
    this.introductions = new Introductions();
    /** Writable buffers among the arguments last read. @type {WritableBuffer[]} */
    this.buffers = [];
    /** Buffers that came apart from the command, by number. @type {() => Uint8Array[]} */
    this.largeBuffers = () => [];
    /** Bytes that came apart from the command. @type {Uint8Array | null} */
    this.apart = null;
    /** Whether the command is one that only reads its buffers. */
    this.onlyReads = false;
    /** Bound methods by owner and name, so that the same method is the same function. @type {WeakMap<object, Map<string, Function>>} */
    this.bound = new WeakMap();
    /** @type {Decoder["extension"]} */
    this.readExtension = (type, length, decoder, depth) => {
      switch (type) {
        case EXTENSION.REFERENCE: {
          const id = decoder.view.getInt32(decoder.offset);
          const value = objects.get(id);
          if (objects.entries.get(id)?.isPromise) promises.ask(value);
          return value;
        }
        case EXTENSION.CALLABLE:
          return callables.take(decoder.view.getInt32(decoder.offset));
        case EXTENSION.METHOD: {
          const owner = objects.get(decoder.view.getInt32(decoder.offset));
          decoder.offset += 4;
          return this.#boundMethod(owner, /** @type {string} */ (decoder.read()));
        }
        case EXTENSION.TYPED_ARRAY:
          return this.#readBuffer(decoder, length);
        case EXTENSION.BUFFER:
          return this.#takeBuffer(decoder.bytes[decoder.offset], this.largeBuffers()[decoder.bytes[decoder.offset + 1]]);
        default:
          return Decoder.plainExtension(type, length, decoder, depth);
      }
    };
    /** @param {object | symbol | Function} value @param {import("../encoder.js").Encoder} encoder */
    this.writeReference = (value, encoder) => {
      const callable = typeof value === "symbol" ? undefined : callables.idOf(value);
      if (callable !== undefined) return encoder.writeIntegerExtension(EXTENSION.CALLABLE, callable);
      const general = interfaceOf(value, objects.root);
      const [made, shape] = typeof value === "symbol" ? [general, null] : specifics(value, general);
      this.introductions.add(made);
      if (shape) this.introductions.addShape(shape);
      const id = objects.introduce(value);
      if (made.kind === KIND.PROMISE) {
        promises.hold(/** @type {object} */ (value));
        const entry = objects.entries.get(id);
        if (entry) entry.isPromise = true;
      }
      encoder.writeExtension(EXTENSION.REFERENCE, 8);
      encoder.view.setInt32(encoder.offset, id);
      encoder.view.setUint16(encoder.offset + 4, made.id);
      encoder.view.setUint16(encoder.offset + 6, shape ? shape.id : 0);
      encoder.offset += 8;
    };
  }

  /** @param {any} owner @param {string} name */
  #boundMethod(owner, name) {
    let methods = this.bound.get(owner);
    if (!methods) this.bound.set(owner, (methods = new Map()));
    const method = owner[name];
    const key = methods.get(name);
    if (key && Reflect.get(key, ORIGINAL) === method) return key;
    const bound = method.bind(owner);
    Object.defineProperty(bound, ORIGINAL, { value: method });
    methods.set(name, bound);
    return bound;
  }

  /** @param {number} code @param {Uint8Array} bytes */
  #takeBuffer(code, bytes) {
    const view = typedArrayOf(code, /** @type {ArrayBuffer} */ (bytes.buffer));
    if (view instanceof Uint8Array) this.apart = view;
    // A constructor, say, does not fill the buffer that it is given.
    if (code & WRITABLE && !this.onlyReads) this.buffers.push({ view, before: bytes.slice() });
    return view;
  }

  /** @param {Decoder} decoder @param {number} length */
  #readBuffer(decoder, length) {
    const writable = decoder.bytes[decoder.offset] & WRITABLE;
    const before = decoder.bytes.subarray(decoder.offset + 1, decoder.offset + length);
    const view = /** @type {ArrayBufferView | ArrayBuffer} */ (readTypedArray(decoder, length));
    if (writable && !this.onlyReads) this.buffers.push({ view, before });
    return view;
  }

  /** Prepare to read arguments one by one. @param {Decoder} decoder */
  beginArguments(decoder) {
    decoder.extension = this.readExtension;
    if (this.buffers.length) this.buffers = [];
  }

  /**
   * The arguments of a command.
   * @param {Decoder} decoder @param {number} count
   */
  readArguments(decoder, count) {
    this.beginArguments(decoder);
    const values = new Array(count);
    for (let i = 0; i < count; i++) values[i] = decoder.read();
    return values;
  }

  /** A result: primitives by value, all else by reference. @param {import("../encoder.js").Encoder} encoder @param {unknown} value */
  writeResult(encoder, value) {
    switch (typeof value) {
      case "undefined":
        // `document.all` says that it is undefined and is not.
        if (value !== undefined) return this.writeReference(value, encoder);
        break;
      case "object":
        if (value !== null) return this.writeReference(value, encoder);
        break;
      case "function":
      case "symbol":
        return this.writeReference(value, encoder);
    }
    encoder.writeCopy(value);
  }

  /** A result by value as deep as it can be. @param {import("../encoder.js").Encoder} encoder @param {unknown} value */
  writeDeep(encoder, value) {
    encoder.writeCopy(value, this.writeReference);
  }

  /** @param {import("../encoder.js").Encoder} encoder @param {unknown} thrown */
  writeThrown(encoder, thrown) {
    encoder.writeArrayHeader(4);
    this.#writeParts(encoder, thrown);
  }

  /** @param {import("../encoder.js").Encoder} encoder @param {unknown} thrown */
  #writeParts(encoder, thrown) {
    const { name, message, stack } = describeThrown(thrown);
    encoder.writeString(name);
    encoder.writeString(message);
    encoder.writeString(stack);
    this.writeResult(encoder, thrown);
  }

  /** @param {import("../encoder.js").Encoder} encoder @param {import("./failures.js").Failure[]} failures */
  writeFailures(encoder, failures) {
    encoder.writeArrayHeader(failures.length * 7);
    for (const { index, ticket, operation, error } of failures) {
      encoder.writeNumber(index);
      encoder.writeNumber(ticket);
      encoder.writeString(operation);
      this.#writeParts(encoder, error);
    }
  }

  /**
   * What has to follow a value: descriptions of new interfaces, changed buffers.
   * @param {import("../encoder.js").Encoder} encoder
   * @returns {number} flags of REPLY
   */
  writeTrailer(encoder) {
    let flags = 0;
    if (this.introductions.pending) {
      this.introductions.write(encoder);
      flags |= REPLY.DESCRIPTIONS;
    }
    if (this.buffers.length) {
      const changed = this.#changedBuffers();
      if (changed.length) {
        flags |= REPLY.BUFFERS;
        encoder.writeArrayHeader(changed.length * 2);
        for (const [index, bytes] of changed) {
          encoder.writeNumber(index);
          encoder.writeBinary(bytes);
        }
      }
      this.buffers = [];
    }
    return flags;
  }

  /** @returns {[index: number, bytes: Uint8Array][]} */
  #changedBuffers() {
    /** @type {[number, Uint8Array][]} */
    const changed = [];
    this.buffers.forEach(({ view, before }, index) => {
      const after = bytesOf(view);
      // A buffer that was transferred away has no bytes any more; the sender keeps what it had.
      if (after.length === before.length && !sameBytes(before, after)) changed.push([index, after]);
    });
    return changed;
  }
}

const ORIGINAL = Symbol("original");

/** @param {Uint8Array} a @param {Uint8Array} b of the same length */
function sameBytes(a, b) {
  const { length } = a;
  let i = 0;
  if (length >= 64) {
    // Four bytes at a time, as a picture has some millions.
    const left = new DataView(a.buffer, a.byteOffset, length);
    const right = new DataView(b.buffer, b.byteOffset, length);
    for (; i + 4 <= length; i += 4) if (left.getInt32(i) !== right.getInt32(i)) return false;
  }
  for (; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * A stack without the frames of this library, or nothing where no others remain.
 * @param {string} stack
 */
export function pageFrames(stack) {
  const lines = stack.split("\n").filter((line) => !line.includes(import.meta.url));
  // Chromium writes "    at name (url)", Firefox and Safari "name@url".
  return lines.some((line) => /^\s+at |@/.test(line)) ? lines.join("\n") : "";
}

/**
 * Name, message and stack of anything that can be thrown. Objects of the page may lie about all three.
 * @param {unknown} thrown
 */
export function describeThrown(thrown) {
  let message = "a value that has no text";
  try {
    if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
      const { name, message: text, stack } = /** @type {Error} */ (thrown);
      return { name: String(name ?? "Error"), message: String(text), stack: pageFrames(String(stack ?? "")) };
    }
    message = String(thrown);
  } catch {
    // It keeps the message above.
  }
  return { name: "ThrownValue", message, stack: "" };
}
