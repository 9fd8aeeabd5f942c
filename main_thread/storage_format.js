// Values as `pyscript.storage` keeps them: as text, from which Python makes the same value again. The twin of
// worker/python/pyscript/_stored.py, which says what the kinds are.
//
// bytearray is an ArrayBuffer here, as in PyScript; memoryview a typed array; bytes a Uint8Array. A tuple becomes an Array,
// a dict an object, or a Map where a key is no text; an int beyond Number's exact ones a bigint.

import { parse, stringify } from "flatted";

/** By the letter that Python's memoryview has for their items. @type {Record<string, any>} */
const ARRAYS = {
  B: Uint8Array,
  b: Int8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  f: Float32Array,
  d: Float64Array,
  q: BigInt64Array,
  Q: BigUint64Array,
};

/** @param {any} value @returns {string} Throws a TypeError where it is of a type that is not kept. */
export function toText(value) {
  if (value === null || value === undefined) return stringify(["null", 0]);
  if (value instanceof ArrayBuffer) return stringify(["bytearray", [...new Uint8Array(value)]]);
  if (value instanceof Uint8Array) return stringify(["memoryview", [...value]]);
  if (isPlain(value)) return stringify(["generic", value]);
  return stringify(["exact", exact(value, [])]);
}

/** @param {string} text @returns {any} Throws where it is none that toText, Python or PyScript has written. */
export function fromText(text) {
  const [kind, value] = parse(text);
  switch (kind) {
    case "null":
      return null;
    case "generic":
      return value;
    case "bytearray":
      return new Uint8Array(value).buffer;
    case "memoryview":
      return new Uint8Array(value);
    case "exact":
      return valueOf(value);
  }
  throw new TypeError(`its kind is ${JSON.stringify(kind)}`);
}

/** Whether JSON gives exactly the value back, containers that refer to themselves included. @param {any} value */
function isPlain(value) {
  const seen = new Set();
  const waiting = [value];
  while (waiting.length) {
    const item = waiting.pop();
    if (item === null || typeof item === "boolean" || typeof item === "string") continue;
    if (typeof item === "number") {
      if (!isExact(item)) return false;
    } else if (Array.isArray(item) || isRecord(item)) {
      if (seen.has(item)) continue;
      seen.add(item);
      waiting.push(...Object.values(item));
    } else {
      return false;
    }
  }
  return true;
}

/** @param {number} number Python tells -0.0 from 0, and JSON has no infinity */
const isExact = (number) => Number.isFinite(number) && !Object.is(number, -0);

/** @param {any} value */
function isRecord(value) {
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value with the name of its Python type. @param {any} value @param {any[]} around the containers that it is in @returns {any} */
function exact(value, around) {
  if (value === undefined) return null;
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return ["int", String(value)];
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && isExact(value)) return ["int", String(value)];
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return ["float", toHex(new Uint8Array(view.buffer))];
  }
  if (value instanceof ArrayBuffer) return ["bytearray", toHex(new Uint8Array(value))];
  if (ArrayBuffer.isView(value)) {
    const format = Object.keys(ARRAYS).find((letter) => value instanceof ARRAYS[letter]);
    if (format) return ["memoryview", toHex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)), format];
  }
  const isMap = value instanceof Map;
  if (!Array.isArray(value) && !isMap && !isRecord(value)) {
    const name = typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
    throw new TypeError(
      `A ${name} cannot be stored. What can: null, booleans, numbers, bigint, strings, ArrayBuffer, typed arrays, and Array, Map ` +
        "and plain objects of these [OT613]",
    );
  }
  if (around.includes(value)) {
    throw new TypeError("A container that is in itself cannot be stored together with bytes, a Map or a bigint [OT613]");
  }
  const inside = [...around, value];
  if (Array.isArray(value)) return ["list", ...value.map((item) => exact(item, inside))];
  const pairs = isMap ? [...value] : Object.entries(value);
  return ["dict", ...pairs.map(([key, item]) => [exact(key, inside), exact(item, inside)])];
}

/** @param {any} item @returns {any} */
function valueOf(item) {
  if (!Array.isArray(item)) return item;
  const [kind, ...rest] = item;
  switch (kind) {
    case "int": {
      const number = Number(rest[0]);
      return Number.isSafeInteger(number) ? number : BigInt(rest[0]);
    }
    case "float":
      return new DataView(fromHex(rest[0]).buffer).getFloat64(0);
    case "bytes":
      return fromHex(rest[0]);
    case "bytearray":
      return fromHex(rest[0]).buffer;
    case "memoryview":
      if (ARRAYS[rest[1]]) return new ARRAYS[rest[1]](fromHex(rest[0]).buffer);
      break;
    case "list":
    case "tuple":
      return rest.map(valueOf);
    case "dict": {
      /** @type {[any, any][]} */
      const pairs = rest.map(([key, value]) => [valueOf(key), valueOf(value)]);
      return pairs.every(([key]) => typeof key === "string") ? Object.fromEntries(pairs) : new Map(pairs);
    }
  }
  throw new TypeError(`it has a value of the type ${JSON.stringify(kind)}`);
}

/** @param {Uint8Array} bytes */
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text */
const fromHex = (text) => new Uint8Array((text.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
