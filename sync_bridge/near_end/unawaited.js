// Commands that nobody waits for, as interpreters give them: by a number for what is done and the bare operands, so that
// as little as possible crosses from the interpreter for each. CPython collects many and hands them over at once, as
// marshal bytes; MicroPython, whose calls are cheaper than its lists, one by one.

import { EXTENSION, OP, WORD } from "../protocol.js";
import { ARGUMENT } from "./arguments.js";

/**
 * @typedef {object} Form what is done, apart from the operands
 * @property {number} op
 * @property {number} name
 * @property {number} flags of the frame
 * @property {boolean} makes whether the result has a number of the near end's
 */

/** A form's number, how many arguments it has and what each of them is share one integer of 31 bits. */
const FORM_BITS = 16;
const COUNT_BITS = 3;
export const MAX_FORMS = 1 << FORM_BITS;
/** In place of a form: numbers follow their count, each of which an introduction is to be released of. */
const RELEASE = -1;

/** While the interpreter hands commands over within this time of each other, it may collect more at a time. */
const BURST_MS = 1;
/** How many values it collects, at first and at most. */
const FEW = 16;
const MANY = 512;

export class Unawaited {
  /** @param {import("./index.js").NearEnd} near */
  constructor(near) {
    this.near = near;
    this.channel = near.channel;
    /** @type {Form[]} */
    this.forms = [];
    this.collect = 0;
    this.lastTaken = 0;
    // Number and size of what was taken last: an interrupt may make the interpreter hand it over once more.
    this.delivery = -1;
    this.delivered = 0;
    this.reader = new MarshalReader();
  }

  /** @param {number} op @param {number} name @param {number} flags @param {boolean} makes @returns {number} */
  form(op, name, flags, makes) {
    return this.forms.push({ op, name, flags, makes }) - 1;
  }

  /**
   * Take collected commands.
   * @param {Uint8Array} bytes marshal's version 2 of a list: a number that grows, then the commands
   * @returns {number} how many values the interpreter may collect before it hands over the next; -1 where nothing was
   *   taken, as the page's signal came while a frame was open
   */
  take(bytes) {
    const { reader, channel } = this;
    if (this.near.isOpen) return -1;
    reader.aim(bytes);
    const delivery = reader.integer();
    if (delivery === this.delivery) reader.offset = this.delivered;
    while (reader.offset < bytes.length) {
      const code = reader.integer();
      if (code === RELEASE) this.#release(reader);
      else this.#takeCommand(reader, code);
    }
    this.delivery = delivery;
    this.delivered = bytes.length;
    channel.announce();
    return this.#next();
  }

  /** The interpreter has nothing that it has not handed over. */
  rest() {
    this.collect = 0;
    Atomics.store(this.channel.words, WORD.HELD, 0);
  }

  #next() {
    const now = performance.now();
    this.collect = now - this.lastTaken < BURST_MS ? Math.min(this.collect * 4 || FEW, MANY) : 0;
    this.lastTaken = now;
    Atomics.store(this.channel.words, WORD.HELD, this.collect ? 1 : 0);
    return this.collect;
  }

  /** @param {MarshalReader} reader */
  #release(reader) {
    const { channel } = this;
    const count = reader.integer();
    channel.begin(OP.RELEASE, 0, 0);
    for (let i = 0; i < count; i++) {
      channel.encoder.writeNumber(reader.integer());
      channel.encoder.writeNumber(1);
    }
    channel.commit(count * 2);
  }

  /** @param {MarshalReader} reader @param {number} code */
  #takeCommand(reader, code) {
    const { near, channel } = this;
    const form = this.forms[code & (MAX_FORMS - 1)];
    const argc = (code >> FORM_BITS) & ((1 << COUNT_BITS) - 1);
    let mask = code >> (FORM_BITS + COUNT_BITS);
    const receiver = reader.integer();
    const result = form.makes ? reader.integer() : 0;
    near.begin(form.op, receiver, form.name, result);
    for (let i = 0; i < argc; i++, mask >>= 2) {
      try {
        this.#takeArgument(reader, mask & 3);
      } catch (error) {
        // Too large for the limits. The page is told, so that the failure is reported as those of commands are.
        while (++i < argc) reader.skip();
        near.takeBackIntroductions();
        return channel.refuse(form.flags);
      }
    }
    near.keepIntroductions();
    channel.commitUnawaited(argc, form.flags);
  }

  /** @param {MarshalReader} reader @param {number} kind */
  #takeArgument(reader, kind) {
    const { near, channel } = this;
    switch (kind) {
      case ARGUMENT.REFERENCE:
        return channel.encoder.writeIntegerExtension(EXTENSION.REFERENCE, reader.integer());
      case ARGUMENT.CALLABLE:
        return near.putCallable(reader.integer());
      case ARGUMENT.NULL:
        reader.offset++;
        return channel.encoder.writeNil();
      default:
        return reader.copyValue(channel.encoder);
    }
  }

  /**
   * One command whose arguments are in the open frame.
   * @param {number} form @param {number} argc
   */
  commit(form, argc) {
    this.near.keepIntroductions();
    this.channel.commitUnawaited(argc, this.forms[form].flags);
    this.channel.announce();
  }

  /** Open the frame of a command. @param {number} form @param {number} receiver @param {number} [result] */
  begin(form, receiver, result) {
    const { op, name } = this.forms[form];
    this.near.begin(op, receiver, name, result);
  }
}

