// What the worker knows of the page's interfaces without asking: which operations need no answer, and how members read
// in help(). web_idl/compile.js writes the table and says how it is encoded; docs/web_idl.md says what the rules mean.
//
// The table knows what browsers should have. Whether this page has it, and has not replaced it, the page has to say.

/**
 * @typedef {object} Member
 * @property {string} rule
 * @property {string} signature
 * @property {string} result interface of what the rules N, s and sW give a reference to before the answer, or "". A
 *   browser may be older than the table and make an object of its parent: Chromium's `style` is a CSSStyleDeclaration
 */

/**
 * @typedef {object} Table
 * @property {string} interfaces
 * @property {number} mixins how many of the last lines are mixins
 * @property {string} attributes
 * @property {string} operations
 * @property {string} constants
 * @property {Record<string, string>} tags names by the interface of their elements
 */

/** @type {Table} */
const NOTHING = { interfaces: "", mixins: 0, attributes: "", operations: "", constants: "", tags: {} };

export class InterfaceTable {
  /** The table of a worker that knows nothing and waits for everything. */
  static EMPTY = new InterfaceTable(NOTHING);

  /** @type {string[]} */
  #attributes;
  /** @type {string[]} */
  #operations;
  /** @type {string[]} */
  #constants;
  /** @type {Map<string, { line: number, parent: string, mixins: string[] }>} */
  #interfaces = new Map();
  /** Lines of mixins. @type {Map<string, number>} */
  #mixins = new Map();
  /** What has been asked for. @type {Map<string, Map<string, Member>>} */
  #decoded = new Map();
  /** @type {Map<string, string>} */
  #tags = new Map();

  /** @param {Table} json dist/interfaces.json */
  constructor(json) {
    this.#attributes = json.attributes.split("\n");
    this.#operations = json.operations.split("\n");
    this.#constants = json.constants.split("\n");
    const heads = json.interfaces ? json.interfaces.split("\n") : [];
    heads.forEach((head, line) => {
      const [names, ...mixins] = head.split(" ");
      const [name, parent = ""] = names.split(":");
      if (line < heads.length - json.mixins) this.#interfaces.set(name, { line, parent, mixins });
      else this.#mixins.set(name, line);
    });
    for (const [name, tags] of Object.entries(json.tags)) {
      for (const tag of tags.split(" ")) this.#tags.set(tag, name);
    }
  }

  /**
   * A member of the interface itself or of one of its mixins, not an inherited one.
   * @param {string} interfaceName @param {string} memberName
   * @returns {Member | undefined}
   */
  member(interfaceName, memberName) {
    return this.members(interfaceName)?.get(memberName);
  }

  /**
   * The members of the interface and of its mixins by name; a member "*" stands for all names that are not there.
   * @param {string} interfaceName
   * @returns {Map<string, Member> | undefined} nothing for an unknown interface
   */
  members(interfaceName) {
    const known = this.#decoded.get(interfaceName);
    if (known) return known;
    const found = this.#interfaces.get(interfaceName);
    if (!found) return undefined;
    /** @type {Map<string, Member>} */
    const members = new Map();
    this.#decode(found.line, members);
    for (const mixin of found.mixins) this.#decode(/** @type {number} */ (this.#mixins.get(mixin)), members);
    this.#decoded.set(interfaceName, members);
    return members;
  }

  /**
   * The interface that this one inherits from.
   * @param {string} interfaceName
   * @returns {string | undefined}
   */
  parent(interfaceName) {
    return this.#interfaces.get(interfaceName)?.parent || undefined;
  }

  /** Names of all interfaces. */
  names() {
    return this.#interfaces.keys();
  }

  /**
   * The interface of the elements of a tag name, in an HTML document.
   * @param {string} localName in lower case
   * @returns {string | undefined}
   */
  tagInterface(localName) {
    return this.#tags.get(localName);
  }

  /**
   * Add the members of a line that are not there yet: an interface's own go before those of its mixins.
   * @param {number} line @param {Map<string, Member>} members
   */
  #decode(line, members) {
    /** @type {Map<string, Member>} */
    const found = new Map();
    decodeAttributes(this.#attributes[line], found);
    decodeOperations(this.#operations[line], found);
    decodeConstants(this.#constants[line], found);
    for (const [name, member] of found) if (!members.has(name)) members.set(name, member);
  }
}

/** @param {string} text @param {Map<string, Member>} members */
function decodeAttributes(text, members) {
  for (const group of parts(text, "|")) {
    const space = group.indexOf(" ");
    const colon = group.indexOf(":");
    const rule = group.slice(0, space);
    const type = group.slice(space + 1, colon);
    const signature = /^[wW]/.test(rule) ? type : `readonly ${type}`;
    const result = rule[0] === "s" ? type : "";
    for (const name of group.slice(colon + 1).split(" ")) members.set(name, { rule, signature, result });
  }
}

/** @param {string} text @param {Map<string, Member>} members */
function decodeOperations(text, members) {
  for (const group of parts(text, "|")) {
    const colon = group.indexOf(":");
    const rule = group.slice(0, colon);
    for (const operation of group.slice(colon + 1).split(";")) {
      const name = operation.slice(0, operation.indexOf("("));
      const [call, type] = operation.includes("):") ? operation.split(/(?<=\)):/) : [operation, "undefined"];
      const signature = `${call} -> ${type}`;
      const overload = members.get(name);
      if (overload) overload.signature += `\n${signature}`;
      else members.set(name, { rule, signature, result: rule === "N" ? type : "" });
    }
  }
}

/** @param {string} text @param {Map<string, Member>} members */
function decodeConstants(text, members) {
  const words = parts(text, " ");
  let value = NaN;
  for (let i = 0; i < words.length; i++) {
    const name = words[i];
    // A name never starts with a digit or a sign.
    value = /^[-\d]/.test(words[i + 1] ?? "") ? Number(words[++i]) : value + 1;
    members.set(name, { rule: `=${value}`, signature: String(value), result: "" });
  }
}

/** @param {string} text @param {string} separator */
function parts(text, separator) {
  return text ? text.split(separator) : [];
}
