// Where printed lines go: to the console, or to the page where that has asked for them (main_thread/wrapper.js).
//
// The console of a worker needs no event loop: a busy loop's lines appear at once. But each of them is a task of the page,
// so that a flood of lines would freeze it. What is printed beyond some thirty lines in a tenth of a second goes through
// a ring in shared memory, from which the page takes many at a time (line_ring.js); where that is full, printing waits.
// boot.js gives these functions to the interpreter.

import { WORD } from "../sync_bridge/protocol.js";
import { consoleText } from "./console_text.js";
import { KINDS, LineRing, LONGEST_BYTES } from "./line_ring.js";
import { CONTROL } from "./messages.js";

/** As many lines are tasks of their own in each such time. */
const WINDOW_MS = 100;
const MOST_LINES = 30;
/** How long printing waits for a page that takes nothing. */
const PATIENCE_MS = 1000;
const SLICE_MS = 50;

const STDOUT = 0;
const STDERR = 1;
/** Kinds of what is logged, by level: that of standard error has those of its own. */
const LEVELS = Object.freeze({ debug: 2, info: 3, warning: 4, error: 5 });

/** @typedef {keyof typeof LEVELS} Level */

/** @type {Set<string>} */
const diverted = new Set();
/** @type {LineRing | null} */
let ring = null;
let windowStart = 0;
let lines = 0;
/** Whether the page is likely to wait for this worker, or wants to interrupt it. */
let isAwaited = () => false;

export const STDIO = Object.freeze({
  stdout: (/** @type {string} */ line) => say(STDOUT, line),
  stderr: (/** @type {string} */ line) => say(STDERR, line),
  /** @param {Level} level @param {string} text one message, of any number of lines */
  log: (level, text) => say(LEVELS[level], text),
});

/** @param {import("../sync_bridge/near_end/index.js").NearEnd} near */
export function watch(near) {
  const words = new Int32Array(near.buffer, 0, 256);
  isAwaited = () =>
    near.nested > 0 || Atomics.load(words, WORD.STANDING) !== 0 || Atomics.load(words, WORD.INTERRUPT) !== 0;
}

/** @param {string} stream "stdout" or "stderr" @param {boolean} isDiverted whether the page wants its lines */
export function divert(stream, isDiverted) {
  if (isDiverted) diverted.add(stream);
  else diverted.delete(stream);
}

/** Say what the page has not taken yet: what a script prints is there before the news that it has ended. */
export function settle() {
  if (ring) drain(ring);
}

/** @param {number} kind @param {string} line */
function say(kind, line) {
  if (ring?.isOpen) return put(ring, kind, line);
  const now = performance.now();
  if (now - windowStart > WINDOW_MS) {
    windowStart = now;
    lines = 0;
  }
  lines += 1;
  if (lines <= MOST_LINES || !globalThis.crossOriginIsolated) return write(kind, [line]);
  ring ??= new LineRing();
  ring.isOpen = true;
  postMessage({ offthread: CONTROL.FLOOD, buffer: ring.buffer });
  put(ring, kind, line);
}

/** @param {LineRing} ring @param {number} kind @param {string} line */
function put(ring, kind, line) {
  const bytes = ring.encode(line);
  if (bytes.length > LONGEST_BYTES) {
    drain(ring);
    return write(kind, [line]);
  }
  for (let waited = 0; !ring.put(kind, bytes); ) {
    // Waiting for a page that waits for us would end with the page's patience.
    if (isAwaited() || waited >= PATIENCE_MS) drain(ring);
    else waited = ring.waitForRoom(SLICE_MS) ? 0 : waited + SLICE_MS;
  }
  // The page may have closed the ring, and looked into it for the last time, before this line was in it.
  if (!ring.isOpen) drain(ring);
}

/** Read all that is in the ring, after the page if it does. @param {LineRing} ring */
function drain(ring) {
  while (!ring.isEmpty) {
    ring.read(write);
    if (!ring.isEmpty) ring.waitForRoom(1);
  }
}

/** @param {number} kind @param {string[]} lines */
function write(kind, lines) {
  const stream = kind === STDOUT ? "stdout" : "stderr";
  // What is logged at once may be of several lines.
  const single = () => lines.flatMap((line) => line.split("\n"));
  if (diverted.has(stream)) postMessage({ offthread: CONTROL.LINES, stream, lines: single() });
  else /** @type {any} */ (console)[KINDS[kind]](lines.map(consoleText).join("\n"));
}
