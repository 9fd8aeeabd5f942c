// The handler of all proxies: each operation of JavaScript on an object of the page, as a command or as something that
// is known here. A proxy's target is empty but for its Remote (proxies.js).

import { KIND, OP } from "../../protocol.js";
import { MEMBER } from "./known_interfaces.js";
import { iteratorOf } from "./iteration.js";
import { PageReference } from "./outgoing.js";
import { OwnProperties } from "./own_properties.js";
import { REMOTE } from "./remote.js";

/** @typedef {import("./remote.js").Remote} Remote */

/** @param {object} target @returns {Remote} */
const remoteIn = (target) => Reflect.get(target, REMOTE);

/** Symbols that no built-in class has but those that are asked. */
const ABSENT = new Set([Symbol.toPrimitive, Symbol.isConcatSpreadable]);

/**
 * @param {import("./index.js").Facade} facade
 * @returns {ProxyHandler<any>}
 */
export function createHandler(facade) {
  const own = new OwnProperties(facade);
  /** The page's `Reflect`. @type {object | undefined} */
  let pageReflect;
  /** Prototypes of the browser's own classes, by interface. @type {Map<number, object | null>} */
  const prototypes = new Map();

  /** What `for … of` and `…` get. @this {object} */
  function iterate() {
    return iteratorOf(facade, this);
  }

  /** What `instanceof` calls. @this {object} @param {unknown} value */
  function hasInstance(value) {
    const remote = facade.proxies.remoteOf(value);
    if (!remote) return false;
    const { known } = /** @type {Remote} */ (facade.proxies.remoteOf(this));
    // A class of the page may decide otherwise, or change its mind.
    if (known.instances && facade.interfaces.get(known.instances).isNative) return remote.known.is(known.instances);
    return facade.commands.request(OP.INSTANCE_OF, remote.id, 0, [this]);
  }

  /** @param {Remote} remote @param {symbol} symbol */
  function getSymbol(remote, symbol) {
    const { known, id } = remote;
    const isFunction = known.kind === KIND.FUNCTION || known.kind === KIND.CLASS;
    if (symbol === Symbol.iterator && !isFunction) return isIterable(known) ? iterate : undefined;
    if (symbol === Symbol.hasInstance && isFunction) return hasInstance;
    const isObject = !isFunction && known.kind !== KIND.DATE;
    if (ABSENT.has(symbol) && isObject && known.isNative && !known.isPlain) return undefined;
    return facade.symbols.isShared(symbol) ? facade.commands.named(OP.GET, id, symbol, []) : undefined;
  }

  /**
   * A function of the page's Reflect, called with an object of the page first.
   * @param {string} name
   * @param {unknown[]} args
   */
  function reflect(name, ...args) {
    pageReflect ??= /** @type {object} */ (Reflect.get(facade.window, "Reflect"));
    return facade.commands.named(OP.CALL, facade.commands.idOf(pageReflect), name, args);
  }

  /** What stands for a target's object among arguments. @param {object} target */
  const pageReference = (target) => new PageReference(remoteIn(target).id);

  return {
    get(target, key) {
      const remote = remoteIn(target);
      const told = own.recall(remote, key);
      if (told) return told.value;
      return typeof key === "symbol" ? getSymbol(remote, key) : facade.members.get(remote, key);
    },

    set(target, key, value) {
      const remote = remoteIn(target);
      if (typeof key === "symbol") facade.commands.named(OP.SET, remote.id, key, [value]);
      else facade.members.set(remote, key, value);
      return true;
    },

    has(target, key) {
      const remote = remoteIn(target);
      if (typeof key === "string" && facade.members.isKnown(remote, key)) return true;
      if (typeof key === "symbol" && !facade.symbols.isShared(key)) return false;
      return facade.commands.named(OP.HAS, remote.id, key, []);
    },

    deleteProperty(target, key) {
      if (typeof key === "symbol" && !facade.symbols.isShared(key)) return true;
      if (!reflect("deleteProperty", pageReference(target), key)) return false;
      remoteIn(target).hidden?.delete(/** @type {string} */ (key));
      return true;
    },

    apply(target, receiver, args) {
      const remote = remoteIn(target);
      const { method } = remote;
      const owner = method && facade.proxies.remoteOf(receiver);
      if (method && owner && !owner.hidden?.has(method.name)) {
        const member = owner.known.members.get(method.name);
        if (member?.kind === MEMBER.METHOD && member.origin === method) return facade.members.call(owner, member, args);
      }
      return facade.commands.request(OP.APPLY, remote.id, 0, [facade.outgoing.receiver(receiver), ...args]);
    },

    construct(target, args, newTarget) {
      const remote = remoteIn(target);
      if (facade.proxies.remoteOf(newTarget) !== remote) {
        const { name } = remote.known;
        throw new TypeError(`A class of the worker cannot extend ${name} of the page: make an object of that, and keep it`);
      }
      return facade.commands.request(OP.CONSTRUCT, remote.id, 0, args);
    },

    ownKeys: (target) => own.keys(remoteIn(target), target),
    getOwnPropertyDescriptor: (target, key) => own.descriptor(remoteIn(target), target, key),

    defineProperty(target, key, descriptor) {
      const isDefined = reflect("defineProperty", pageReference(target), key, descriptor);
      if (isDefined && typeof key === "string") facade.members.hide(remoteIn(target), key);
      // What cannot be deleted has to be there in the target as well (ECMAScript, proxy invariants).
      if (isDefined && descriptor.configurable === false) {
        const value = "value" in descriptor && { value: facade.commands.named(OP.GET, remoteIn(target).id, key, []) };
        Reflect.defineProperty(target, key, { ...descriptor, ...value });
      }
      return isDefined;
    },

    getPrototypeOf(target) {
      const { known } = remoteIn(target);
      const isShared = known.isNative && !known.isPlain;
      const cached = isShared ? prototypes.get(known.id) : undefined;
      if (cached !== undefined) return cached;
      const found = reflect("getPrototypeOf", pageReference(target));
      if (isShared) prototypes.set(known.id, found);
      return found;
    },

    setPrototypeOf: (target, prototype) => reflect("setPrototypeOf", pageReference(target), prototype),

    preventExtensions() {
      throw new TypeError("An object of the page is frozen, sealed or closed there: window.Object.freeze(…)");
    },
  };
}

/** @param {import("./known_interfaces.js").KnownInterface} known */
function isIterable(known) {
  switch (known.kind) {
    case KIND.ARRAY:
    case KIND.ARRAY_LIKE:
    case KIND.MAP_LIKE:
    case KIND.SET_LIKE:
    case KIND.ITERATOR:
    case KIND.ITERABLE:
      return true;
    case KIND.TYPED_ARRAY:
      return !["ArrayBuffer", "SharedArrayBuffer", "DataView"].some((name) => known.isNamed(name));
    default:
      return false;
  }
}
