// What the workers of a page share: the files of the interpreters and of our library, the modules of WebAssembly that are
// compiled of them, and whatever else one worker makes for all.
//
// The worker that is the first to need something makes it, and hands it to the page, which gives it to all others
// (main_thread/downloads.js). Called by index.js and by the adapters in interpreters/. The files of a config are not
// shared like this but fetched anew (fetching.js): only the server knows how long they stay as they are.
//
// Whoever imports this must do so before anything is awaited, as index.js says.

import { messageOf } from "./failure.js";
import { CONTROL } from "./messages.js";
import { readBytes, readCounted } from "./progress.js";

/**
 * @typedef {import("./progress.js").Stage} Stage
 * @typedef {import("./progress.js").Item} Item
 * @typedef {Uint8Array | WebAssembly.Module} Shared bytes are in shared memory, which TextDecoder and Blob refuse
 *
 * @typedef {object} Request
 * @property {() => Promise<Shared>} make
 * @property {Promise<any>} promise
 * @property {(value: Shared) => void} resolve
 * @property {(error: Error) => void} reject
 */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

/** Whether this worker is the only one, and so makes what it needs without waiting for the page to say so. */
let isFirst = false;

/** What has been asked for and has not come. @type {Map<string, Request>} */
const requests = new Map();

scope.addEventListener("message", ({ data }) => {
  if (data?.offthread === CONTROL.MAKE) perform(data.url);
  else if (data?.offthread === CONTROL.SHARED) settle(data);
});

/** Ask for what this worker is to begin with, as the page's first. @param {() => void} ask */
export function asFirst(ask) {
  isFirst = true;
  ask();
  isFirst = false;
  scope.postMessage({ offthread: CONTROL.BEGUN });
}

/**
 * The bytes of a file that stays as it is.
 *
 * @param {string} url
 * @param {Stage} stage it is part of
 * @param {number} [size] where it is known beforehand
 * @returns {Promise<Uint8Array>} in shared memory
 */
export function sharedBytes(url, stage, size) {
  return sharedFile(url, "bytes", stage, size, (response, item) =>
    readBytes(response, stage, item, (length) => new SharedArrayBuffer(length)),
  );
}

/**
 * The compiled module of such a file.
 *
 * @param {string} url
 * @param {Stage} stage
 * @param {number} [size]
 * @returns {Promise<WebAssembly.Module>}
 */
export function sharedModule(url, stage, size) {
  return sharedFile(url, "module", stage, size, (response, item) => compile(response, stage, item));
}

/**
 * What such a file of JSON says.
 *
 * @param {string} url
 * @param {Stage} stage
 * @returns {Promise<any>}
 */
export function sharedJson(url, stage) {
  const found = sharedBytes(url, stage).then((bytes) => JSON.parse(new TextDecoder().decode(bytes.slice())));
  found.catch(() => {}); // as for bytes
  return found;
}

/**
 * What one worker makes, and the others wait for meanwhile.
 *
 * @param {string} url that nothing else has
 * @param {import("./messages.js").NeedMessage["kind"]} kind
 * @param {() => Promise<Shared>} make called if this worker is the one; its failure is that of all who wait
 * @returns {Promise<any>}
 */
export function shared(url, kind, make) {
  const known = requests.get(url);
  if (known) return known.promise;
  /** @type {any} */
  const asked = { make };
  asked.promise = new Promise((resolve, reject) => Object.assign(asked, { resolve, reject }));
  // Whoever asks ahead awaits it later.
  asked.promise.catch(() => {});
  requests.set(url, asked);
  scope.postMessage({ offthread: CONTROL.NEED, url, kind, isBegun: isFirst });
  if (isFirst) perform(url);
  return asked.promise;
}

/**
 * @template {Shared} T
 * @param {string} url
 * @param {"bytes" | "module"} kind
 * @param {Stage} stage
 * @param {number | undefined} size
 * @param {(response: Response, item: Item) => Promise<T>} use
 * @returns {Promise<T>}
 */
function sharedFile(url, kind, stage, size, use) {
  const item = stage.begin(size);
  const found = shared(url, kind, async () => {
    let response;
    try {
      response = await fetch(url);
      if (response.ok) return await use(response, item);
    } catch (error) {
      throw new Error(`${url} could not be loaded: ${messageOf(error)}`);
    }
    throw new Error(`${url} is missing: the server answered ${response.status}`);
  });
  found.then(
    () => stage.settle(item, true),
    () => stage.settle(item, false),
  );
  return found;
}

/** This worker is the one. @param {string} url */
async function perform(url) {
  const { make } = /** @type {Request} */ (requests.get(url));
  /** @type {{ url: string, value?: Shared, reason?: string }} */
  let made;
  try {
    made = { url, value: await make() };
  } catch (error) {
    made = { url, reason: messageOf(error) };
  }
  scope.postMessage({ offthread: CONTROL.MADE, ...made });
  settle(made);
}

/** @param {{ url: string, value?: Shared, reason?: string }} made */
function settle({ url, value, reason }) {
  const asked = /** @type {Request} */ (requests.get(url));
  requests.delete(url);
  if (value) asked.resolve(value);
  else asked.reject(new Error(reason));
}

/** @param {Response} response @param {Stage} stage @param {Item} item */
async function compile(response, stage, item) {
  // A copy is counted: of the original, browsers keep what they have compiled beside what they have cached.
  const counted = readCounted(response.clone(), stage, item);
  const isNamed = /^application\/wasm$/i.test(response.headers.get("Content-Type") ?? "");
  // Browsers compile while it arrives only what its server calls by that name.
  const compiled = isNamed
    ? WebAssembly.compileStreaming(response)
    : response.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
  const [module] = await Promise.all([compiled, counted]);
  return module;
}
