// What the page's objects are: a kind, an interface with a name, and which members are methods. Found once per
// prototype by walking property descriptors, so that no getter runs, and sent to each worker once, on the back of the
// reply that first needs it. With it a worker knows without asking that `el.setAttribute` is a method and `el.title`
// is not, and, of the browser's own classes, which members the page has replaced: what Web IDL says holds for the others.

import { KIND } from "../protocol.js";
import { shapeOf } from "./node_shapes.js";

/**
 * @typedef {object} Interface
 * @property {number} id 0 is none
 * @property {string} name
 * @property {number} kind one of KIND
 * @property {Interface | null} parent
 * @property {string[]} methods own ones
 * @property {string[]} attributes own ones
 * @property {number} instances of a class: the interface of what it makes, 0 where unknown
 * @property {string[] | null} replaced own members of a class of the browser that are not its own, null for other classes
 * @property {boolean} isNode
 * @property {Map<string, Interface>} shadowed interfaces of objects that hide members, by the names of these
 */

/** Ids travel in 16 bits; the last ones are kept for what is shared. */
const MAX_SINGLETONS = 0xf000;

/** @type {Interface[]} */
const interfaces = [];
/** @type {WeakMap<object, Interface>} */
const byPrototype = new WeakMap();
/** Objects whose own members are methods: namespaces, the global object, functions with static methods. @type {WeakMap<object, Interface>} */
const singletons = new WeakMap();

/** Own properties that say nothing about a function. */
const FUNCTION_MEMBERS = new Set(["length", "name", "prototype", "arguments", "caller"]);

/**
 * The interface of an object of the page.
 * @param {object | symbol} value
 * @param {object} [root] the global object
 * @returns {Interface}
 */
export function interfaceOf(value, root) {
  if (typeof value === "symbol") return symbolInterface;
  const known = singletons.get(value);
  if (known) return known;
  try {
    if (typeof value === "function") return functionInterface(value);
    if (value === root || isNamespace(value)) return singleton(value, KIND.OBJECT);
    const prototype = Object.getPrototypeOf(value);
    // Only objects without a class of their own differ from one to the next; for all others the prototype decides.
    if (prototype === Object.prototype || prototype === null) return plainInterface(prototype, kindOf(value));
    return byPrototype.get(prototype) ?? prototypeInterface(prototype, kindOf(value));
  } catch {
    // A Proxy whose traps throw, or another origin's window: an object about which nothing is known.
    return opaqueInterface;
  }
}

/**
 * @param {string} name @param {number} kind @param {Interface | null} parent
 * @param {object} [source] @param {string[]} [names] those of its members that count
 * @returns {Interface}
 */
function create(name, kind, parent, source, names) {
  const { methods, attributes } = source ? membersOf(source, names) : { methods: [], attributes: [] };
  const replaced = source && !names ? replacedMembers(source) : null;
  const isNode = parent?.isNode || (name === "Node" && replaced !== null);
  const made = { id: interfaces.length + 1, name, kind, parent, methods, attributes, instances: 0, replaced, isNode, shadowed: new Map() };
  interfaces.push(made);
  return made;
}

/**
 * Members of a class or namespace of the browser that are somebody else's.
 * @param {object} source
 * @returns {string[] | null} null where the whole is not the browser's
 */
function replacedMembers(source) {
  const descriptors = Object.getOwnPropertyDescriptors(source);
  const constructor = /** @type {PropertyDescriptor | undefined} */ (descriptors.constructor)?.value;
  // What Web IDL says of a class holds for this page's own one, not for another frame's or one of the same name.
  const isOwn = typeof constructor === "function" ? isNative(constructor, constructor.name) && isGlobal(constructor.name, constructor) : isNamespace(source);
  if (!isOwn && source !== globalThis) return null;
  const replaced = [];
  for (const [name, { value, get, set }] of Object.entries(descriptors)) {
    if (name === "constructor") continue;
    if (![value, get, set].every((part) => typeof part !== "function" || isNative(part, name))) replaced.push(name);
  }
  return replaced;
}

