// The interpreters by their name: the one place where a new one is entered. main_thread/types.js says which types of scripts
// they run.
//
// An adapter is a module in this folder that exports `load`; contract.js describes it. It is imported, as a chunk of
// its own, only by a worker that needs it.

/**
 * @typedef {object} Entry
 * @property {() => Promise<import("./contract.js").Adapter>} adapter
 * @property {string} folder of its files in dist/interpreters/, "" where it has none
 * @property {string[]} files in that folder that all its workers need, the largest first
 * @property {string[]} modules of JavaScript in that folder that they need as well
 * @property {string} name as people know it
 * @property {boolean} isPython whether it needs our Python library
 */

/** @type {Entry} */
const pyodide = {
  adapter: () => import("./pyodide.js"),
  folder: "pyodide",
  files: ["pyodide.asm.wasm", "python_stdlib.zip", "_offthread_core.so", "pyodide-lock.json"],
  modules: ["pyodide.asm.mjs", "pyodide.mjs"],
  name: "Pyodide",
  isPython: true,
};
/** @type {Entry} */
const micropython = {
  adapter: () => import("./micropython.js"),
  folder: "micropython",
  files: ["micropython.wasm", "_offthread_members.wasm"],
  modules: ["micropython.mjs"],
  name: "MicroPython",
  isPython: true,
};

/** @type {Entry} */
const javascript = {
  adapter: () => import("./javascript.js"),
  folder: "",
  files: [],
  modules: [],
  name: "JavaScript",
  isPython: false,
};

/** @type {Readonly<Record<string, Entry>>} */
export const INTERPRETERS = Object.freeze({ pyodide, micropython, javascript });
