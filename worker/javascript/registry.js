// Where a worker's JavaScript finds what this library offers it: under a symbol of its global object, so that the
// module `offthread/worker` gives one instance however often and from wherever it is imported. worker/index.js fills
// the place in workers of ours, open.js in others; entry.js reads it.

const PLACE = Symbol.for("offthread.worker");

/** @typedef {import("./api.js").Api} Api */

const scope = /** @type {Record<symbol, (() => Promise<Api>) | undefined>} */ (/** @type {unknown} */ (globalThis));

/** What has been offered. @returns {Promise<Api>} */
export async function offered() {
  const open = scope[PLACE];
  if (!open) throw new Error("This worker offers nothing to its JavaScript");
  return open();
}

/**
 * Offer what `open` makes when it is first asked for. What was offered before stays.
 * @param {() => Promise<Api>} open
 */
export function offer(open) {
  /** @type {Promise<Api> | undefined} */
  let opened;
  scope[PLACE] ??= () => (opened ??= open());
}
