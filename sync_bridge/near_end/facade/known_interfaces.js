// What is known of the page's interfaces without asking: which names are methods, attributes and constants of the
// browser's own, and what Web IDL says of each. members.js decides by it what needs an answer.
//
// Only what the browser has made and the page has not replaced is known. All other members are asked for each time, as
// their values may change at any moment.

import { ProtocolError } from "../../errors.js";

/** What a member is. */
export const MEMBER = Object.freeze({ METHOD: 0, ATTRIBUTE: 1, CONSTANT: 2 });

/** A member of the browser's own, as the objects of one interface have it. */
export class Member {
  /**
   * @param {string} name
   * @param {number} kind one of MEMBER
   * @param {string} rule docs/web_idl.md
   * @param {Member} [origin]
   */
  constructor(name, kind, rule, origin) {
    this.name = name;
    this.kind = kind;
    this.rule = rule;
    /** The member that is inherited, where an interface has only a rule of its own for it. @type {Member} */
    this.origin = origin ?? this;
    /** The page's function, once it has been asked for: all objects share it. @type {object | null} */
    this.function = null;
    /** The interface of what it gives, and the shape of that node: what the first answer has said. */
    this.made = 0;
    this.value = rule[0] === "=" ? Number(rule.slice(1)) : undefined;
  }
}

export class KnownInterface {
  /** What inherits from it has these. @type {Map<string, Member>} */
  inherited;

  /**
   * @param {number} id @param {import("../replies.js").InterfaceDescription} description
   * @param {KnownInterface | null} parent
   */
  constructor(id, { name, kind, instances, replaced }, parent) {
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.parent = parent;
    /** Of a class: the interface of what it makes, 0 where unknown. */
    this.instances = instances;
    /** Whether it is the browser's own. */
    this.isNative = replaced !== null;
    /** Whether its objects have no class, so that anything may be a property of their own. */
    this.isPlain = parent === null && name === "Object";
    this.inherited = new Map(parent?.inherited);
    /** Its objects have these. @type {Map<string, Member>} */
    this.members = this.isPlain ? NO_MEMBERS : this.inherited;
    /** The rule of attributes that are not listed: all names are those of CSS properties, say. */
    this.wildcard = parent?.wildcard ?? "";
  }

  /** Whether its objects are of another interface as well. @param {number} id */
  is(id) {
    for (let at = /** @type {KnownInterface | null} */ (this); at; at = at.parent) if (at.id === id) return true;
    return false;
  }

  /** Whether its objects are of an interface of that name. @param {string} name */
  isNamed(name) {
    for (let at = /** @type {KnownInterface | null} */ (this); at; at = at.parent) if (at.name === name) return true;
    return false;
  }
}

/** @type {Map<string, Member>} */
const NO_MEMBERS = new Map();

export class KnownInterfaces {
  /** @type {Map<number, KnownInterface>} */
  #byId = new Map();
  /** The browser's own that objects have been met of. @type {Map<string, KnownInterface>} */
  #byName = new Map();

  /** @param {import("../index.js").NearEnd} near */
  constructor(near) {
    this.near = near;
  }

  /** @param {number} id @returns {KnownInterface} */
  get(id) {
    const known = this.#byId.get(id);
    if (known) return known;
    const description = this.near.replies.interfaces.get(id);
    if (!description) throw new ProtocolError(`Interface ${id} was not described`);
    const made = new KnownInterface(id, description, description.parent ? this.get(description.parent) : null);
    this.#fill(made, description);
    this.#byId.set(id, made);
    if (made.isNative && !this.#byName.has(made.name)) this.#byName.set(made.name, made);
    return made;
  }

  /** One of the browser's own, if an object of it has been met. @param {string} name */
  find(name) {
    return this.#byName.get(name);
  }

  /** @param {KnownInterface} made @param {import("../replies.js").InterfaceDescription} description */
  #fill(made, { name, methods, attributes, replaced }) {
    const table = (replaced && this.near.replies.table.members(name)) || NO_RULES;
    const { inherited } = made;
    /** @param {string[]} names @param {number} kind */
    const add = (names, kind) => {
      for (const member of names) {
        // What is not the browser's own hides what is.
        if (!replaced || replaced.includes(member)) inherited.delete(member);
        else inherited.set(member, create(member, kind, table.get(member)?.rule ?? ""));
      }
    };
    add(methods, MEMBER.METHOD);
    add(attributes, MEMBER.ATTRIBUTE);
    const own = new Set([...methods, ...attributes]);
    for (const [member, { rule }] of table) {
      if (member === "*") made.wildcard = rule;
      else if (!own.has(member)) {
        const known = inherited.get(member);
        if (known) inherited.set(member, new Member(member, known.kind, rule, known.origin));
      }
    }
  }
}

/** @type {Map<string, { rule: string }>} */
const NO_RULES = new Map();

/** @param {string} name @param {number} kind @param {string} rule */
function create(name, kind, rule) {
  return new Member(name, rule[0] === "=" ? MEMBER.CONSTANT : kind, rule);
}
