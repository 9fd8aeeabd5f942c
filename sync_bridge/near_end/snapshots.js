// What the page told of an event when it called: fields of the event and of the element it happened to, so that a handler
// that reads them makes no trip. They are kept as they came, in msgpack, and read when they are asked for.
//
// What an event says does not change. What an element says may, so its fields count only until the worker's next command.

import { Decoder } from "../decoder.js";
import { EVENT_FIELDS, EXTENSION, OP } from "../protocol.js";

/**
 * @typedef {object} Snapshot
 * @property {Uint8Array} written its fields as they came: most handlers ask for none
 * @property {Map<string, Uint8Array> | null} fields by name; what is no attribute by "operation:operand"
 * @property {number} moment when what it says may have changed: counts the worker's commands, Infinity for never
 */

export class Snapshots {
  /**
   * @param {() => number} moment counts the worker's commands
   * @param {(id: number) => void} release lets go of one introduction of an object
   */
  constructor(moment, release) {
    this.moment = moment;
    this.release = release;
    /** @type {Map<number, Snapshot>} */
    this.byId = new Map();
    /** What came with an event: objects with fields, and objects that these refer to. @type {Map<number, { described: number[], held: number[] }>} */
    this.events = new Map();
    /** How often objects were read out of snapshots: the page does not count these as introductions. @type {Map<number, number>} */
    this.credits = new Map();
  }

  /**
   * Take what came with a call.
   * @param {import("../decoder.js").Decoder} decoder
   * @returns {number} id of the event
   */
  read(decoder) {
    const objects = /** @type {number} */ (decoder.read());
    /** @type {number[]} */
    const described = [];
    const now = this.moment();
    decoder.extension = (_, length, { bytes, offset }) => bytes.subarray(offset, offset + length);
    for (let i = 0; i < objects; i++) {
      const id = /** @type {number} */ (decoder.read());
      const isFixed = decoder.read();
      const written = /** @type {Uint8Array} */ (decoder.read());
      if (i === 0) this.drop(id);
      this.byId.set(id, { written, fields: null, moment: isFixed ? Infinity : now });
      described.push(id);
    }
    const held = /** @type {number[]} */ (decoder.read());
    this.events.set(described[0], { described, held });
    return described[0];
  }

  /**
   * The value of an operation, in msgpack, if it is known.
   * @param {number} op @param {number} id @param {string | number} name
   */
  find(op, id, name) {
    const known = this.byId.get(id);
    if (!known || known.moment < this.moment()) return undefined;
    known.fields ??= fieldsOf(known.written);
    const bytes = known.fields.get(op === OP.GET ? String(name) : `${op}:${name}`);
    if (bytes) this.#countReferences(bytes);
    return bytes;
  }

  /** @param {Uint8Array} bytes that are about to be read as a value */
  #countReferences(bytes) {
    // A reference, or the items of a list.
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === 0xd7 && bytes[at + 1] === EXTENSION.REFERENCE) {
        const id = new DataView(bytes.buffer, bytes.byteOffset + at + 2).getInt32(0);
        this.credits.set(id, (this.credits.get(id) ?? 0) + 1);
        at += 9;
      } else if (at === 0 && (bytes[0] & 0xf0) !== 0x90) return;
    }
  }

  /**
   * How many of some introductions the page counts, of an object that was let go.
   * @param {number} id @param {number} introductions
   */
  settle(id, introductions) {
    this.drop(id);
    const credit = this.credits.get(id);
    if (credit === undefined) return introductions;
    const covered = Math.min(credit, introductions);
    if (credit > covered) this.credits.set(id, credit - covered);
    else this.credits.delete(id);
    return introductions - covered;
  }

  /** Let go of what an event's snapshot holds. @param {number} event */
  drop(event) {
    const known = this.events.get(event);
    if (!known) return;
    this.events.delete(event);
    for (const id of known.described) this.byId.delete(id);
    for (const id of known.held) this.release(id);
  }
}

/** @param {Uint8Array} written @returns {Map<string, Uint8Array>} */
function fieldsOf(written) {
  const decoder = new Decoder();
  decoder.aimAt(written);
  decoder.extension = () => null;
  /** @type {Map<string, Uint8Array>} */
  const fields = new Map();
  while (decoder.offset < written.length) {
    const key = /** @type {number | string} */ (decoder.read());
    const start = decoder.offset;
    decoder.read();
    fields.set(typeof key === "number" ? EVENT_FIELDS[key] : key, written.slice(start, decoder.offset));
  }
  return fields;
}
