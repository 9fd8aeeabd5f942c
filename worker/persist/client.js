// The worker's side of /persist: asks the keeper, and stands still until it has answered. Nothing is connected before
// the first question: a program that does not use the folder pays nothing.

import { CONTROL } from "../messages.js";
import { ANSWER, ERRNO, PersistError, SHARED, STATE } from "./protocol.js";

/** Another tab may be in the middle of something large. */
const PATIENCE_MS = 30_000;
/** How long to sleep before looking whether there is a keeper at all. */
const SLICE_MS = 50;
/** Bytes for an answer of which nobody knows how long it is. */
const ROOM_BYTES = 4096;

export class PersistClient {
  /** @type {MessagePort | null} */
  #port = null;
  #shared = new Int32Array(new SharedArrayBuffer(SHARED.BYTES));
  #post;

  /** @param {(message: object, transfer: Transferable[]) => void} post to the page, which has the keeper */
  constructor(post) {
    this.#post = post;
  }

  /** A number that is another one when others have changed the folder. */
  get generation() {
    return Atomics.load(this.#shared, SHARED.GENERATION);
  }

  /**
   * Ask, and wait for the answer.
   *
   * @param {any} question see Question in protocol.js @param {number} [room] bytes that the answer will have
   * @returns {Uint8Array<SharedArrayBuffer>} nobody else's any more
   */
  ask(question, room = ROOM_BYTES) {
    const answer = new SharedArrayBuffer(ANSWER.BYTES + room);
    const words = new Int32Array(answer, 0, ANSWER.BYTES / 4);
    this.#connect().postMessage({ ...question, answer });
    this.#wait(words, question.op);
    const length = words[ANSWER.LENGTH];
    if (words[ANSWER.STATE] === STATE.ROOM) return this.ask(question, length);
    const bytes = new Uint8Array(answer, ANSWER.BYTES, length);
    if (words[ANSWER.STATE] === STATE.FAILED) throw new PersistError(words[ANSWER.ERRNO], decode(bytes));
    return bytes;
  }

  /** The same, of an answer that is JSON. @param {any} question @returns {any} */
  askJson(question) {
    return JSON.parse(decode(this.ask(question)));
  }

  #connect() {
    if (this.#port) return this.#port;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#post({ offthread: CONTROL.PERSIST, port: port2, shared: this.#shared.buffer }, [port2]);
    return port1;
  }

  /** @param {Int32Array} words @param {string} op */
  #wait(words, op) {
    const until = performance.now() + PATIENCE_MS;
    while (Atomics.wait(words, ANSWER.STATE, STATE.WAITING, SLICE_MS) === "timed-out") {
      if (this.#shared[SHARED.IS_DEAD]) throw new PersistError(ERRNO.UNSUPPORTED, "its worker, keeper.js, could not be started");
      if (performance.now() > until) throw new PersistError(ERRNO.IO, `another tab has not let go of it for ${PATIENCE_MS / 1000} s (${op})`);
    }
  }
}

/** @param {Uint8Array} shared which a decoder does not take */
function decode(shared) {
  return new TextDecoder().decode(shared.slice());
}