/** A bound function and a Proxy are native as well, but have no name in their text. @param {Function} value @param {string} name */
function isNative(value, name) {
  const found = /^function (?:[gs]et )?(.+)\(\) \{\s*\[native code\]\s*\}$/.exec(Function.prototype.toString.call(value));
  return found !== null && found[1] === name;
}

/** @param {string} name @param {object} value */
function isGlobal(name, value) {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.value === value;
}

const symbolInterface = create("Symbol", KIND.SYMBOL, null);
const opaqueInterface = create("Object", KIND.OBJECT, null);

/**
 * Own string-named members, apart from constructors: what a class's prototype carries is called, classes are read.
 * @param {object} source @param {string[]} [names]
 */
function membersOf(source, names) {
  /** @type {string[]} */
  const methods = [];
  /** @type {string[]} */
  const attributes = [];
  for (const name of names ?? Object.getOwnPropertyNames(source)) {
    const value = Object.getOwnPropertyDescriptor(source, name)?.value;
    if (name === "constructor") continue;
    if (typeof value === "function" && !isClass(value)) methods.push(name);
    else attributes.push(name);
  }
  return { methods, attributes };
}

/** Classes and native constructors; an ordinary function's `prototype` can be written. @param {Function} value */
function isClass(value) {
  return Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false && !isGeneratorFunction(value);
}

/** @param {Function} value */
function isGeneratorFunction(value) {
  return /Generator/.test(Object.prototype.toString.call(value));
}

/** `Math`, `console`, a module: an object of its own kind with methods of its own. @param {object} value */
function isNamespace(value) {
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag !== undefined && typeof tag.value === "string" && !Object.hasOwn(value, "constructor");
}

/** @param {object} value @param {number} kind */
function singleton(value, kind) {
  const prototype = Object.getPrototypeOf(value);
  const parent = typeof value === "function" ? plainFunctionInterface : prototype && prototypeInterface(prototype, kindOf(prototype));
  if (interfaces.length > MAX_SINGLETONS) return parent ?? opaqueInterface;
  const made = create(nameOf(value), kind, parent, value);
  singletons.set(value, made);
  return made;
}

/** @param {Function} value */
function functionInterface(value) {
  if (isClass(value)) return classInterface(value);
  const own = Object.getOwnPropertyDescriptors(value);
  for (const [name, descriptor] of Object.entries(own)) {
    if (!FUNCTION_MEMBERS.has(name) && typeof descriptor.value === "function") return singleton(value, KIND.FUNCTION);
  }
  return plainFunctionInterface;
}

/** Every class is of its own kind, so that a worker can tell its instances without asking. @param {Function} value */
function classInterface(value) {
  const made = singleton(value, KIND.CLASS);
  const { prototype } = value;
  if (prototype && prototype !== Object.prototype && singletons.get(value) === made) {
    made.instances = prototypeInterface(prototype, kindOf(prototype)).id;
  }
  return made;
}

/**
 * The interface of an object as the worker is told of it: where its own properties hide members of its class, one of its
 * own; and the shape of a node.
 * @param {object} value @param {Interface} made what `interfaceOf` says
 * @returns {[made: Interface, shape: import("./node_shapes.js").NodeShape | null]}
 */
export function specifics(value, made) {
  try {
    const shape = made.isNode ? shapeOf(value) : null;
    if (!made.replaced || !made.parent || (made.kind !== KIND.OBJECT && !HIDING.has(made.name))) return [made, shape];
    const names = made.kind === KIND.OBJECT ? [] : controlNames(value);
    const hiding = [...names, ...Object.getOwnPropertyNames(value)].filter((name) => name in Object.getPrototypeOf(value));
    return hiding.length > 0 ? [shadowing(value, made, hiding), null] : [made, shape];
  } catch {
    return [made, null]; // a Proxy whose traps throw
  }
}

