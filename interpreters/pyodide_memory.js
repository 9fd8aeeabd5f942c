// The memory of a Pyodide that has just started and has our library: what another one on the same page, or on the next visit,
// begins with, instead of starting itself. Starting means compiling and running a hundred modules of Python's library, and
// takes most of the time.
//
// Called by pyodide.js, for the build that is shipped with us only: what is used here of Pyodide is made for this purpose and
// not promised to stay. Memory refers to objects of JavaScript, by their number in a table; these are found again by
// where they are in the worker's global object or in Pyodide's own. What is kept for the next visit is found by all
// that it depends on; whatever is wrong with it, Pyodide starts as usual.

import { BUILD } from "./build.js";
import { open, pack } from "./memory_image.js";
import { shared } from "../worker/downloads.js";
import { messageOf } from "../worker/failure.js";
import { forget, readKept } from "../worker/kept.js";
import { CONTROL } from "../worker/messages.js";

/**
 * @typedef {{ root: "global" | "api" | "public", path: string[] }} Name where an object of JavaScript is found
 * @typedef {{ build: string, objects: any }} State what belongs to a memory: Pyodide's build, and its table of objects
 */

/** What was kept of an earlier visit, from when somebody first looked for it. @type {Promise<Uint8Array | null> | null} */
let keptBefore = null;

/** Begin to read what was kept. Only a page's first worker needs it: the others get what that has. @param {string} folder of Pyodide's files */
export function lookForKept(folder) {
  keptBefore ??= readKept(keptURL(folder));
  keptBefore.catch(() => {}); // Whoever awaits it says so.
  return keptBefore;
}

/**
 * Start a Pyodide: with the memory of another one, or else as usual.
 *
 * @param {string} folder of Pyodide's files
 * @param {(options: object) => Promise<any>} load calls `loadPyodide` with these options besides its own
 * @param {(pyodide: any) => void} prepare what is done before the copy is taken, and so is in it
 * @returns {Promise<any>}
 */
export async function startFromMemory(folder, load, prepare) {
  const url = keptURL(folder);
  /** @type {any} */
  let pyodide = null;
  const image = await shared(`${folder}#memory`, "memory", async () => {
    const kept = await lookForKept(folder).catch((error) => distrust(url, error));
    if (kept) {
      try {
        pyodide = await begin(folder, kept, load);
        return kept;
      } catch (error) {
        await distrust(url, error);
      }
    }
    pyodide = await load({});
    prepare(pyodide);
    const made = takeMemory(pyodide);
    globalThis.postMessage({ offthread: CONTROL.KEEP, url, value: made });
    return made;
  }).catch((error) => {
    // The others start as usual, only slower; that there is no Pyodide is told below.
    if (pyodide) console.warn(`The memory of Pyodide could not be copied for other workers: ${error}`);
    return null;
  });
  if (pyodide) return pyodide; // This worker was the first.
  if (image) return begin(folder, image, load);
  // Where no memory can be taken, each starts by itself; and what failed before fails once more, and is told.
  pyodide = await load({});
  prepare(pyodide);
  return pyodide;
}

/** All that a memory depends on: the files, what the browser can do, and what Python learns of its place when it starts. @param {string} folder */
function keptURL(folder) {
  const url = new URL("memory", folder);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { userAgent, languages } = navigator;
  url.search = new URLSearchParams({ build: BUILD, browser: userAgent, timeZone, languages: languages.join() }).toString();
  return url.href;
}

/** What was kept is of no use. @param {string} url @param {unknown} error @returns {Promise<null>} */
async function distrust(url, error) {
  console.warn(`What was kept of Pyodide's last start cannot be used, so it starts anew: ${messageOf(error)}`);
  await forget(url).catch(() => {}); // It is replaced soon anyway.
  return null;
}

/** @param {string} folder @param {Uint8Array} image @param {(options: object) => Promise<any>} load */
async function begin(folder, image, load) {
  const { default: createModule } = await import(/* @vite-ignore */ `${folder}pyodide.asm.mjs`);
  const pyodide = await load(withMemory(image, createModule));
  pyodide.pyimport("_offthread_library").refresh();
  return pyodide;
}

/** @param {any} pyodide @returns {Uint8Array} in shared memory */
function takeMemory({ _api: api, _module: module }) {
  const names = namesOf(api);
  const objects = api.serializeHiwireState((/** @type {object} */ object) => {
    const name = names.get(object);
    if (!name) throw new Error(`nobody knows where ${String(object)} is`);
    return name;
  });
  /** @type {State} */
  const state = { build: api.config.BUILD_ID, objects };
  return pack(module.HEAPU8, JSON.stringify(state));
}

/**
 * The options with which `loadPyodide` begins with such memory.
 *
 * @param {Uint8Array} bytes of an image
 * @param {(settings: any) => Promise<any>} createModule the default export of pyodide.asm.mjs
 */
function withMemory(bytes, createModule) {
  const image = open(bytes);
  /** @type {State} */
  const { build, objects } = JSON.parse(image.text);
  /** @type {any} */
  let api;
  return {
    // Pyodide's own format has all the zeros, so it gets something only for having been asked, and ours below.
    _loadSnapshot: new Uint8Array(1),
    _snapshotDeserializer: (/** @type {Name} */ name) => find(name, api),
    createPyodideModule: async (/** @type {any} */ settings) => {
      api = settings.API;
      if (build !== api.config.BUILD_ID) throw new Error(`it is of another build, ${build}`);
      const module = await createModule({ ...settings, INITIAL_MEMORY: image.byteLength });
      api.restoreSnapshot = () => {
        image.unpackInto(module.HEAPU8);
        return objects;
      };
      return module;
    },
  };
}

/** @param {Name} name @param {any} api */
function find({ root, path }, api) {
  const found = path.reduce((at, part) => at?.[part], rootsOf(api)[root]);
  if (!found) throw new Error(`there is no ${path.join(".")}`);
  return found;
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
