// What getting, setting and calling a member of a page object does: whether it needs an answer follows from the rule
// that Web IDL gives the member, as for Python (worker/python/offthread/_members_….py).

import { FLAG, KIND, OP } from "../../protocol.js";
import { MEMBER } from "./known_interfaces.js";
import { LEVEL, areFit, isPlain, isSimpleSelector, maySet } from "./rules.js";

/** @typedef {import("./known_interfaces.js").Member} Member */
/** @typedef {import("./remote.js").Remote} Remote */

/** Names of what never changes about a node, in the order in which they come with it. */
const SHAPE_NAMES = ["nodeType", "nodeName", "localName", "prefix", "namespaceURI"];
const XHTML = "http://www.w3.org/1999/xhtml";
/** Methods that may give the same promise again. */
const SHARED_PROMISES = new Set(["whenDefined"]);
const ELEMENT = 1;

export class Members {
  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
    this.commands = facade.commands;
  }

  /** @param {Remote} remote @param {string} name @returns {any} */
  get(remote, name) {
    const { methods } = this.facade.promises;
    if (remote.known.kind === KIND.PROMISE && name in methods) return methods[name];
    const member = remote.hidden?.has(name) ? undefined : remote.known.members.get(name);
    if (member) {
      if (member.kind === MEMBER.METHOD) return this.#method(remote, member);
      if (member.kind === MEMBER.CONSTANT) return member.value;
      if (member.rule[0] === "s") return this.#part(remote, member);
    }
    if (remote.names) {
      const value = shapeValue(remote.names, name);
      if (value !== undefined) return value;
    }
    // Whoever awaits or returns a value asks for this. Only what has no class may have it without being a promise.
    if (name === "then" && isClassed(remote) && !member) return undefined;
    return this.commands.ask(remote.id, name);
  }

  /** @param {Remote} remote @param {string} name @param {unknown} value */
  set(remote, name, value) {
    const level = remote.hidden?.has(name) ? LEVEL.strict : this.facade.level;
    const member = remote.known.members.get(name);
    if (member?.kind === MEMBER.METHOD) this.hide(remote, name);
    else if (level) {
      const rule = member ? member.rule : remote.known.wildcard;
      if (maySet(rule, value, level) && this.commands.defer(OP.SET, 0, remote.id, name, [value])) return;
    }
    this.commands.named(OP.SET, remote.id, name, [value]);
  }

  /** An object has something of its own in place of a member. @param {Remote} remote @param {string} name */
  hide(remote, name) {
    (remote.hidden ??= new Set()).add(name);
  }

  /** Whether there is such a member, where that is known. @param {Remote} remote @param {string} name */
  isKnown(remote, name) {
    return remote.known.members.has(name);
  }

  /**
   * Call a function of the page that is a member of its receiver.
   * @param {Remote} remote the receiver @param {Member} member @param {unknown[]} args
   * @returns {any}
   */
  call(remote, member, args) {
    const { rule, name } = member;
    if (name === "addEventListener" || name === "removeEventListener") {
      args = [args[0], this.facade.callables.listenerFor(args[1]), ...args.slice(2)];
    }
    if (this.facade.level) {
      switch (rule[0]) {
        case "V":
        case "v":
          if (!this.#mayGoOn(remote, member, args)) break;
          if (this.commands.defer(OP.CALL, 0, remote.id, name, args)) return undefined;
          break;
        case "1":
        case "2":
          if (this.#mayReturn(rule, args)) {
            const [flag, at] = rule[0] === "1" ? [FLAG.RETURNS_FIRST, 0] : [FLAG.RETURNS_SECOND, 1];
            if (this.commands.defer(OP.CALL, flag, remote.id, name, args)) return args[at];
          }
          break;
        case "N":
        case "P": {
          const made = this.#make(remote, member, args);
          if (made) return made;
        }
      }
    }
    return this.#wait(remote, member, args);
  }

  /** @param {Remote} remote @param {Member} member @param {unknown[]} args */
  #wait(remote, member, args) {
    const { rule, name } = member;
    const isNew = /^[Nn]/.test(rule);
    const number = this.facade.near.intern(name);
    const result = number
      ? this.commands.request(OP.CALL, remote.id, number, args, isNew)
      : this.commands.request(OP.CALL, remote.id, 0, [name, ...args], isNew);
    const made = this.facade.proxies.remoteOf(result);
    if (made && (rule[0] === "N" || rule[0] === "P")) {
      member.made = made.known.id;
      if (rule[0] === "N") made.isLoose = true;
    }
    if (made && name === "entries") made.givesPairs = remote.known.kind !== KIND.OBJECT;
    return result;
  }

  /**
   * Whether a method that returns nothing cannot fail.
   * @param {Remote} remote
   * @param {Member} member
   * @param {unknown[]} args
   */
  #mayGoOn(remote, { rule }, args) {
    const { level } = this.facade;
    if (level === LEVEL.fast) return true;
    if (rule[0] !== "V") return false;
    return rule === "Vn" ? this.#areAddable(args) : areFit(rule, args);
  }

  /** Whether a method that returns one of its arguments cannot fail. @param {string} rule @param {unknown[]} args */
  #mayReturn(rule, args) {
    const value = args[Number(rule[0]) - 1];
    if (!this.facade.proxies.remoteOf(value)) return false;
    return this.facade.level === LEVEL.fast || (rule[1] === "n" && args.length === 1 && this.#areAddable(args));
  }

  /** Whether all are text or loose nodes, which then are loose no more. @param {unknown[]} args */
  #areAddable(args) {
    const nodes = [];
    for (const value of args) {
      if (typeof value === "string") continue;
      const remote = this.facade.proxies.remoteOf(value);
      if (!remote?.isLoose) return false;
      nodes.push(remote);
    }
    for (const node of nodes) node.isLoose = false;
    return true;
  }

  /**
   * What a method makes, without waiting for it; undefined where that has to be.
   * @param {Remote} remote
   * @param {Member} member
   * @param {unknown[]} args
   */
  #make(remote, member, args) {
    const { rule, name } = member;
    const { proxies } = this.facade;
    const isPromise = rule[0] === "P";
    const kind = this.#kindMade(remote, member, args);
    if (!kind || (isPromise ? SHARED_PROMISES.has(name) : !args.every(isPlain))) return undefined;
    const id = proxies.allocate();
    if (!this.commands.defer(OP.CALL, 0, remote.id, name, args, id)) return undefined;
    const proxy = proxies.adopt(id, kind.known, kind.names);
    if (!isPromise) /** @type {Remote} */ (proxies.remoteOf(proxy)).isLoose = true;
    return proxy;
  }

  /**
   * What a method is known to make: an interface and, of a node, its names.
   * @param {Remote} remote @param {Member} member @param {unknown[]} args
   * @returns {{ known: import("./known_interfaces.js").KnownInterface, names?: (string | number | null)[] } | null}
   */
  #kindMade({ known, names }, { rule, made }, args) {
    const { interfaces, near } = this.facade;
    switch (rule) {
      case "Nt": {
        const [tag] = args;
        if (known.name !== "HTMLDocument" || args.length !== 1 || typeof tag !== "string") return null;
        const found = interfaces.find(near.replies.tagInterface(tag));
        return found ? { known: found, names: [ELEMENT, tag.toUpperCase(), tag, null, XHTML] } : null;
      }
      case "Nk":
        // The constructor of an element of the page's own may tell of it before it is returned.
        return known.isNative ? { known, names } : null;
      case "Nq":
        if (args.length !== 1 || !isSimpleSelector(args[0])) return null;
    }
    return made ? { known: interfaces.get(made) } : null;
  }

  /**
   * The page's function, which all objects that have it share: one trip when it is first used.
   * @param {Remote} remote
   * @param {Member} member
   */
  #method(remote, { origin }) {
    if (origin.function) return origin.function;
    const found = this.commands.ask(remote.id, origin.name);
    const method = this.facade.proxies.remoteOf(found);
    if (!method) return found;
    method.method = origin;
    return (origin.function = found);
  }

  /**
   * An object that belongs to another for good: no trip after the first of its kind.
   * @param {Remote} remote
   * @param {Member} member
   */
  #part(remote, member) {
    const { name } = member;
    const { proxies, interfaces, level } = this.facade;
    const known = remote.parts?.get(name);
    if (known && proxies.remoteOf(known)?.id) return known;
    let part;
    if (level && member.made && !proxies.hasMet(member.made)) {
      const id = proxies.allocate();
      const isSent = this.commands.defer(OP.GET, 0, remote.id, name, [], id);
      if (isSent) part = proxies.adopt(id, interfaces.get(member.made));
    }
    part ??= this.commands.ask(remote.id, name, true);
    const found = proxies.remoteOf(part);
    if (!found) return part;
    member.made = found.known.id;
    (remote.parts ??= new Map()).set(name, part);
    return part;
  }
}

/** Whether it has a class, so that `then` would be one of its members. @param {Remote} remote */
function isClassed({ known }) {
  return !known.isPlain && known.kind !== KIND.PROMISE && (known.isNative || known.kind !== KIND.OBJECT);
}

/** @param {(string | number | null)[]} names @param {string} name */
function shapeValue(names, name) {
  // Only elements have the names beyond the first two; what else these mean for a kind of node, the page knows.
  if (names[0] !== ELEMENT) return name === "nodeType" ? names[0] : name === "nodeName" ? names[1] : undefined;
  if (name === "tagName") return names[1];
  const at = SHAPE_NAMES.indexOf(name);
  return at < 0 ? undefined : names[at];
}
