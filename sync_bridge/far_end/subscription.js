// `receiver[key]` as Python means it: negative indexes, slices, maps by key, items in chunks.

import { KIND } from "../protocol.js";

/** Stands for an index or key that is not there. */
export const MISSING = Symbol("missing");

/** Items of a finite collection that travel together. */
const CHUNK = 1024;

/** @param {number} kind */
const isSequence = (kind) => kind === KIND.ARRAY || kind === KIND.ARRAY_LIKE || kind === KIND.TYPED_ARRAY;

/** @param {any} receiver @param {number} kind @param {unknown} key */
function position(receiver, kind, key) {
  if (!isSequence(kind) || typeof key !== "number" || !Number.isInteger(key)) return undefined;
  const index = key < 0 ? key + receiver.length : key;
  return index >= 0 && index < receiver.length ? index : MISSING;
}

/** @param {any} receiver @param {number} kind @param {any} key */
export function getItem(receiver, kind, key) {
  const index = position(receiver, kind, key);
  if (index === MISSING) return MISSING;
  if (index !== undefined) return receiver[index];
  if (kind === KIND.MAP_LIKE) return receiver.has(key) ? receiver.get(key) : MISSING;
  return key in receiver ? receiver[key] : MISSING;
}

/** @param {any} receiver @param {number} kind @param {any} key @param {unknown} value */
export function setItem(receiver, kind, key, value) {
  const index = position(receiver, kind, key);
  if (index === MISSING) return MISSING;
  if (index === undefined && kind === KIND.MAP_LIKE) receiver.set(key, value);
  else receiver[index ?? key] = value;
}

/** @param {any} receiver @param {number} kind @param {any} key */
export function deleteItem(receiver, kind, key) {
  const index = position(receiver, kind, key);
  if (index === MISSING) return MISSING;
  if (index !== undefined && kind === KIND.ARRAY) return void receiver.splice(index, 1);
  if (kind === KIND.MAP_LIKE || kind === KIND.SET_LIKE) {
    if (!receiver.has(key)) return MISSING;
    receiver.delete(key);
    return;
  }
  if (!(index === undefined ? key in receiver : true)) return MISSING;
  delete receiver[index ?? key];
}

/** @param {any} receiver @param {number} kind @param {any} value */
export function contains(receiver, kind, value) {
  if (kind === KIND.MAP_LIKE || kind === KIND.SET_LIKE) return receiver.has(value);
  if (isSequence(kind)) return Array.prototype.includes.call(receiver, value);
  if (typeof receiver[Symbol.iterator] === "function") {
    for (const item of receiver) if (item === value) return true;
    return false;
  }
  return value in receiver;
}

/** `len()`. @param {any} receiver @param {number} kind */
export function lengthOf(receiver, kind) {
  if (kind === KIND.MAP_LIKE || kind === KIND.SET_LIKE) return receiver.size ?? [...receiver.keys()].length;
  return receiver.length ?? receiver.size ?? receiver.byteLength;
}

/**
 * The items that a Python slice selects.
 * @param {any} receiver
 * @param {number | null} start @param {number | null} stop @param {number | null} step
 */
export function slice(receiver, start, stop, step) {
  const { length } = receiver;
  const by = step ?? 1;
  if (by === 0) throw new RangeError("slice step cannot be zero");
  const low = by > 0 ? 0 : -1;
  const high = by > 0 ? length : length - 1;
  /** @param {number | null} value @param {number} otherwise */
  const clamp = (value, otherwise) =>
    value === null ? otherwise : Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const end = clamp(stop, by > 0 ? high : low);
  const items = [];
  for (let at = clamp(start, by > 0 ? low : high); by > 0 ? at < end : at > end; at += by) items.push(receiver[at]);
  return items;
}

/**
 * Begin to iterate.
 * @param {any} receiver @param {number} kind
 * @returns {[iterator: object | null, items: unknown[]]} an iterator where more may follow
 */
export function iterate(receiver, kind) {
  if (kind === KIND.ITERATOR && typeof receiver[Symbol.iterator] !== "function") return [receiver, []];
  const iterable = kind === KIND.MAP_LIKE ? receiver.keys() : receiver;
  if (typeof iterable[Symbol.iterator] !== "function") throw new TypeError("the object is not iterable");
  const iterator = iterable[Symbol.iterator]();
  const [done, items] = next(iterator, chunkOf(iterator));
  return [done ? null : iterator, items];
}

/**
 * Begin to iterate over what gives pairs of key and value.
 * @param {any} receiver
 * @returns {unknown[]} an iterator where more may follow, whether the pairs are flat, the items
 */
export function iteratePairs(receiver) {
  const iterator = receiver[Symbol.iterator]();
  const [done, items] = next(iterator, chunkOf(iterator));
  return [done ? null : iterator, ...flatten(items, iterator)];
}

/**
 * Pairs one after the other, where nobody can hold them: a built-in iterator makes an array for each, and an array travels
 * as a reference.
 * @param {unknown[]} items @param {object} iterator
 * @returns {unknown[]} whether they are flat, the items
 */
export function flatten(items, iterator) {
  const tag = Object.getPrototypeOf(iterator)[Symbol.toStringTag];
  const isFlat = / Iterator$/.test(tag) && items.every((item) => Array.isArray(item) && item.length === 2);
  return [isFlat, ...(isFlat ? items.flat(1) : items)];
}

/**
 * Items of an iterator.
 * @param {Iterator<unknown>} iterator @param {number} count
 * @returns {[done: boolean, items: unknown[]]}
 */
export function next(iterator, count) {
  const items = [];
  while (items.length < count) {
    const step = iterator.next();
    if (step.done) return [true, items];
    items.push(step.value);
  }
  return [false, items];
}

/**
 * How many items to fetch at a time: what runs code of the page is walked no further than it is asked for.
 * @param {object} iterator
 */
export function chunkOf(iterator) {
  return NATIVE_ITERATORS.has(Object.getPrototypeOf(iterator)) ? CHUNK : 1;
}

// Built-in iterators over collections run nobody's code, so reading ahead cannot be noticed.
const NATIVE_ITERATORS = new Set(
  [[].values(), new Map().keys(), new Set().values()].map((iterator) => Object.getPrototypeOf(iterator)),
);

/** @param {any} receiver @param {PropertyKey} name @param {any[]} args */
export function callMethod(receiver, name, args) {
  const method = receiver[name];
  if (typeof method !== "function") throw new TypeError(`${String(name)} is not a function`);
  return Reflect.apply(method, receiver, args);
}
