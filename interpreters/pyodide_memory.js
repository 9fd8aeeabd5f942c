// The memory of a Pyodide that has just started: what another one on the same page begins with, instead of starting
// itself. Starting means compiling and running a hundred modules of Python's library, and takes most of the time.
//
// Called by pyodide.js, for the build that is shipped with us only: what is used here of Pyodide is made for this purpose and
// not promised to stay. Memory refers to objects of JavaScript, by their number in a table; these are found again by
// where they are in the worker's global object or in Pyodide's own.

import { shared } from "../worker/downloads.js";

/**
 * @typedef {{ root: "global" | "api" | "public", path: string[] }} Name where an object of JavaScript is found
 */

/** What operating systems give out, 4 KiB. */
const PAGE_WORDS = 1024;

/**
 * Start a Pyodide: from the memory of another one, or else as usual.
 *
 * @param {string} folder of Pyodide's files
 * @param {(options: object) => Promise<any>} load calls `loadPyodide` with these options besides its own
 * @returns {Promise<any>}
 */
export async function startFromMemory(folder, load) {
  /** @type {any} */
  let pyodide = null;
  const memory = await shared(`${folder}#memory`, "memory", async () => {
    pyodide = await load({});
    return takeMemory(pyodide);
  }).catch((error) => {
    // The others start as usual, only slower; that there is no Pyodide is told below.
    if (pyodide) console.warn(`The memory of Pyodide could not be copied for other workers: ${error}`);
    return null;
  });
  if (pyodide) return pyodide; // This worker was the first.
  // Where no memory can be taken, each starts by itself; and what failed before fails once more, and is told.
  if (!memory) return load({});
  const { default: createModule } = await import(/* @vite-ignore */ `${folder}pyodide.asm.mjs`);
  const started = await load(withMemory(memory, createModule));
  const globals = started.toPy({});
  started.runPython(REFRESH, { globals });
  globals.destroy();
  return started;
}

/** Random numbers are not to be those of the other workers, and the path was extended twice. */
const REFRESH = `
import sys
sys.path[:] = dict.fromkeys(sys.path)
if "random" in sys.modules:
    sys.modules["random"].seed()
`;

/** The memory as it is, in shared memory. @param {any} pyodide @returns {Uint8Array} */
function takeMemory(pyodide) {
  const { _api: api } = pyodide;
  const names = namesOf(api);
  const serializer = (/** @type {object} */ object) => {
    const name = names.get(object);
    if (!name) throw new Error(`nobody knows where ${String(object)} is`);
    return name;
  };
  api.config._makeSnapshot = true;
  try {
    return copyOf(pyodide.makeMemorySnapshot({ serializer }));
  } finally {
    api.config._makeSnapshot = false;
  }
}

/**
 * The options with which `loadPyodide` begins with such memory.
 *
 * @param {Uint8Array} memory
 * @param {(settings: any) => Promise<any>} createModule the default export of pyodide.asm.mjs
 */
function withMemory(memory, createModule) {
  /** @type {any} */
  let api;
  return {
    // It is read as text in part, which shared memory cannot be.
    _loadSnapshot: memory.slice(),
    _snapshotDeserializer: (/** @type {Name} */ name) => find(name, api),
    createPyodideModule: (/** @type {any} */ settings) => {
      api = settings.API;
      return createModule(settings);
    },
  };
}

/** @param {Name} name @param {any} api */
function find({ root, path }, api) {
  return path.reduce((at, part) => at[part], rootsOf(api)[root]);
}

/** @param {any} api @returns {Record<Name["root"], any>} */
function rootsOf(api) {
  return { global: globalThis, api, public: api.public_api };
}

/** The objects that have a name there, or are members of one that has. @param {any} api @returns {Map<object, Name>} */
function namesOf(api) {
  /** @type {Map<object, Name>} */
  const names = new Map();
  for (const [root, at] of Object.entries(rootsOf(api))) {
    const found = membersOf(at);
    for (const [name, object] of found) keep(object, [name]);
    for (const [name, object] of found) {
      for (const [member, inner] of membersOf(object)) keep(inner, [name, member]);
    }
    /** @param {object} object @param {string[]} path */
    function keep(object, path) {
      if (!names.has(object)) names.set(object, { root: /** @type {Name["root"]} */ (root), path });
    }
  }
  return names;
}

/**
 * Those that are stored in an object or its prototypes, and not computed.
 *
 * @param {any} object
 * @returns {[name: string, member: object][]}
 */
function membersOf(object) {
  /** @type {[string, object][]} */
  const members = [];
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === "function" || (typeof value === "object" && value !== null)) members.push([name, value]);
    }
  }
  return members;
}

/** A copy in shared memory. Pages of zeros are not written there, so that they take no room. @param {Uint8Array} memory */
function copyOf(memory) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
  let { length } = words;
  while (length && !words[length - 1]) length -= 1;
  const copy = new Uint32Array(new SharedArrayBuffer(4 * length));
  for (let at = 0; at < length; at += PAGE_WORDS) {
    const page = words.subarray(at, Math.min(at + PAGE_WORDS, length));
    if (page.some((word) => word !== 0)) copy.set(page, at);
  }
  return new Uint8Array(copy.buffer);
}
