// Reads replies and messages of the page into a status and pending values. See status.js.

import { EXTENSION, KIND } from "../protocol.js";
import { Decoder, hexadecimal } from "../decoder.js";
import { ProtocolError } from "../errors.js";
import { InterfaceTable } from "./interface_table.js";
import { STATUS } from "./status.js";

/**
 * @typedef {object} InterfaceDescription
 * @property {string} name
 * @property {number} kind
 * @property {number} parent id, 0 for none
 * @property {string[]} methods
 * @property {string[]} attributes
 * @property {number} instances of a class: the interface of what it makes, 0 where unknown
 * @property {string[] | null} replaced members that are not the browser's own, null where the whole class is not
 */

/**
 * A message being read value by value. Interpreters hold it as an opaque object; when they drop it unfinished, the
 * references that are left in it are released.
 */
export class Walk {
  /** @param {Decoder} decoder aimed at private bytes, up to the end of the values */
  constructor(decoder) {
    this.decoder = decoder;
  }
}

export class Replies {
  /**
   * @param {object} options
   * @param {() => boolean} options.bends see Conventions
   * @param {(id: number) => unknown} options.reference what stands for an object of the page in the interpreter
   * @param {(id: number, introductions: number) => void} options.release lets go of references nobody took
   */
  constructor({ bends, reference, release }) {
    this.bends = bends;
    this.reference = reference;
    this.release = release;
    /** Values that belong to a status, last in first out: what runs in between takes its own. @type {unknown[]} */
    this.pending = [];
    /** @type {Map<number, InterfaceDescription>} */
    this.interfaces = new Map();
    /** What never changes about nodes, by number: type, name, local name, prefix, namespace. @type {Map<number, (string | number | null)[]>} */
    this.shapes = new Map();
    /** What Web IDL knows, once it has been loaded. */
    this.table = InterfaceTable.EMPTY;
    // A walk that nobody finished still holds references the page has counted.
    /** @type {FinalizationRegistry<Decoder>} */
    this.registry = new FinalizationRegistry((decoder) => this.#discard(decoder));
  }

  /**
   * Read one value.
   * @param {Decoder} decoder
   * @returns {number} its status
   */
  read(decoder) {
    const { pending, bends } = this;
    const head = decoder.bytes[decoder.offset];
    if (head >= 0x80 && head < 0xa0) return this.#readContainer(decoder, head);
    switch (head) {
      case 0xc0:
        decoder.offset++;
        return STATUS.NULL;
      case 0xdc:
      case 0xdd:
      case 0xde:
      case 0xdf:
        return this.#readContainer(decoder, head);
      case 0xc7:
      case 0xc8:
      case 0xc9:
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        decoder.extension = this.#extension;
        return /** @type {number} */ (decoder.read());
      case 0xcb: {
        const value = /** @type {number} */ (decoder.read());
        if (!Number.isInteger(value)) {
          pending.push(value);
          return STATUS.VALUE;
        }
        pending.push(Object.is(value, -0) ? "-0.0" : String(value));
        return STATUS.FLOAT;
      }
    }
    const value = decoder.read();
    if (value instanceof Uint8Array) {
      pending.push(value);
      return STATUS.BYTES;
    }
    if (typeof value === "number" && value !== (value | 0) && bends()) {
      pending.push(hexText(value));
      return STATUS.INTEGER;
    }
    pending.push(value);
    return STATUS.VALUE;
  }

  /** @param {Decoder} decoder @param {number} head */
  #readContainer(decoder, head) {
    decoder.offset++;
    const { view } = decoder;
    if (head === 0xdc || head === 0xde) {
      this.pending.push(view.getUint16(decoder.offset));
      decoder.offset += 2;
    } else if (head === 0xdd || head === 0xdf) {
      this.pending.push(view.getUint32(decoder.offset));
      decoder.offset += 4;
    } else this.pending.push(head & 0x0f);
    return (head >= 0x90 && head < 0xa0) || head === 0xdc || head === 0xdd ? STATUS.LIST : STATUS.DICT;
  }

