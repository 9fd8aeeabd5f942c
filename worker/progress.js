// What a worker is loading, and how much of it is there: told to the page, which makes `TYPE:progress` events of it
// (main_thread/progress.js).
//
// A stage is what a person would call one thing, such as the interpreter, however many downloads it takes. downloads.js and
// fetching.js count what arrives, the adapters in interpreters/ say when theirs has started.

import { CONTROL } from "./messages.js";

/** As often as a person may see it move. */
const INTERVAL_MS = 50;

/**
 * @typedef {object} Item one download of a stage
 * @property {number} loaded bytes that have arrived
 * @property {number | null} total null where nobody knows
 */

export class Stage {
  /** @type {Item[]} */
  #items = [];
  #open = 0;
  #hasFailed = false;
  /** Until the page is told of what has arrived since it was told last. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #what;
  #name;

  /** @param {import("./messages.js").Progress["what"]} what @param {string} name as people know it */
  constructor(what, name) {
    this.#what = what;
    this.#name = name;
  }

  /** Something is to be downloaded. What is begun must be settled. @param {number | null} [total] bytes @returns {Item} */
  begin(total = null) {
    const isFirst = !this.#open;
    if (isFirst) this.#items = [];
    const item = { loaded: 0, total };
    this.#items.push(item);
    this.#open += 1;
    if (isFirst) this.#tell(false);
    return item;
  }

  /** More of it has arrived. @param {Item} item @param {number} bytes of it in all */
  count(item, bytes) {
    item.loaded = bytes;
    this.#timer ??= setTimeout(() => this.#tell(false), INTERVAL_MS);
  }

  /** It is there, or will not come. @param {Item} item @param {boolean} hasArrived */
  settle(item, hasArrived) {
    item.loaded = item.total = Math.max(item.loaded, item.total ?? 0);
    this.#hasFailed ||= !hasArrived;
    this.#open -= 1;
    if (this.#open) return this.#tell(false);
    // What has failed is an error of its own.
    if (!this.#hasFailed) this.#tell(true);
    this.#hasFailed = false;
  }

  /** @param {boolean} done */
  #tell(done) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const loaded = this.#items.reduce((sum, item) => sum + item.loaded, 0);
    const known = this.#items.every(({ total }) => total !== null);
    const total = this.#items.reduce((sum, item) => sum + Math.max(item.total ?? 0, item.loaded), 0);
    const progress = { what: this.#what, name: this.#name, loaded, total: known ? total : null, done };
    globalThis.postMessage({ offthread: CONTROL.PROGRESS, progress });
  }
}

/**
 * Read the body of a response to its end, counting.
 *
 * @param {Response} response
 * @param {Stage} stage
 * @param {Item} item
 * @param {(chunk: Uint8Array) => void} [take]
 */
export async function readCounted(response, stage, item, take) {
  const length = Number(response.headers.get("Content-Length"));
  // Of a compressed body that is another size.
  if (length && !response.headers.has("Content-Encoding")) item.total ??= length;
  const reader = response.body?.getReader();
  for (let bytes = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    take?.(value);
    bytes += value.length;
    stage.count(item, bytes);
  }
}

/**
 * The bytes of a response, counted.
 *
 * @param {Response} response
 * @param {Stage} stage
 * @param {Item} item
 * @param {(size: number) => ArrayBufferLike} [allocate] the memory for them
 * @returns {Promise<Uint8Array>}
 */
export async function readBytes(response, stage, item, allocate = (size) => new ArrayBuffer(size)) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  await readCounted(response, stage, item, (chunk) => chunks.push(chunk));
  const bytes = new Uint8Array(allocate(item.loaded));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
