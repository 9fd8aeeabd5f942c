// Our Python library for one interpreter: its sources, or what was compiled of them for the MicroPython that is shipped
// (interpreters/compile_library.py). Called by boot.js; all workers of a page share the files.

import { sharedBytes, sharedJson } from "./downloads.js";
import { Stage } from "./progress.js";

/** Our own files, what Web IDL knows included. */
export const stage = new Stage("library", "library");

/** By the name of an interpreter whose build is ours. @type {Record<string, string>} */
const COMPILED = { micropython: "python-micropython.bin" };

/**
 * @param {URL} dist folder of the built files
 * @param {string} interpreter a name of interpreters/index.js
 * @param {boolean} isOurs whether its build is the one in dist/
 * @returns {Promise<Record<string, string | Uint8Array>>} the content of each file by its path
 */
export async function loadLibrary(dist, interpreter, isOurs) {
  const compiled = isOurs && COMPILED[interpreter];
  if (compiled) return split(await sharedBytes(new URL(compiled, dist).href, stage));
  return sharedJson(new URL("python.json", dist).href, stage);
}

/** A line of JSON that says the paths and their sizes, and then the files. @param {Uint8Array} bytes */
function split(bytes) {
  let at = bytes.indexOf(10) + 1;
  // A decoder refuses shared memory.
  const entries = /** @type {[string, number][]} */ (JSON.parse(new TextDecoder().decode(bytes.slice(0, at))));
  const files = entries.map(([path, size]) => /** @type {const} */ ([path, bytes.subarray(at, (at += size))]));
  return Object.fromEntries(files);
}
