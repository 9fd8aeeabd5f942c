// The page's side of the `atomics` channel: wakes when the worker publishes, hands each frame to the executor, and
// publishes replies. The page never blocks here: it serves for a few milliseconds at a time and stays for a moment after
// each answer, as commands come in bursts; then it sleeps in `Atomics.waitAsync`, or, where that is missing, until the
// worker posts a message.

import {
  FLAG,
  FRAME,
  FRAME_HEADER_BYTES,
  OP,
  PAGE,
  REPLY,
  REPLY_BYTES,
  RING_BYTES,
  WORD,
  WORKER,
} from "../protocol.js";
import { Decoder } from "../decoder.js";
import { Encoder } from "../encoder.js";
import { LimitError, ProtocolError } from "../errors.js";
import { AtomicsMemory } from "./atomics_memory.js";
import { Patience } from "./patience.js";

/** The page gives its other tasks a turn after serving this long, all workers together. */
const TASK_MS = 4;
/** After an answer the page stays awake this long, as the next command of a burst comes within microseconds. */
const LINGER_MS = 0.05;

/** When the page's current task should have ended, by performance.now(). */
let taskEnd = 0;

function isInputPending() {
  return /** @type {any} */ (globalThis.navigator)?.scheduling?.isInputPending?.() ?? false;
}

/**
 * @typedef {object} Frame one command; the object is reused, so keep nothing of it
 * @property {number} op
 * @property {number} flags
 * @property {number} name
 * @property {number} receiver
 * @property {number} result
 * @property {number} argc
 * @property {Decoder} decoder aimed at the arguments
 */

export class FarAtomics extends AtomicsMemory {
  /**
   * @param {SharedArrayBuffer} buffer
   * @param {(frame: Frame) => void} execute runs one command; for one that waits it must call `reply`
   * @param {Readonly<import("../protocol.js").Limits>} limits
   */
  constructor(buffer, execute, limits) {
    super(buffer);
    this.execute = execute;
    this.limits = limits;
    /** Replies are written here, after `aimReply`. */
    this.encoder = new Encoder(limits);
    this.decoder = new Decoder();
    this.tail = 0;
    this.closed = false;
    this.waking = typeof Atomics.waitAsync === "function" ? PAGE.ARMED : PAGE.ARMED_FOR_MESSAGE;
    /** @type {Frame} */
    this.frame = { op: 0, flags: 0, name: 0, receiver: 0, result: 0, argc: 0, decoder: this.decoder };
    this.sequence = 0;
    this.patience = new Patience(LINGER_MS);
    /** @type {MessageChannel | null} */
    this.yielding = null;
    /** Arguments that come in chunks. @type {Uint8Array | null} */
    this.chunks = null;
    /** @type {Error | null} */
    this.chunksError = null;
    /** A reply too large for the reply area. @type {Uint8Array | null} */
    this.parts = null;
    this.counters = { commands: 0, replies: 0, wakeups: 0, yields: 0 };
  }

  /** Serve what is there, then sleep until there is more. */
  start() {
    const now = performance.now();
    if (now >= taskEnd) taskEnd = now + TASK_MS;
    while (!this.closed) {
      const served = this.#drain();
      if (Atomics.load(this.words, WORD.HEAD) !== this.tail) {
        if (performance.now() < taskEnd) continue;
        return this.#yield();
      }
      if (served && this.#linger()) continue;
      Atomics.store(this.words, WORD.PAGE_STATE, this.waking);
      if (this.waking === PAGE.ARMED_FOR_MESSAGE) {
        // The worker may have published between the last look and the store above.
        if (Atomics.load(this.words, WORD.HEAD) === this.tail) return;
      } else {
        const wait = Atomics.waitAsync(this.words, WORD.HEAD, this.tail);
        if (wait.async) {
          wait.value.then(() => this.wake());
          return;
        }
      }
    }
  }

  /** Called when the worker has published something. */
  wake() {
    if (this.closed) return;
    this.counters.wakeups++;
    this.start();
  }

  /** Whether the worker's next command has come while the page was still there to see it. */
  #linger() {
    if (performance.now() >= taskEnd || isInputPending()) return false;
    return this.patience.poll(this.words, WORD.HEAD, this.tail, taskEnd);
  }