  /** @type {(type: number, length: number, decoder: Decoder) => number} */
  #extension = (type, length, decoder) => {
    const { pending } = this;
    const { view, offset } = decoder;
    switch (type) {
      case EXTENSION.UNDEFINED:
        return STATUS.UNDEFINED;
      case EXTENSION.REFERENCE:
        pending.push(this.reference(view.getInt32(offset)));
        return STATUS.REFERENCE + view.getUint16(offset + 4) + view.getUint16(offset + 6) * 0x10000;
      case EXTENSION.CALLABLE:
        pending.push(view.getInt32(offset));
        return STATUS.CALLABLE;
      case EXTENSION.BIGINT: {
        const sign = view.getUint8(offset) ? "-" : "";
        pending.push(sign + hexadecimal(decoder.bytes, offset + 1, offset + length));
        return STATUS.BIGINT;
      }
      case EXTENSION.DATE:
        pending.push(String(view.getFloat64(offset)));
        return STATUS.DATE;
      case EXTENSION.TYPED_ARRAY: {
        const code = decoder.bytes[decoder.offset++];
        pending.push(decoder.readBytes(length - 1), code);
        return STATUS.TYPED_ARRAY;
      }
      case EXTENSION.ILL_FORMED_STRING:
        if (this.bends()) {
          pending.push(hexadecimal(decoder.bytes, offset, offset + length));
          return STATUS.TEXT;
        }
        pending.push(Decoder.plainExtension(type, length, decoder, 0));
        return STATUS.VALUE;
      case EXTENSION.SET:
      case EXTENSION.MAP:
        this.#readContainer(decoder, decoder.bytes[offset]);
        this.#resume = decoder.offset;
        return type === EXTENSION.SET ? STATUS.SET : STATUS.MAP;
      case EXTENSION.ERROR:
        decoder.offset++; // an array of three
        this.#resume = decoder.offset;
        return STATUS.EXCEPTION;
      default:
        throw new ProtocolError(`Extension type ${type} is unknown`);
    }
  };
  #resume = 0;

  /**
   * Read the next value of a walk. Sets, maps and errors are extensions whose content is walked in place.
   * @param {Walk} walk
   */
  next(walk) {
    const { decoder } = walk;
    const status = this.read(decoder);
    if (status === STATUS.SET || status === STATUS.MAP || status === STATUS.EXCEPTION) decoder.offset = this.#resume;
    return status;
  }

  /**
   * Some values, to be read at leisure.
   * @param {Uint8Array} bytes private ones, holding the values and nothing else
   */
  walk(bytes) {
    const decoder = new Decoder();
    decoder.aimAt(bytes);
    const walk = new Walk(decoder);
    this.registry.register(walk, decoder);
    return walk;
  }

  /** Release what is left in a walk. @param {Decoder} decoder */
  #discard(decoder) {
    const { release } = this;
    decoder.extension = (type, length, source, depth) => {
      if (type === EXTENSION.REFERENCE) release(source.view.getInt32(source.offset), 1);
      else if (type === EXTENSION.SET) source.read(depth);
      else if (type === EXTENSION.MAP) source.readEntries(depth);
      return null;
    };
    while (decoder.offset < decoder.end) decoder.read();
  }

  /** Pass over one value. @param {Decoder} decoder */
  skip(decoder) {
    decoder.extension = () => null;
    decoder.read();
  }

  /** Learn the interfaces that a message describes. @param {Decoder} decoder */
  readDescriptions(decoder) {
    decoder.extension = Decoder.plainExtension;
    const descriptions = /** @type {[number, string, number, number, string[], string[], number, string[] | null][]} */ (decoder.read());
    for (const [id, name, kind, parent, methods, attributes, instances, replaced] of descriptions) {
      this.interfaces.set(id, { name, kind, parent, methods, attributes, instances, replaced });
    }
    const shapes = /** @type {[number, ...(string | number | null)[]][]} */ (decoder.read());
    for (const [id, ...names] of shapes) this.shapes.set(id, names);
  }

  /**
   * An interface as text, so that it crosses into an interpreter at once. Fields, separated by U+001F: name, kind, parent,
   * instances, 1 if it is the browser's own, methods, attributes. The members are separated by U+001E; each is its name,
   * its rule (sync_bridge/web_idl/rules.js) and its signature, separated by U+001D.
   * @param {number} id
   */
  describe(id) {
    const known = this.interfaces.get(id) ?? UNKNOWN;
    const { name, kind, parent, methods, attributes, instances, replaced } = known;
    const table = (replaced && this.table.members(name)) || NO_MEMBERS;
    /** @param {string} member */
    const entry = (member) => {
      const found = replaced?.includes(member) ? undefined : table.get(member);
      return found ? `${member}\x1d${found.rule}\x1d${found.signature}` : `${member}\x1d\x1d`;
    };
    const own = new Set([...methods, ...attributes]);
    const fields = [
      name,
      kind,
      parent,
      instances,
      replaced ? 1 : 0,
      [...methods, ...this.#exceptions(known, table, own, "methods")].map(entry).join("\x1e"),
      [...attributes, ...this.#exceptions(known, table, own, "attributes")].map(entry).join("\x1e"),
    ];
    return fields.join("\x1f");
  }

  /**
   * Members that an interface inherits and for which the table has a rule of its own, and "*", which is a rule and no member.
   * @param {InterfaceDescription} known @param {Map<string, unknown>} table @param {Set<string>} own
   * @param {"methods" | "attributes"} what
   */
  #exceptions(known, table, own, what) {
    return [...table.keys()].filter((member) => {
      if (member === "*") return what === "attributes";
      if (own.has(member)) return false;
      for (let at = this.interfaces.get(known.parent); at; at = this.interfaces.get(at.parent)) {
        if (at.methods.includes(member) || at.attributes.includes(member)) return at[what].includes(member) && !at.replaced?.includes(member);
      }
      return false;
    });
  }

  /** A node shape as text, its fields separated by U+001F; an absent one is U+001C. @param {number} id */
  describeShape(id) {
    return (this.shapes.get(id) ?? []).map((field) => field ?? "\x1c").join("\x1f");
  }

  /** Name of the interface of an HTML element. @param {string} tag @returns {string} "" where unknown */
  tagInterface(tag) {
    return this.table.tagInterface(tag) ?? "";
  }
}

/** @type {InterfaceDescription} */
const UNKNOWN = { name: "Object", kind: KIND.OBJECT, parent: 0, methods: [], attributes: [], instances: 0, replaced: null };
/** @type {Map<string, { rule: string, signature: string }>} */
const NO_MEMBERS = new Map();

/** @param {number} value an integer */
function hexText(value) {
  return value < 0 ? `-${(-value).toString(16)}` : value.toString(16);
}
