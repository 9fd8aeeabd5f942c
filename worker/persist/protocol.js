// What workers and the keeper of /persist say to each other: constants and typedefs only.
//
// A worker asks by a message on a port of its own and stands still; the keeper writes the answer into the shared memory
// that came with the question, and wakes it. A second piece of memory, as old as the port, tells what changes meanwhile.

/** Words of an answer, before its bytes. */
export const ANSWER = Object.freeze({ STATE: 0, LENGTH: 1, ERRNO: 2, BYTES: 12 });
export const STATE = Object.freeze({
  WAITING: 0,
  DONE: 1,
  ROOM: 2, // the answer needs LENGTH bytes, which there are not
  FAILED: 3, // ERRNO says how, and the bytes why
});
/** Words of the memory that goes with a port: how often others have changed the folder; whether there is no keeper. */
export const SHARED = Object.freeze({ GENERATION: 0, IS_DEAD: 1, BYTES: 8 });

/** As Emscripten numbers them, for both interpreters. */
export const ERRNO = Object.freeze({
  BUSY: 10,
  EXISTS: 20,
  INVALID: 28,
  IO: 29,
  IS_FOLDER: 31,
  MISSING: 44,
  NO_SPACE: 51,
  NO_FOLDER: 54,
  NOT_EMPTY: 55,
  STALE: 72,
  UNSUPPORTED: 138,
});

/**
 * A question; paths are relative to /persist.
 *
 * @typedef {{ answer: SharedArrayBuffer } & (
 *   | { op: "list" }
 *   | { op: "load", path: string, version: string }
 *   | { op: "write", path: string, size: number, base: string | null, ranges: [start: number, length: number][], bytes: Uint8Array<ArrayBuffer> }
 *   | { op: "mkdir" | "rmdir" | "remove", path: string }
 *   | { op: "rename", from: string, to: string }
 * )} Question
 * `base` of "write" is the version that was changed, "" for a file that is to be new, null where that does not matter
 */

/** @typedef {{ path: string, isFolder: boolean, size: number, mtime: number, version: string | null }} Entry */

export class PersistError extends Error {
  /** @param {number} errno @param {string} message */
  constructor(errno, message) {
    super(message);
    this.errno = errno;
  }
}