  /** Let the page's other tasks run before serving on; the worker need not wake us meanwhile. */
  #yield() {
    this.counters.yields++;
    if (!this.yielding) {
      this.yielding = new MessageChannel();
      this.yielding.port1.onmessage = () => this.wake();
    }
    this.yielding.port2.postMessage(null);
  }

  close() {
    this.closed = true;
    this.yielding?.port1.close();
    this.parts = this.chunks = null;
    // Lets the sleeping waitAsync end, and with it all that it keeps alive.
    Atomics.notify(this.words, WORD.HEAD);
  }

  /** @returns {boolean} whether there was anything */
  #drain() {
    const { words, tail } = this;
    Atomics.store(words, WORD.PAGE_STATE, PAGE.SERVING);
    while (!this.closed && Atomics.load(words, WORD.HEAD) !== this.tail) {
      const length = this.#readFrame();
      const { op } = this.frame;
      if (op === OP.CHUNK) this.#takeChunk(this.frame);
      else if (op === OP.COLLECT) this.#sendPart(this.frame.receiver);
      else if (op !== OP.PAD) this.#execute();
      this.tail = (this.tail + length) | 0;
      Atomics.store(words, WORD.TAIL, this.tail);
      if (Atomics.load(words, WORD.WORKER_STATE) === WORKER.WAITING_FOR_ROOM) Atomics.notify(words, WORD.TAIL);
      if (performance.now() >= taskEnd) break;
    }
    return tail !== this.tail;
  }

  /** @returns {number} the frame's length */
  #readFrame() {
    const start = this.tail & (RING_BYTES - 1);
    const at = start >> 2;
    const { ringWords, frame } = this;
    const length = ringWords[at + FRAME.LENGTH];
    if (length < 8 || length > RING_BYTES - start || length & 7) {
      this.close();
      throw new ProtocolError(`A frame of ${length} bytes at ${start}: the ring is corrupt and the worker was disconnected`);
    }
    const operation = ringWords[at + FRAME.OPERATION];
    frame.op = operation & 0xff;
    if (frame.op === OP.PAD) return length;
    frame.flags = (operation >> 8) & 0xff;
    frame.name = operation >>> 16;
    frame.receiver = ringWords[at + FRAME.RECEIVER];
    frame.result = ringWords[at + FRAME.RESULT];
    frame.argc = ringWords[at + FRAME.ARGC];
    this.sequence = ringWords[at + FRAME.SEQUENCE];
    this.decoder.aim(this.ring, this.ringView, start + FRAME_HEADER_BYTES, start + length);
    return length;
  }

  #execute() {
    const { frame } = this;
    this.counters.commands++;
    this.parts = null;
    if (frame.flags & FLAG.CHUNKED) {
      if (this.chunks) this.decoder.aimAt(this.chunks);
      this.chunks = null;
    }
    this.execute(frame);
  }

  /** Why the arguments of this frame could not be received, if so. @param {Frame} frame */
  chunkError(frame) {
    if (!(frame.flags & FLAG.CHUNKED)) return null;
    const error = this.chunksError;
    this.chunksError = null;
    return error;
  }

  /** @param {Frame} frame */
  #takeChunk({ receiver: size, result: offset, argc: length, decoder }) {
    if (offset === 0) {
      this.chunks = this.chunksError = null;
      try {
        if (size > this.limits.payloadBytes) throw new LimitError("A command", size, this.limits.payloadBytes, "payloadBytes");
        this.chunks = new Uint8Array(size);
      } catch (error) {
        this.chunksError = /** @type {Error} */ (error);
      }
    }
    this.chunks?.set(this.ring.subarray(decoder.offset, decoder.offset + length), offset);
  }

  /** Aim the encoder at the reply area. */
  aimReply() {
    this.encoder.aim(this.replyBytes, this.replyView, 0, REPLY_BYTES);
    return this.encoder;
  }

  /** Publish what the encoder holds. @param {number} status one of REPLY, with flags */
  reply(status) {
    const { encoder, words } = this;
    const { length } = encoder;
    if (encoder.spilled) {
      if (length <= REPLY_BYTES) this.replyBytes.set(encoder.written());
      else {
        this.parts = encoder.written();
        status |= REPLY.PARTS;
      }
      encoder.bytes = this.replyBytes; // let go of a large private buffer
    }
    this.#publish(status, length);
  }

  /** @param {number} offset */
  #sendPart(offset) {
    const part = this.parts?.subarray(offset, offset + REPLY_BYTES) ?? new Uint8Array(0);
    this.replyBytes.set(part);
    this.#publish(part.length > 0 ? REPLY.VALUE : REPLY.MISSING, part.length);
  }

  /** @param {number} status @param {number} length */
  #publish(status, length) {
    const { words } = this;
    this.counters.replies++;
    Atomics.store(words, WORD.REPLY_STATUS, status);
    Atomics.store(words, WORD.REPLY_LENGTH, length);
    // Last, as it is what publishes the payload to the other agent.
    Atomics.store(words, WORD.REPLY_SEQUENCE, this.sequence);
    Atomics.notify(words, WORD.REPLY_SEQUENCE);
  }
}