/** Collections whose names come before their members ([LegacyOverrideBuiltIns] in HTML). Browsers do not list them. */
const HIDING = new Set(["HTMLFormElement"]);

/** @param {object} form @returns {string[]} */
function controlNames(form) {
  return [.../** @type {any} */ (form)].flatMap(({ name, id }) => [name, id]);
}

/** @param {object} value @param {Interface} made @param {string[]} hiding */
function shadowing(value, made, hiding) {
  const key = hiding.sort().join();
  let known = made.shadowed.get(key);
  if (!known) {
    if (interfaces.length > MAX_SINGLETONS) return made;
    made.shadowed.set(key, (known = create(made.name, made.kind, made, value, hiding)));
  }
  return known;
}

/**
 * Objects of a class, of whichever kind the first of them is.
 * @param {object} prototype @param {number} kind
 * @returns {Interface}
 */
function prototypeInterface(prototype, kind) {
  const known = byPrototype.get(prototype);
  if (known) return known;
  const above = Object.getPrototypeOf(prototype);
  const made = create(nameOf(prototype), kind, above && prototypeInterface(above, kindOf(above)), prototype);
  byPrototype.set(prototype, made);
  return made;
}

/** Plain objects by kind, as their own properties may make an iterator or a promise of them. @type {Map<object | null, Map<number, Interface>>} */
const plainInterfaces = new Map([
  [Object.prototype, new Map()],
  [null, new Map([[KIND.OBJECT, opaqueInterface]])],
]);

/** Functions without methods of their own. */
const plainFunctionInterface = create("Function", KIND.FUNCTION, null, Function.prototype);

/** @param {object | null} prototype @param {number} kind @returns {Interface} */
function plainInterface(prototype, kind) {
  const kinds = /** @type {Map<number, Interface>} */ (plainInterfaces.get(prototype));
  return kinds.get(kind) ?? remember(kinds, create("Object", kind, null, prototype ?? undefined));
}

/** @param {Map<number, Interface>} map @param {Interface} made */
function remember(map, made) {
  map.set(made.kind, made);
  return made;
}

/** @param {object} value */
function nameOf(value) {
  if (value === globalThis) return "Window"; // it carries the members of its class itself
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value;
  const constructor = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
  const name = typeof value === "function" ? Object.getOwnPropertyDescriptor(value, "name")?.value : constructor?.name;
  if (typeof name === "string" && name) return name;
  return typeof tag === "string" && tag ? tag : "Object";
}

/**
 * The property along the prototype chain, without running a getter.
 * @param {object} value @param {PropertyKey} name
 */
function find(value, name) {
  for (let at = /** @type {object | null} */ (value); at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor) return descriptor;
  }
  return undefined;
}

/** @param {object} value @param {PropertyKey} name */
function hasMethod(value, name) {
  return typeof find(value, name)?.value === "function";
}

/** Built-in classes whose instances are what they are by birth, not by their members. @type {Map<unknown, number>} */
const NATIVE_KINDS = new Map([
  ["Array", KIND.ARRAY],
  ["TypedArray", KIND.TYPED_ARRAY],
  ["ArrayBuffer", KIND.TYPED_ARRAY],
  ["SharedArrayBuffer", KIND.TYPED_ARRAY],
  ["DataView", KIND.TYPED_ARRAY],
  ["Error", KIND.ERROR],
  ["DOMException", KIND.ERROR],
  ["Date", KIND.DATE],
]);

/** By name, as an object of another frame has that frame's classes. @param {object} value */
function nativeKind(value) {
  for (let at = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    const kind = ownNativeKind(at);
    if (kind !== undefined) return kind;
  }
  return ownNativeKind(value);
}

/** @param {object} prototype */
function ownNativeKind(prototype) {
  const constructor = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  const kind = typeof constructor === "function" ? NATIVE_KINDS.get(constructor.name) : undefined;
  return kind !== undefined && /\[native code\]/.test(Function.prototype.toString.call(constructor)) ? kind : undefined;
}

