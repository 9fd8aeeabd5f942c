// What the page told of an event when it called: fields of the event and of the element it happened to, so that a handler
// that reads them makes no trip. They are kept as they came, in msgpack, and read when they are asked for.
//
// What an event says does not change. What an element says may, so its fields count only until the worker's next command.

import { EVENT_FIELDS, EXTENSION, OP } from "../protocol.js";

/**
 * @typedef {object} Snapshot
 * @property {Map<string, Uint8Array>} fields by name; what is no attribute by "operation:operand"
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
   * Read what came with a call.
   * @param {import("../decoder.js").Decoder} decoder aimed at an array of [id, isFixed, count, index, value, …, …]
   */
  read(decoder) {
    decoder.extension = () => null;
    const objects = readLength(decoder);
    /** @type {number[]} */
    const described = [];
    /** @type {number[]} */
    const held = [];
    for (let i = 0; i < objects; i++) {
      const id = /** @type {number} */ (decoder.read());
      const fixed = /** @type {boolean} */ (decoder.read());
      const count = /** @type {number} */ (decoder.read());
      /** @type {Map<string, Uint8Array>} */
      const fields = new Map();
      for (let field = 0; field < count; field++) {
        const key = /** @type {number | string} */ (decoder.read());
        const start = decoder.offset;
        decoder.extension = (type, _, source) => {
          if (type === EXTENSION.REFERENCE) held.push(source.view.getInt32(source.offset));
          return null;
        };
        decoder.read();
        decoder.extension = () => null;
        fields.set(typeof key === "number" ? EVENT_FIELDS[key] : key, decoder.bytes.slice(start, decoder.offset));
      }
      if (i === 0) this.drop(id);
      this.byId.set(id, { fields, moment: fixed ? Infinity : this.moment() });
      described.push(id);
    }
    this.events.set(described[0], { described, held });
  }

  /**
   * The value of an operation, in msgpack, if it is known.
   * @param {number} op @param {number} id @param {string | number} name
   */
  find(op, id, name) {
    const known = this.byId.get(id);
    if (!known || known.moment < this.moment()) return undefined;
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

/** @param {import("../decoder.js").Decoder} decoder at an array */
function readLength(decoder) {
  const head = decoder.bytes[decoder.offset++];
  if (head < 0xa0) return head & 0x0f;
  decoder.offset += 2;
  return decoder.view.getUint16(decoder.offset - 2);
}
