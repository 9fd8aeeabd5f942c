// Exceptions between the page and the worker's JavaScript. What the page throws is thrown here as an error of the same
// class, name and message, whose stack has the page's frames and the worker's; what the worker throws is made an error
// of its class on the page. The two are tied together: one that goes there and back is itself again.

import { BridgeError, EncodeError, LimitError, ProtocolError, ReferenceLost } from "../../errors.js";
import { KIND } from "../../protocol.js";

/** The classes that both sides have. @type {Record<string, any>} */
const CLASSES = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
  DOMException,
};

/** Errors of this end. @type {Record<string, any>} */
const BRIDGE_CLASSES = { BridgeError, LimitError, EncodeError, ProtocolError, ReferenceLost };

export class Errors {
  /** Errors of the worker by their proxies. @type {WeakMap<object, Error>} */
  #locals = new WeakMap();
  /** Proxies of the page's errors by those of the worker. @type {WeakMap<Error, object>} */
  #remotes = new WeakMap();
  /** Classes of the page. @type {Map<string, any>} */
  #classes = new Map();

  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
  }

  /**
   * What is to be thrown for what the page has thrown: anything can be.
   * @param {string} name @param {string} message @param {string} stack @param {unknown} value
   */
  thrown(name, message, stack, value) {
    if (value === null && name !== "ThrownValue") return bridgeError(name, message);
    const remote = this.facade.proxies.remoteOf(value);
    if (remote?.known.kind !== KIND.ERROR) return value;
    const proxy = /** @type {object} */ (value);
    const known = this.#locals.get(proxy);
    if (known) return known;
    const error = create(remote.known, name, message);
    setStack(error, `${stack || `${name}: ${message}`}\n${frames()}`);
    this.#tie(error, proxy);
    return error;
  }

  /**
   * The page's error for one of the worker's: no trip but for the first of its class.
   * @param {Error} error
   * @returns {object}
   */
  remoteFor(error) {
    const known = this.#remotes.get(error);
    if (known) return known;
    const { commands } = this.facade;
    const { name, message, stack } = error;
    const className = classOf(error);
    const args = [message];
    if (className === "DOMException") args.push(name);
    if (className === "AggregateError") args.unshift(/** @type {any} */ (error).errors);
    const proxy = commands.construct(this.#classNamed(className), args);
    this.#tie(error, proxy);
    if (className !== "DOMException") {
      if (name !== className) commands.assign(proxy, "name", String(name));
      if (error.cause !== undefined) commands.assign(proxy, "cause", error.cause);
      for (const key of Object.keys(error)) {
        const value = Reflect.get(error, key);
        // Anything else is of use to the worker alone.
        if (["string", "number", "boolean"].includes(typeof value)) commands.assign(proxy, key, value);
      }
      commands.assign(proxy, "stack", String(stack));
    }
    return proxy;
  }

  /** @param {Error} error @param {object} proxy */
  #tie(error, proxy) {
    this.#locals.set(proxy, error);
    this.#remotes.set(error, proxy);
  }

  /** @param {string} name */
  #classNamed(name) {
    let found = this.#classes.get(name);
    if (!found) this.#classes.set(name, (found = Reflect.get(this.facade.window, name)));
    return found;
  }

  /**
   * Commands that nobody waited for and that failed, as one error: the first, which has the others.
   * @param {number} count
   * @param {() => any} read gives index, ticket, operation, name, message, stack and value of each
   */
  failed(count, read) {
    /** @type {any[]} */
    const errors = [];
    for (let i = 0; i < count; i++) {
      const [, , operation, name, message, stack, value] = Array.from({ length: 7 }, read);
      const error = this.thrown(name, message, stack, value);
      if (!this.facade.proxies.remoteOf(error) && error instanceof Error) {
        Object.defineProperty(error, "operation", { value: operation, configurable: true, writable: true });
        setStack(error, `${error.stack}\n    Nobody waited for this command: ${operation}`);
      }
      errors.push(error);
    }
    const [first, ...also] = errors;
    if (!this.facade.proxies.remoteOf(first) && first instanceof Error) {
      Object.defineProperty(first, "also", { value: also, configurable: true, writable: true });
    }
    return first;
  }
}

/** @param {Error} error @returns {string} the name of its class, or of the one it inherits from that the page has */
function classOf(error) {
  for (let at = Object.getPrototypeOf(error); at; at = Object.getPrototypeOf(at)) {
    for (const name of Object.keys(CLASSES)) if (CLASSES[name].prototype === at) return name;
  }
  return "Error";
}

/**
 * @param {import("./known_interfaces.js").KnownInterface} known
 * @param {string} name
 * @param {string} message
 * @returns {Error}
 */
function create(known, name, message) {
  if (/\[OT\d+\]$/.test(message)) return bridgeError(name, message);
  for (let at = /** @type {typeof known | null} */ (known); at; at = at.parent) {
    const Class = CLASSES[at.name];
    if (!Class) continue;
    if (Class === DOMException) return new DOMException(message, name);
    const error = Class === AggregateError ? new AggregateError([], message) : new Class(message);
    return named(error, name);
  }
  return named(new Error(message), name);
}

/** An error of this end of the bridge. @param {string} name @param {string} message which ends with a code */
export function bridgeError(name, message) {
  const error = new Error(message);
  const Class = BRIDGE_CLASSES[name] ?? (message.endsWith("]") ? BridgeError : CLASSES[name]);
  if (Class) Object.setPrototypeOf(error, Class.prototype);
  const code = /\[(OT\d+)\]$/.exec(message)?.[1];
  return Object.assign(named(error, name), code && { code });
}

/** @template {Error} T @param {T} error @param {string} name @returns {T} */
function named(error, name) {
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  return error;
}

/** @param {Error} error @param {string} stack */
function setStack(error, stack) {
  // Some browsers have no setter for that of a DOMException.
  Reflect.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
}

/** Where in the worker the program is. */
function frames() {
  const { stack = "" } = new Error();
  const lines = stack.split("\n").filter((line) => /^\s+at |@/.test(line) && !line.includes(import.meta.url));
  return lines.join("\n");
}
