// What lies behind a proxy: its target, which JavaScript looks at for some questions, and what is known there of the
// object of the page. proxies.js makes them, traps.js and members.js read them.

import { KIND } from "../../protocol.js";

/** What a proxy's target knows of the object of the page. */
export class Remote {
  /**
   * @param {number} id
   * @param {import("./known_interfaces.js").KnownInterface} known
   * @param {(string | number | null)[] | undefined} names of a node, which never change: type, name, local name, prefix,
   *   namespace
   */
  constructor(id, known, names) {
    this.id = id;
    this.known = known;
    this.names = names;
    /** Whether it is a node that the worker has created and not put anywhere. */
    this.isLoose = false;
    /** Objects that belong to this one for good, by their names. @type {Map<string, object> | null} */
    this.parts = null;
    /** Names under which the worker has set something in place of a method. @type {Set<string> | null} */
    this.hidden = null;
    /** Of a function: the member that it is. @type {import("./known_interfaces.js").Member | null} */
    this.method = null;
    /** Of an iterator: whether each of its items is a new array of two. */
    this.givesPairs = false;
  }
}

/** Where a target has its Remote. */
export const REMOTE = Symbol("remote");

/**
 * What a proxy is put over decides `typeof` and `Array.isArray`, and may have no property of its own that cannot be
 * deleted, as a proxy must not hide such a one: an array's `length` is the exception.
 * @param {number} kind @returns {object}
 */
export function targetFor(kind) {
  if (kind === KIND.ARRAY) return [];
  if (kind !== KIND.FUNCTION && kind !== KIND.CLASS) return {};
  // A bound function can be constructed and has no `prototype`.
  const target = constructible.bind(undefined);
  Reflect.deleteProperty(target, "name");
  Reflect.deleteProperty(target, "length");
  return target;
}

function constructible() {}