const CODE = Object.freeze({ INT: 0x69, LONG: 0x6c, FLOAT: 0x67, TEXT: 0x75, TRUE: 0x54, FALSE: 0x46, NONE: 0x4e });
const LIST_HEADER_BYTES = 5;
/** Below this length a loop is faster than a copy through a view. */
const SHORT_BYTES = 64;

/** Reads the few types of CPython's marshal format, version 2, that commands are made of. */
class MarshalReader {
  constructor() {
    /** @type {Uint8Array} */
    this.bytes = new Uint8Array(0);
    /** @type {DataView} */
    this.view = new DataView(this.bytes.buffer);
    this.offset = 0;
  }

  /** @param {Uint8Array} bytes */
  aim(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.offset = LIST_HEADER_BYTES;
  }

  integer() {
    this.offset += 5;
    return this.view.getInt32(this.offset - 4, true);
  }

  skip() {
    const code = this.bytes[this.offset];
    if (code === CODE.TEXT) this.offset += this.view.getUint32(this.offset + 1, true);
    else if (code === CODE.LONG) this.offset += 2 * Math.abs(this.view.getInt32(this.offset + 1, true));
    this.offset += code === CODE.TEXT || code === CODE.INT || code === CODE.LONG ? 5 : code === CODE.FLOAT ? 9 : 1;
  }

  /** @param {import("../encoder.js").Encoder} encoder gets the next value as msgpack */
  copyValue(encoder) {
    switch (this.bytes[this.offset]) {
      case CODE.TEXT:
        return this.#copyText(encoder);
      case CODE.INT:
        return encoder.writeNumber(this.integer());
      case CODE.LONG:
        return this.#copyLong(encoder);
      case CODE.FLOAT:
        this.offset += 9;
        return encoder.writeNumber(this.view.getFloat64(this.offset - 8, true));
      case CODE.TRUE:
      case CODE.FALSE:
        return encoder.writeBoolean(this.bytes[this.offset++] === CODE.TRUE);
      default:
        this.offset++;
        return encoder.writeUndefined();
    }
  }

  /** An integer beyond 32 bits: its sign and size, then digits of 15 bits. @param {import("../encoder.js").Encoder} encoder */
  #copyLong(encoder) {
    const size = this.view.getInt32(this.offset + 1, true);
    this.offset += 5;
    let value = 0n;
    for (let i = 0; i < Math.abs(size); i++, this.offset += 2) value |= BigInt(this.view.getUint16(this.offset, true)) << BigInt(15 * i);
    if (size < 0) value = -value;
    if (Number.isSafeInteger(Number(value))) encoder.writeNumber(Number(value));
    else encoder.writeBigInt(value);
  }

  /** Text is UTF-8 in both formats, but marshal's may have lone surrogates. @param {import("../encoder.js").Encoder} encoder */
  #copyText(encoder) {
    const { bytes } = this;
    const length = this.view.getUint32(this.offset + 1, true);
    let at = this.offset + 5;
    const end = at + length;
    this.offset = end;
    if (length > SHORT_BYTES) {
      const part = bytes.subarray(at, end);
      if (part.includes(SURROGATES) && !isWellFormed(part)) return encoder.writeString(textOf(part));
      encoder.writeEncodedText(part);
      return;
    }
    encoder.reserve(length + 2);
    const target = encoder.bytes;
    let to = encoder.offset + (length < 32 ? 1 : 2);
    for (let i = at; i < end; i++) {
      const byte = bytes[i];
      if (byte === SURROGATES && bytes[i + 1] >= 0xa0) return encoder.writeString(textOf(bytes.subarray(at, end)));
      target[to++] = byte;
    }
    if (length < 32) target[encoder.offset] = 0xa0 | length;
    else {
      target[encoder.offset] = 0xd9;
      target[encoder.offset + 1] = length;
    }
    encoder.offset = to;
  }
}

/** Surrogates and the 2,048 characters before them begin with this byte. */
const SURROGATES = 0xed;

/** @param {Uint8Array} bytes */
function isWellFormed(bytes) {
  for (let at = bytes.indexOf(SURROGATES); at >= 0; at = bytes.indexOf(SURROGATES, at + 1)) if (bytes[at + 1] >= 0xa0) return false;
  return true;
}

/** Text from UTF-8 that may have surrogates. @param {Uint8Array} bytes */
function textOf(bytes) {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at++];
    if (first < 0x80) text += String.fromCharCode(first);
    else {
      const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      let code = first & (0x3f >> more);
      for (let i = 0; i < more; i++) code = (code << 6) | (bytes[at++] & 0x3f);
      text += String.fromCodePoint(code);
    }
  }
  return text;
}
