// What each command does to the page's objects. A function here takes the receiver and the arguments and returns a
// result; how values and errors travel is not its business. Anything may be thrown.

import { OP } from "../protocol.js";
import { ProtocolError } from "../errors.js";
import { interfaceOf, propertyNames } from "./interfaces.js";
import { bytesOf } from "../encoder.js";
import { ownProperties } from "./own_properties.js";
import { replay } from "./recording.js";
import {
  MISSING,
  callMethod,
  chunkOf,
  contains,
  deleteItem,
  flatten,
  getItem,
  iterate,
  iteratePairs,
  lengthOf,
  next,
  setItem,
  slice,
} from "./subscription.js";

/** How a result travels. `instanceof` on a result would run the traps of a Proxy, so the result does not say it. */
export const SHAPE = Object.freeze({
  RESULT: 0, // a primitive by value, anything else by reference
  SEVERAL: 1, // an array of such results
  BY_VALUE: 2, // by value, as deep as it goes
});

/**
 * @typedef {object} Command
 * @property {number} op
 * @property {number} shape of the result; `perform` sets it where it is not RESULT
 * @property {any} receiver
 * @property {any} name
 * @property {any[]} args
 * @property {Uint8Array | null} apart bytes among these that came apart from the command, so that nobody else has them
 * @property {object} root the page's global object
 * @property {import("./page_listeners.js").PageListeners} listeners
 * @property {(value: unknown) => boolean} isOurs tells functions of this worker
 */

/** @param {Function} constructor */
const isBytes = (constructor) => constructor === Uint8ClampedArray || constructor === Uint8Array;

/** @param {Command} command @returns {unknown} the result, or MISSING */
export function perform(command) {
  const { receiver, name, args } = command;
  switch (command.op) {
    case OP.GET: {
      const value = receiver[name];
      return value === undefined && !hasProperty(receiver, name) ? MISSING : value;
    }
    case OP.SET:
      return setMember(command, name, args[0]);
    case OP.DELETE:
      if (!hasProperty(receiver, name)) return MISSING;
      delete receiver[name];
      return undefined;
    case OP.HAS:
      return hasProperty(receiver, name);
    case OP.CALL:
      if (name === "addEventListener" && receiver instanceof EventTarget && command.isOurs(args[1])) {
        args[2] = command.listeners.options(args[2]);
        command.listeners.register(receiver, args[0], args[1], args[2]);
      } else if (name === "removeEventListener" && receiver instanceof EventTarget) {
        command.listeners.unregister(receiver, args[0], args[1], args[2]);
      }
      return callMethod(receiver, name, args);
    case OP.APPLY:
      return Reflect.apply(receiver, args[0], args.slice(1));
    case OP.CONSTRUCT:
      // Bytes that came for this command alone become the array's own memory: a picture is copied once less.
      if (args.length === 1 && isBytes(receiver) && command.apart === args[0]) args[0] = args[0].buffer;
      return Reflect.construct(receiver, args);
    case OP.LENGTH:
      return lengthOf(receiver, kindOf(command));
    case OP.INDEX:
      return getItem(receiver, kindOf(command), args[0]);
    case OP.SET_INDEX:
      return setItem(receiver, kindOf(command), args[0], args[1]);
    case OP.DELETE_INDEX:
      return deleteItem(receiver, kindOf(command), args[0]);
    case OP.SLICE:
      return several(command, slice(receiver, args[0], args[1], args[2]));
    case OP.CONTAINS:
      return contains(receiver, kindOf(command), args[0]);
    case OP.ITERATE: {
      if (args[0]) return several(command, iteratePairs(receiver));
      const [iterator, items] = iterate(receiver, kindOf(command));
      return several(command, [iterator, iterator ? lengthOf(receiver, kindOf(command)) : items.length, ...items]);
    }
    case OP.NEXT: {
      const [done, items] = next(receiver, args[0] ?? chunkOf(receiver));
      return several(command, [done, ...(args[1] ? flatten(items, receiver) : items)]);
    }
    case OP.INSTANCE_OF:
      return receiver instanceof args[0];
    case OP.DESCRIBE:
      return byValue(command, propertyNames(receiver));
    case OP.KEYS:
      return keys(command, args[0], args.slice(1));
    case OP.COPY:
      return byValue(command, receiver);
    case OP.TEXT:
      return String(receiver);
    case OP.WRITE_BYTES:
      return writeBytes(receiver, args[0]);
    case OP.SYNC:
      return undefined;
    case OP.GATHER:
      return several(command, args.map((key) => receiver[key]));
    case OP.ASSIGN:
      for (let i = 0; i < args.length; i += 2) setMember(command, args[i], args[i + 1]);
      return undefined;
    case OP.QUERY:
      return args.reduce((at, key) => follow(at, key), receiver);
    case OP.MAP:
      return several(command, replay(receiver, args));
    default:
      throw new ProtocolError(`Operation ${command.op} is unknown`);
  }
}

/** @param {Command} command @param {PropertyKey} name @param {unknown} value */
function setMember(command, name, value) {
  const { receiver } = command;
  receiver[name] = value;
  rememberHandler(receiver, name, value, command);
}

/** @param {any} receiver @param {PropertyKey} name @param {unknown} value @param {Command} command */
export function rememberHandler(receiver, name, value, { listeners, isOurs }) {
  if (typeof name === "string" && name.startsWith("on") && isOurs(value)) listeners.remember(receiver, name);
}

/** One step of a path: a name or index. @param {any} at @param {any} key */
function follow(at, key) {
  if (at === null || at === undefined) throw new TypeError(`there is no ${String(key)} of ${at}`);
  return at[typeof key === "number" && key < 0 ? at.length + key : key];
}

/** @param {Command} command */
function kindOf({ receiver, root }) {
  return interfaceOf(receiver, root).kind;
}

/** `in` for whatever may be a receiver; `document.all` and symbols have properties too. @param {any} receiver @param {PropertyKey} name */
function hasProperty(receiver, name) {
  return name in Object(receiver);
}

/** @param {Command} command @param {unknown[]} items */
function several(command, items) {
  command.shape = SHAPE.SEVERAL;
  return items;
}

/** @param {Command} command @param {unknown} value */
function byValue(command, value) {
  command.shape = SHAPE.BY_VALUE;
  return value;
}

/** @param {Command} command @param {number} what @param {PropertyKey[]} wanted */
function keys(command, what, wanted) {
  const { receiver } = command;
  if (what === 0) return byValue(command, Object.keys(receiver));
  if (what === 1) return several(command, Object.values(receiver));
  if (what === 3) return several(command, ownProperties(receiver, wanted));
  // Flat, as pairs would be arrays of the page and so references.
  return several(command, Object.entries(receiver).flat(1));
}

/** @param {any} receiver @param {any} source */
function writeBytes(receiver, source) {
  const target = bytesOf(receiver);
  const bytes = bytesOf(source);
  if (bytes.length !== target.length) {
    throw new RangeError(`${bytes.length} bytes were given to a buffer of ${target.length}`);
  }
  target.set(bytes);
}
