// What Python uses of the worker's own JavaScript, beside the bridge: databases, sockets, folders, canvases. Each part is
// a module that is loaded when a program first asks for it.
//
// The functions join the port (sync_bridge/near_end/port.js) and keep its conventions: nothing throws. What has to be
// awaited resolves to an outcome, an object that Python reads field by field; worker/python/offthread/_local.py is
// written against them.

import { createObjects } from "./objects.js";
import * as sockets from "./sockets.js";
import { WithBytes } from "./with_bytes.js";

/**
 * @typedef {object} Outcome of a call
 * @property {boolean} failed
 * @property {string} name of the error, or ""
 * @property {any} value a primitive; of an error, its message
 * @property {boolean} has_bytes whether there are bytes as well, for `local_bytes`
 */

/**
 * @typedef {object} Context what parts are given
 * @property {import("../../sync_bridge/near_end/index.js").NearEnd} near
 * @property {any} FS of the interpreter
 * @property {string} baseURL what relative URLs are relative to
 */

/**
 * By name, what opens them; where that is a promise of a module, its `open` does.
 * @type {Record<string, (context: Context) => Record<string, Function> | Promise<{ open: (context: Context) => Record<string, Function> }>>}
 */
const PARTS = {
  storage: () => import("./storage.js"),
  folders: () => import("./folders.js"),
  canvases: () => import("./canvases.js"),
  // A constructor of Python cannot wait for a module to arrive.
  sockets: sockets.open,
};

/** @param {Context} context */
export function createLocal(context) {
  const { pending } = context.near.replies;
  /** @type {Map<string, Record<string, Function>>} */
  const opened = new Map();
  /** The buffer that goes with the next call. @type {Uint8Array<ArrayBuffer>} */
  let kept = new Uint8Array(0);

  /** The functions of a part, or a promise of them. @param {string} name */
  function open(name) {
    const found = opened.get(name);
    if (found) return found;
    const functions = PARTS[name](context);
    if (!(functions instanceof Promise)) return keep(name, functions);
    return functions.then(({ open }) => opened.get(name) ?? keep(name, open(context)));
  }

  /** @param {string} name @param {Record<string, Function>} functions */
  function keep(name, functions) {
    opened.set(name, functions);
    return functions;
  }

  /** The bytes for a call: they are its alone. */
  function take() {
    const bytes = kept;
    kept = new Uint8Array(0);
    return bytes;
  }

  return {
    ...createObjects(pending),

    /** What the next call is given. @param {Uint8Array} bytes of the interpreter's memory */
    local_keep(bytes) {
      kept = new Uint8Array(bytes);
    },

    /**
     * Call a function of a part, with the bytes that are kept as its last argument.
     * @param {string} part @param {string} name @param {any[]} args @returns {Promise<Outcome & { bytes?: Uint8Array }>}
     */
    async local_call(part, name, ...args) {
      const bytes = take();
      try {
        const functions = await open(part);
        return outcome(await functions[name](...args, bytes));
      } catch (error) {
        return failure(error);
      }
    },

    /**
     * Call a function of a part that is there, as it is built in or has been used before, and wait for nothing. Its value, or the message and the name of
     * the error, are then taken.
     * @param {string} part @param {string} name @param {any[]} args
     * @returns {boolean} whether it worked
     */
    local_now(part, name, ...args) {
      try {
        const functions = /** @type {Record<string, Function>} */ (open(part));
        pending.push(functions[name](...args, take()));
        return true;
      } catch (error) {
        const { name, value } = failure(error);
        pending.push(value, name);
        return false;
      }
    },

    /** Have the bytes of an outcome taken. @param {{ bytes: Uint8Array }} outcome */
    local_bytes({ bytes }) {
      pending.push(bytes);
    },
  };
}

/** @param {any} value @returns {Outcome & { bytes?: Uint8Array }} */
function outcome(value) {
  if (!(value instanceof WithBytes)) return { failed: false, name: "", value, has_bytes: false };
  return { failed: false, name: "", value: value.value, has_bytes: true, bytes: value.bytes };
}

/** @param {any} error @returns {Outcome} */
function failure(error) {
  return { failed: true, name: String(error?.name ?? "Error"), value: String(error?.message ?? error), has_bytes: false };
}
