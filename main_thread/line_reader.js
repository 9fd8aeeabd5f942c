// Reads the lines of a worker that prints many: some now and then, until no more come. Loaded when a worker does that;
// interpreter_worker.js begins it. worker/stdio.js is the other end.

import { consoleText } from "../worker/console_text.js";
import { KINDS, LineRing } from "../worker/line_ring.js";

/** Often enough for a person to see lines run by. */
const INTERVAL_MS = 50;
/** At most for this long at a time, so that the page can do other things. */
const SLICE_MS = 8;
/** The worker goes back to one message a line when none has come for so many intervals. */
const QUIET_INTERVALS = 4;

/**
 * Read until the worker is quiet.
 *
 * @param {SharedArrayBuffer} buffer
 * @param {(stream: string, lines: string[]) => boolean} give gives them to what takes them instead of the console, if it is there
 * @returns {() => void} reads what is left and ends it
 */
export function readLines(buffer, give) {
  const ring = new LineRing(buffer);
  let quiet = 0;
  const timer = setInterval(() => {
    quiet = ring.isEmpty ? quiet + 1 : 0;
    if (quiet > QUIET_INTERVALS) return end();
    const until = performance.now() + SLICE_MS;
    ring.read(write, () => performance.now() > until);
  }, INTERVAL_MS);

  function end() {
    clearInterval(timer);
    ring.isOpen = false;
    ring.read(write);
  }

  /** @param {number} kind @param {string[]} lines */
  function write(kind, lines) {
    // What is logged at once may be of several lines.
    if (give(kind === 0 ? "stdout" : "stderr", lines.flatMap((line) => line.split("\n")))) return;
    /** @type {any} */ (console)[KINDS[kind]](lines.map(consoleText).join("\n"));
  }

  return end;
}