/** Of an object, or of the objects that a prototype makes. @param {object} value @returns {number} */
function kindOf(value) {
  const native = nativeKind(value);
  if (native !== undefined) return native;
  if (hasMethod(value, "then")) return KIND.PROMISE;
  const has = hasMethod(value, "has");
  if (has && hasMethod(value, "get") && hasMethod(value, "keys")) return KIND.MAP_LIKE;
  if (has && hasMethod(value, "values")) return KIND.SET_LIKE;
  if (hasMethod(value, "next")) return KIND.ITERATOR;
  if (!hasMethod(value, Symbol.iterator)) return KIND.OBJECT;
  return find(value, "length") ? KIND.ARRAY_LIKE : KIND.ITERABLE;
}

/**
 * Property names of an object and of its prototypes, for `dir()`.
 * @param {object} value
 * @returns {string[]}
 */
export function propertyNames(value) {
  const names = new Set();
  for (let at = /** @type {object | null} */ (value); at !== null; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names];
}

/**
 * On which way a worker is told: with a reply, which it reads before it goes on; by a message, which it reads when it is in its
 * event loop, maybe after replies that came later; or on one of the two, maybe after others.
 */
export const WAY = Object.freeze({ REPLY: 0, MESSAGE: 1, EITHER: 2 });

/**
 * Which interfaces and node shapes one worker has been told of.
 */
export class Introductions {
  constructor() {
    /** What replies have told: ids of interfaces, and those of shapes below 0. @type {Set<number>} */
    this.known = new Set();
    /** What messages have told. @type {Set<number>} */
    this.posted = new Set();
    /** Where what is being written is noted. */
    this.told = this.known;
    /** To be told with the next message. @type {Interface[]} */
    this.fresh = [];
    /** @type {import("./node_shapes.js").NodeShape[]} */
    this.freshShapes = [];
  }

  /** What is added from now on goes on this way. @param {number} way one of WAY */
  aim(way) {
    this.told = way === WAY.REPLY ? this.known : way === WAY.MESSAGE ? this.posted : new Set();
  }

  get pending() {
    return this.fresh.length > 0 || this.freshShapes.length > 0;
  }

  forgetAll() {
    this.known.clear();
    this.posted.clear();
  }

  /** Note what is told. @param {number} key @returns {boolean} whether it need not be */
  #note(key) {
    if (this.known.has(key) || this.told.has(key)) return true;
    this.told.add(key);
    return false;
  }

  /** @param {import("./node_shapes.js").NodeShape} shape */
  addShape(shape) {
    if (!this.#note(-shape.id)) this.freshShapes.push(shape);
  }

  /** @param {Interface} made */
  add(made) {
    for (let at = /** @type {Interface | null} */ (made); at && !this.#note(at.id); at = at.parent) {
      this.fresh.push(at);
      if (at.instances) this.add(interfaces[at.instances - 1]);
    }
  }

  /** The message that tells them is on its way. */
  commit() {
    if (this.fresh.length) this.fresh = [];
    if (this.freshShapes.length) this.freshShapes = [];
  }

  /** The message failed: tell them again. */
  takeBack() {
    for (const made of this.fresh) this.told.delete(made.id);
    for (const shape of this.freshShapes) this.told.delete(-shape.id);
    this.commit();
  }

  /**
   * Write what is fresh, parents first.
   * @param {import("../encoder.js").Encoder} encoder
   */
  write(encoder) {
    const { fresh } = this;
    fresh.sort((a, b) => a.id - b.id);
    encoder.writeArrayHeader(fresh.length);
    for (const { id, name, kind, parent, methods, attributes, instances, replaced } of fresh) {
      encoder.writeCopy([id, name, kind, parent?.id ?? 0, methods, attributes, instances, replaced]);
    }
    encoder.writeCopy(this.freshShapes.map(({ id, names }) => [id, ...names]));
  }
}
