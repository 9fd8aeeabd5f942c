// What the loaders of Pyodide and MicroPython fetch and compile themselves, given to them: the files that the workers of a
// page share. Called by their adapters.
//
// The loaders have no options for that. So as long as one of them is at work, this worker's own `fetch` and
// `WebAssembly.instantiateStreaming` answer for these files, and for everything else as they always do. No code of a page
// or of a user runs in the worker then.

import { sharedBytes, sharedModule } from "../worker/downloads.js";
import { Stage } from "../worker/progress.js";
import { sizeOf } from "./sizes.js";

/** @typedef {Map<string, Uint8Array | WebAssembly.Module>} Files by their URL */

/**
 * @typedef {object} Begun an interpreter whose files are on their way
 * @property {Promise<Files>} files rejects with the first that cannot be loaded
 * @property {Stage} stage
 * @property {import("../worker/progress.js").Item} whole of the stage; to be settled when the interpreter runs
 */

/** By the first of its files. @type {Map<string, Begun>} */
const begun = new Map();

/**
 * Get the files of an interpreter; once, however early somebody has begun with it.
 *
 * @param {string} name of the interpreter, as people know it
 * @param {string[]} urls those that end in `.wasm` are compiled
 * @param {string} indexURL folder of our own build, of which the sizes are known
 * @returns {Begun}
 */
export function begin(name, urls, indexURL) {
  const known = begun.get(urls[0]);
  if (known) return known;
  const stage = new Stage("interpreter", name);
  const whole = stage.begin(0);
  const files = getFiles(urls, indexURL, stage);
  files.catch(() => {}); // Whoever begins early awaits them later.
  const now = { files, stage, whole };
  begun.set(urls[0], now);
  return now;
}

/** @param {string[]} urls @param {string} indexURL @param {Stage} stage @returns {Promise<Files>} */
async function getFiles(urls, indexURL, stage) {
  const entries = urls.map(async (url) => {
    const get = new URL(url).pathname.endsWith(".wasm") ? sharedModule : sharedBytes;
    return /** @type {const} */ ([url, await get(url, stage, sizeOf(url, indexURL))]);
  });
  return new Map(await Promise.all(entries));
}

/**
 * Call a loader, which finds these files and fetches none of them.
 *
 * @template T
 * @param {Files} files
 * @param {() => Promise<T>} loader
 * @param {(module: WebAssembly.Module, imports: any) => Promise<WebAssembly.Instance>} [instantiate] what is compiled
 * @returns {Promise<T>}
 */
export async function withFiles(files, loader, instantiate = (module, imports) => WebAssembly.instantiate(module, imports)) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  /** @type {WeakMap<Response, WebAssembly.Module>} */
  const modules = new WeakMap();

  globalThis.fetch = async (resource, options) => {
    const file = files.get(resource instanceof Request ? resource.url : new URL(resource, location.href).href);
    if (!file) return fetch(resource, options);
    if (!(file instanceof WebAssembly.Module)) return new Response(file.slice());
    const response = new Response(null, { headers: { "Content-Type": "application/wasm" } });
    modules.set(response, file);
    return response;
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    const module = modules.get(response);
    if (!module) return instantiateStreaming(response, imports);
    return { module, instance: await instantiate(module, imports) };
  };
  try {
    return await loader();
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}
