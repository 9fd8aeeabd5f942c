// Tells the page what its workers are loading: `TYPE:progress` events on the window, and a small display where it takes a
// while. interpreter_worker.js hands over what each worker says.

import { DIST } from "./dist.js";
import { isOff } from "./options.js";

/**
 * @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker
 * @typedef {import("../worker/messages.js").Progress} Progress
 */

/** Whoever waits no longer than this needs no display. */
const PATIENCE_MS = 400;

/** The workers that start, and what each has said of its interpreter. @type {Map<InterpreterWorker, Progress | null>} */
const starting = new Map();
/** Of the display that is to come. */
let timer = 0;
/** @type {ReturnType<typeof import("./progress_display.js").openDisplay> | null} */
let display = null;

/** A worker begins to start. @param {InterpreterWorker} worker */
export function watchStart(worker) {
  starting.set(worker, null);
  if (!display && !timer) timer = setTimeout(open, PATIENCE_MS);
  const end = () => {
    starting.delete(worker);
    update();
  };
  worker.started.then(end, end);
}

/** Tell the page how far something is. @param {InterpreterWorker} worker @param {Progress} progress */
export function tell(worker, progress) {
  if (progress.what === "interpreter" && starting.has(worker)) {
    starting.set(worker, progress);
    update();
  }
  const share = percent(progress);
  // A page that shows the detail as text, or treats it as a string, can do so.
  const detail = Object.assign(new String(share === null ? label(progress) : `${label(progress)} ${share} %`), progress, {
    worker: worker.isOwn,
  });
  window.dispatchEvent(new CustomEvent(`${worker.type}:progress`, { detail }));
}

/** @param {Progress} progress */
function label({ what, name, loaded, total, done }) {
  if (done) return `Loaded ${name}`;
  return what === "interpreter" && loaded > 0 && loaded === total ? `Starting ${name}` : `Loading ${name}`;
}

/** Of what is loading, where that is known. @param {Progress} progress @returns {number | null} */
function percent({ loaded, total }) {
  return loaded > 0 && total !== null && loaded < total ? Math.floor((100 * loaded) / total) : null;
}

async function open() {
  if (!isOff("progress")) {
    try {
      const { openDisplay } = await import("./progress_display.js");
      if (starting.size) display ??= openDisplay(new URL("offthread.css", DIST).href);
    } catch (error) {
      console.warn("The display of progress could not be loaded:", error);
    }
  }
  timer = 0;
  update();
}

function update() {
  if (!starting.size) {
    clearTimeout(timer);
    timer = 0;
    display?.close();
    display = null;
  }
  if (!display) return;
  // The others wait for the same files, or have fewer.
  const [first = null] = [...starting.values()].sort((a, b) => (b?.loaded ?? -1) - (a?.loaded ?? -1));
  display.show(first ? label(first) : "Loading Python", first && percent(first));
}
