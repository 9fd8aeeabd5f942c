// Objects of the worker's own JavaScript in Python, such as a canvas: each operation by itself, none of which throws, and
// each answers with what kind of value is then to be taken. worker/python/offthread/_objects_here.py is the other half.

export const KIND = Object.freeze({ ERROR: 0, NOTHING: 1, PLAIN: 2, NUMBER: 3, OBJECT: 4, METHOD: 5, PROMISE: 6 });
const INT32 = 0x7fffffff;

/** @param {any[]} pending where the port's functions take from, the last one first */
export function createObjects(pending) {
  /** @type {Uint8Array<ArrayBuffer>} */
  let kept = new Uint8Array(0);

  /** @param {any} value @returns {number} */
  function give(value) {
    if (value == null) return KIND.NOTHING;
    if (typeof value === "function") return KIND.METHOD;
    if (typeof value === "number" && (Math.abs(value) > INT32 || Object.is(value, -0))) {
      // Not every interpreter takes these exactly as numbers.
      pending.push(String(value));
      return KIND.NUMBER;
    }
    pending.push(value);
    if (typeof value !== "object") return KIND.PLAIN;
    return typeof value.then === "function" ? KIND.PROMISE : KIND.OBJECT;
  }

  /** @param {() => any} action @returns {number} */
  function attempt(action) {
    try {
      return give(action());
    } catch (error) {
      const { name, message } = /** @type {Error} */ (error);
      pending.push(String(message), String(name));
      return KIND.ERROR;
    }
  }

  /** One interpreter's None is null, and stands for an absent argument. @param {any} value */
  const argument = (value) => (value === null ? undefined : value);

  return {
    /** @param {any} object @param {string} name */
    object_member: (object, name) => attempt(() => object[name]),
    /** @param {any} object @param {string} name @param {any} value */
    object_assign: (object, name, value) => attempt(() => void (object[name] = value)),
    /** @param {any} object @param {string} name @param {any[]} args */
    object_call: (object, name, ...args) => attempt(() => object[name](...args.map(argument))),
    /** @param {any} object */
    object_type: (object) => object.constructor?.name ?? "Object",
    /** An object of JSON. @param {string} text */
    object_parse: (text) => JSON.parse(text),
    /** The bytes that were kept, as an array of JavaScript's. */
    object_bytes: () => kept,
    /** Write the bytes that were kept into a typed array. @param {any} target */
    object_fill: (target) =>
      attempt(() => new Uint8Array(target.buffer ?? target, target.byteOffset ?? 0, target.byteLength).set(kept)),
    /** Have the bytes of a buffer taken. @param {any} source */
    object_read: (source) => attempt(() => new Uint8Array(source.buffer ?? source, source.byteOffset ?? 0, source.byteLength)),
    /** @param {Uint8Array} bytes of the interpreter's memory */
    object_keep(bytes) {
      kept = new Uint8Array(bytes);
    },
    /** How a promise ends. @param {any} promise @returns {Promise<{ failed: boolean, name: string, value: any }>} */
    async object_settled(promise) {
      try {
        return { failed: false, name: "", value: await promise };
      } catch (error) {
        const { name, message } = /** @type {Error} */ (error);
        return { failed: true, name: String(name), value: String(message) };
      }
    },
    /** The kind of what a promise ended with, which is then to be taken. @param {{ value: any }} end */
    object_value: (end) => give(end.value),
  };
}
