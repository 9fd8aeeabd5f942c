// What the workers of this page share: files of the interpreters and of our library, and the modules that are compiled of
// them. The worker that is the first to need one makes it (worker/downloads.js); here it is kept, as long as the page
// lives, for all that come later. Nothing that failed is kept.
//
// interpreter_worker.js hands over what workers ask for, and says when one has ended.

import { CONTROL } from "../worker/messages.js";

/**
 * @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker
 * @typedef {import("../worker/messages.js").MadeMessage} MadeMessage
 *
 * @typedef {object} Download
 * @property {MadeMessage["value"]} value once it is there
 * @property {import("../worker/messages.js").NeedMessage["kind"]} kind
 * @property {InterpreterWorker | null} maker until then
 * @property {Set<InterpreterWorker>} waiting
 */

/** What a worker has made is kept for the next visit when its first script has ended, or else so long after its start. */
const KEEP_AFTER_MS = 3000;

/** By URL. @type {Map<string, Download>} */
const downloads = new Map();

/** What each worker has made for all of them. @type {WeakMap<InterpreterWorker, { downloads: number, compilations: number }>} */
const counts = new WeakMap();

/** How many files a worker has downloaded for all, and how many of these it has compiled. @param {InterpreterWorker} worker */
export function madeBy(worker) {
  return counts.get(worker) ?? { downloads: 0, compilations: 0 };
}

/** The page's first worker, which begins by itself, until it has said with what. @type {InterpreterWorker | null} */
let first = null;
/** What others have asked for until then. @type {[InterpreterWorker, import("../worker/messages.js").NeedMessage][]} */
let held = [];

/** This worker begins by itself, without being told to make anything. @param {InterpreterWorker} worker */
export function expectBeginning(worker) {
  first = worker;
}

/** It has said with what. @param {InterpreterWorker} worker */
export function begun(worker) {
  if (worker !== first) return;
  first = null;
  const asked = held;
  held = [];
  for (const [other, message] of asked) need(other, message);
}

/** A worker needs a file. @param {InterpreterWorker} worker @param {import("../worker/messages.js").NeedMessage} message */
export function need(worker, message) {
  const { url, kind, isBegun } = message;
  if (first && first !== worker) {
    held.push([worker, message]);
    return;
  }
  const found = downloads.get(url);
  if (found?.value) worker.postMessage({ offthread: CONTROL.SHARED, url, value: found.value });
  else if (found) found.waiting.add(worker);
  else {
    const download = { value: undefined, kind, maker: null, waiting: new Set([worker]) };
    downloads.set(url, download);
    makeNext(url, download, isBegun);
  }
}

/** A worker has made what it was to make, or could not. @param {InterpreterWorker} worker @param {MadeMessage} message */
export function made(worker, { url, value, reason }) {
  const found = downloads.get(url);
  if (found?.maker !== worker) return;
  for (const waiting of found.waiting) waiting.postMessage({ offthread: CONTROL.SHARED, url, value, reason });
  if (value) Object.assign(found, { value, maker: null, waiting: new Set() });
  else downloads.delete(url);
}

/**
 * A worker has made what is worth keeping for the next visit.
 *
 * @param {InterpreterWorker} worker
 * @param {import("../worker/messages.js").KeepMessage} message
 */
export function keepLater({ started, ready }, message) {
  const hasRunLong = started.then(() => new Promise((resolve) => setTimeout(resolve, KEEP_AFTER_MS)));
  Promise.race([ready, hasRunLong])
    .catch(() => {}) // A script that failed has ended as well.
    .then(async () => (await import("./keep.js")).keepWhenIdle(message))
    .catch(({ message }) => console.info(`Nothing is kept for the next visit: ${message}`));
}

/** A worker has ended: what it was making, another one makes that waits for it. @param {InterpreterWorker} worker */
export function leave(worker) {
  held = held.filter(([asker]) => asker !== worker);
  begun(worker);
  for (const [url, download] of downloads) {
    download.waiting.delete(worker);
    if (download.maker === worker) makeNext(url, download);
  }
}

/** Have the one that has waited longest make it. @param {string} url @param {Download} download @param {boolean} [isBegun] it does so already */
function makeNext(url, download, isBegun = false) {
  const [next = null] = download.waiting;
  download.maker = next;
  if (!next) {
    downloads.delete(url);
    return;
  }
  download.waiting.delete(next);
  const { downloads: files, compilations } = madeBy(next);
  const { kind } = download;
  counts.set(next, {
    downloads: files + Number(kind !== "memory"),
    compilations: compilations + Number(kind === "module"),
  });
  if (!isBegun) next.postMessage({ offthread: CONTROL.MAKE, url });
}
