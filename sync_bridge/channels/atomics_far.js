// The page's side of the `atomics` channel: wakes when the worker publishes, hands each frame to the executor, and
// publishes replies. The page never blocks here: it serves for a few milliseconds at a time and stays for a moment after
// each answer, as commands come in bursts; then it sleeps in `Atomics.waitAsync`, or, where that is missing, until the
// worker posts a message.
//
// What the worker has published is executed at once; what it has only written, when that is AGE_MS old. Commands between
// BATCH and END_BATCH are executed in one task.

import {
  AGE_MS,
  CALLED,
  FLAG,
  FRAME,
  FRAME_HEADER_BYTES,
  OP,
  PAGE,
  RING_BYTES,
  WORD,
  WORKER,
} from "../protocol.js";
import { Decoder } from "../decoder.js";
import { LimitError, ProtocolError } from "../errors.js";
import { NO_COMMAND, ReplyArea } from "./reply_area.js";
import { Patience } from "./patience.js";

/** The page gives its other tasks a turn after serving this long. */
const TASK_MS = 8;
/** And after this long where a worker waits for the end of what it wrote: a frame in between would only delay both. */
const AWAITED_TASK_MS = 24;
/** It does not stay awake for the next command beyond this part of a task. */
const LINGER_TASK_MS = 4;
/** Frames after which the worker is told that there is room. */
const ROOM_FRAMES = 16;
/** Frames in a row that are a flood: whoever watches the page looks away until the end of the task. */
const FLOOD_FRAMES = 64;
/** Frames after which the page looks at the clock, which costs as much as a quick command does, unless they are slow. */
const LOOK_FRAMES = 8;
const SLOW_MS = 0.5;
/** A worker that waits for room gets this much at a time, or wakes for every few bytes. */
const ROOM_BYTES = RING_BYTES / 4;
/** Room for a batch's frames, at first. */
const BATCH_BYTES = 4096;
/** A batch that reads keeps the page in its task for no longer than this. */
const BATCH_MS = 100;
/** After an answer the page stays awake this long, as the next command of a burst comes within microseconds. */
const LINGER_MS = 0.12;

/** A worker that waits is awake within this time of its answer. */
const LOST_MS = 1000;
/** What takes longer than this between two looks at the clock is a debugger, as far as deadlines are concerned. */
const LONGEST_STEP_MS = 30;

/** The worker goes on when the page has gone on: what is held until then would be held for ever. */
/** @type {Set<number>} */
const LETS_GO = new Set([OP.RESOLVE, OP.RETURN, OP.THROW, OP.LATER]);

function isInputPending() {
  return /** @type {any} */ (globalThis.navigator)?.scheduling?.isInputPending?.() ?? false;
}

/**
 * @typedef {object} Batch commands that are applied in one task
 * @property {Uint8Array} frames they wait here for the end of the batch
 * @property {number} length of them in bytes
 * @property {number} until when the page stays for the rest; 0 as long as nothing of it has been applied
 */

/**
 * @typedef {object} Watcher somebody who watches how the page changes, which costs the browser more than most changes do
 * @property {() => void} pause the changes are about to come by the hundred
 * @property {() => void} resume they have ended for now: look at what has become of the page
 */

/**
 * @typedef {object} Frame one command; the object is reused, so keep nothing of it
 * @property {number} op
 * @property {number} flags
 * @property {number} name
 * @property {number} receiver
 * @property {number} result
 * @property {number} sequence
 * @property {number} argc
 * @property {Decoder} decoder aimed at the arguments
 */

export class FarAtomics extends ReplyArea {
  /**
   * @param {SharedArrayBuffer} buffer
   * @param {(frame: Frame) => void} execute runs one command; for one that waits it must call `reply`
   * @param {Readonly<import("../protocol.js").Limits>} limits
   * @param {Watcher} [watcher]
   */
  constructor(buffer, execute, limits, watcher) {
    super(buffer, limits);
    /** Called when the ring cannot be read any further; who listens closes the channel. @type {(error: Error) => void} */
    this.onCorrupt = () => this.close();
    /** Called when nothing is left to do. */
    this.onRest = () => {};
    this.watcher = watcher;
    this.isFlood = false;
    this.execute = execute;
    this.decoder = new Decoder();
    this.tail = 0;
    this.closed = false;
    this.waking = typeof Atomics.waitAsync === "function" ? PAGE.ARMED : PAGE.ARMED_FOR_MESSAGE;
    /** @type {Frame} */
    this.frame = { op: 0, flags: 0, name: 0, receiver: 0, result: 0, sequence: 0, argc: 0, decoder: this.decoder };
    /** When this task began, by performance.now(). */
    this.began = 0;
    /** How long it had taken when the page last looked. */
    this.passed = 0;
    /** Number of the last command that the worker waited for, and of the last that it did not. */
    this.last = 0;
    this.ticket = 0;
    /** Bytes of the frame that is being executed. */
    this.length = 0;
    /** Whether a call has served what comes after that frame. */
    this.moved = false;
    /** Loops over frames that run, each within a frame of the one before. */
    this.draining = 0;
    /** Commands that were executed for which the worker waited. */
    this.waited = 0;
    this.patience = new Patience(LINGER_MS);
    /** @type {MessageChannel | null} */
    this.yielding = null;
    /** A sleep that has not ended. */
    this.asleep = false;
    /** Runs out when something written is old enough. @type {ReturnType<typeof setTimeout> | null} */
    this.age = null;
    /** Whether what is only written is executed as well: it is old enough, or goes before something that is due. */
    this.follows = false;
    /** The batch that is open. @type {Batch | null} */
    this.batch = null;
    /** Arguments that come in chunks. @type {Uint8Array | null} */
    this.chunks = null;
    /** Buffers that came in chunks, by number. @type {Uint8Array[]} */
    this.buffers = [];
    /** @type {Error | null} */
    this.chunksError = null;
  }

  /** Serve what is there, then sleep until there is more. */
  start() {
    try {
      this.#serve();
    } finally {
      if (this.isFlood) this.watcher?.resume();
      this.isFlood = false;
    }
    this.onRest();
  }

  #serve() {
    this.began = performance.now();
    this.passed = 0;
    // In a burst, as much as possible goes into one task, so that the page does not paint half of it.
    if (this.#end() !== this.tail) this.follows = true;
    while (!this.closed) {
      const served = this.#drain();
      if (this.batch?.until) {
        this.#holdBatch();
        continue;
      }
      if (this.#end() !== this.tail) {
        if (!this.#isTaskOver()) continue;
        return this.#yield();
      }
      if (served && this.#linger()) continue;
      if (this.#sleep()) return;
    }
  }

  /** Called when the worker has rung. */
  wake() {
    if (this.closed) return;
    this.counters.wakeups++;
    this.start();
  }

  /** @returns {boolean} false where there is something to do after all */
  #sleep() {
    // What is closed has said so in the word that this would overwrite.
    if (this.closed) return true;
    const { words } = this;
    const bell = Atomics.load(words, WORD.BELL);
    if (this.follows) {
      // What comes after the look below is announced anew.
      Atomics.store(words, WORD.ANNOUNCED, 0);
      if (this.#end() !== this.tail) return false;
      this.follows = false;
    }
    Atomics.store(words, WORD.PAGE_STATE, this.waking);
    // The worker may have rung between the last look and the store above.
    if (this.#end() !== this.tail) return false;
    if (this.age === null && Atomics.load(words, WORD.ANNOUNCED)) this.age = setTimeout(() => this.#pull(), AGE_MS);
    if (this.waking === PAGE.ARMED_FOR_MESSAGE || this.asleep) return true;
    const wait = Atomics.waitAsync(words, WORD.BELL, bell);
    if (!wait.async) return false;
    this.asleep = true;
    wait.value.then(() => {
      this.asleep = false;
      this.wake();
    });
    return true;
  }

  /** Execute what is written and old. */
  #pull() {
    this.age = null;
    if (this.closed) return;
    this.follows = true;
    this.start();
  }

  /** Whether the worker's next command has come while the page was still there to see it. */
  #linger() {
    const end = this.began + (this.follows ? TASK_MS : LINGER_TASK_MS);
    if (performance.now() >= end || isInputPending()) return false;
    const word = this.follows ? WORD.WRITTEN : WORD.HEAD;
    const last = Atomics.load(this.words, word);
    return this.#end() !== this.tail || this.patience.poll(this.words, word, last, end);
  }

  /** Stay in this task until the batch that has been applied in part goes on, but not for ever. */
  #holdBatch() {
    const batch = /** @type {Batch} */ (this.batch);
    while (this.#end() === this.tail) {
      if (performance.now() > batch.until) {
        batch.until = 0;
        return;
      }
    }
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
    if (this.age !== null) clearTimeout(this.age);
    this.parts = this.chunks = this.batch = null;
    const { words } = this;
    Atomics.store(words, WORD.PAGE_STATE, PAGE.GONE);
    // Lets the sleeping waitAsync end, and with it all that it keeps alive; and a worker that waits, if it still lives.
    for (const word of [WORD.BELL, WORD.REPLY_SEQUENCE, WORD.TAIL]) Atomics.notify(words, word);
  }

  /** Up to where to execute. What is published is written as well. */
  #end() {
    if (this.follows) return Atomics.load(this.words, WORD.WRITTEN);
    const head = Atomics.load(this.words, WORD.HEAD);
    // Beyond it is what was executed before it was published.
    return ((this.tail - head) | 0) > 0 ? this.tail : head;
  }

  #isTaskOver() {
    this.passed = performance.now() - this.began;
    if (this.passed < TASK_MS) return false;
    return this.passed >= AWAITED_TASK_MS || Atomics.load(this.words, WORD.WORKER_STATE) !== WORKER.WAITING_FOR_REPLY;
  }

  /** @returns {boolean} whether there was anything */
  #drain() {
    if (this.closed) return false;
    const { words, tail } = this;
    Atomics.store(words, WORD.PAGE_STATE, PAGE.SERVING);
    this.draining++;
    for (let count = 1, look = 1, end = this.#end(); !this.closed; count++) {
      if (this.moved || this.tail === end) {
        this.moved = false;
        if ((end = this.#end()) === this.tail) break;
      }
      const start = this.tail & (RING_BYTES - 1);
      this.length = this.#readFrame(this.ring, this.ringView, start);
      if (this.batch && !this.batch.until && this.frame.op !== OP.PAD) this.#holdFrame(start, this.length);
      else this.#dispatch();
      this.#pass();
      // Now and then, as the other core reads the word as well.
      if (count % ROOM_FRAMES === 0 || this.frame.op === OP.CHUNK) this.#giveRoom();
      if (count === FLOOD_FRAMES) this.#announceFlood();
      // Half a batch must not be painted.
      if (count >= look && !this.batch?.until) {
        const { passed } = this;
        if (this.#isTaskOver()) break;
        look = count + (this.passed - passed < SLOW_MS ? LOOK_FRAMES : 1);
      }
    }
    this.draining--;
    this.#giveRoom();
    return tail !== this.tail;
  }

  /** Go past the frame that has been read. */
  #pass() {
    this.tail = (this.tail + this.length) | 0;
    this.length = 0;
  }

  /**
   * Have the worker take a call out of the reply area, if it waits for something and so can take one. After this, `call` has
   * to follow.
   * @param {boolean} within the command that is being executed, for which the worker waits; it may still be on its way back
   *   into that wait from the call before
   * @returns {number | null} sequence number of the command that the worker waits for, NO_COMMAND, or null: no call
   */
  claim(within) {
    if (within) return this.claimWait(this.sequence);
    const rest = this.claimAtRest();
    if (rest !== null) return rest;
    // What it waits for comes first. An answer that it has not seen yet is no wait.
    if (this.workerState() !== WORKER.WAITING_FOR_REPLY || !this.#keepReply()) return null;
    const { kept } = this;
    const claimed = this.claimWait(kept ? kept.sequence : NO_COMMAND);
    if (claimed === null && kept) this.deliver(kept);
    if (claimed === null) this.kept = null;
    return claimed;
  }

  /** Claim a worker that sleeps or awaits a promise; not one that is in the middle of something. @returns {number | null} see `claim` */
  claimAtRest() {
    const state = this.workerState();
    if (state !== WORKER.AWAITING && state !== WORKER.ASLEEP) return null;
    // What it waits for has been published before it said so.
    while (!this.closed && Atomics.load(this.words, WORD.HEAD) !== this.tail) this.#drain();
    return this.claimRest();
  }

  /** Execute the command that the worker waits for, and keep its reply. @returns {boolean} false where there is none */
  #keepReply() {
    const { waited } = this;
    this.kept = null;
    this.keeps = true;
    while (this.waited === waited && !this.closed && Atomics.load(this.words, WORD.HEAD) !== this.tail) this.#drain();
    this.keeps = false;
    return this.waited !== waited;
  }

  /**
   * Stand still and serve what the worker asks for, within the command that is being executed, if one is.
   * @param {() => boolean} isDone @param {number} ms at most
   */
  serveUntil(isDone, ms) {
    // The command that is being executed has been read; what the worker writes meanwhile comes after it.
    this.#pass();
    const { sequence, frame, decoder, keeps } = this;
    this.keeps = false;
    this.decoder = new Decoder();
    this.frame = { ...frame, decoder: this.decoder };
    let last = performance.now();
    let left = ms;
    let silent = 0;
    while (!isDone() && !this.closed && left > 0) {
      const hasServed = this.#drain();
      const now = performance.now();
      const step = Math.min(now - last, LONGEST_STEP_MS);
      left -= step;
      // A worker that waits, and has been answered all it asked, has not understood the call, or its answer was lost.
      const state = this.workerState();
      const waits = state === WORKER.WAITING_FOR_REPLY || state === WORKER.CLAIMED;
      silent = hasServed || !waits ? 0 : silent + step;
      if (silent > LOST_MS) this.onCorrupt(new ProtocolError("A call was not answered: the worker was disconnected"));
      last = now;
    }
    // The answer may have come while this thread was not running, as on a machine with more to do than cores.
    if (!isDone() && !this.closed) this.#drain();
    this.moved = true;
    this.keeps = keeps;
    this.sequence = sequence;
    this.frame = frame;
    this.decoder = decoder;
  }

  /** Execute what is there. */
  serveOnce() {
    this.#drain();
  }

  /** After having stood still outside of a task of this channel: sleep again, or see to what is left. */
  rest() {
    if (!this.closed && !this.#sleep()) this.#yield();
    this.onRest();
  }

  #announceFlood() {
    if (this.isFlood) return;
    this.isFlood = true;
    this.watcher?.pause();
  }

  #giveRoom() {
    Atomics.store(this.words, WORD.TAIL, this.tail);
    if (Atomics.load(this.words, WORD.WORKER_STATE) !== WORKER.WAITING_FOR_ROOM) return;
    if (RING_BYTES - ((Atomics.load(this.words, WORD.HEAD) - this.tail) | 0) >= ROOM_BYTES) Atomics.notify(this.words, WORD.TAIL);
  }

  /** Keep a frame of a batch that is not complete. @param {number} start @param {number} length */
  #holdFrame(start, length) {
    const batch = /** @type {Batch} */ (this.batch);
    const { op, flags } = this.frame;
    if (op === OP.END_BATCH || flags & FLAG.WAITS || LETS_GO.has(op)) {
      // First, as a call of the worker may serve what comes after this.
      if (LETS_GO.has(op)) this.batch = null;
      else batch.until = performance.now() + BATCH_MS;
      const frame = this.ring.slice(start, start + length);
      this.#apply(batch);
      this.#readFrame(frame, new DataView(frame.buffer), 0);
      this.#dispatch();
      return;
    }
    if (batch.length + length > batch.frames.length) {
      const larger = new Uint8Array(2 * batch.frames.length + length);
      larger.set(batch.frames.subarray(0, batch.length));
      batch.frames = larger;
    }
    batch.frames.set(this.ring.subarray(start, start + length), batch.length);
    batch.length += length;
  }

  /** @param {Batch} batch */
  #apply({ frames, length }) {
    const view = new DataView(frames.buffer);
    if (length > FLOOD_FRAMES * FRAME_HEADER_BYTES) this.#announceFlood();
    for (let at = 0; at < length; ) {
      at += this.#readFrame(frames, view, at);
      this.#dispatch();
    }
  }

  #dispatch() {
    const { frame } = this;
    switch (frame.op) {
      case OP.PAD:
        return;
      case OP.CHUNK:
        return this.#takeChunk(frame);
      case OP.COLLECT:
        this.sequence = this.last = frame.sequence;
        this.waited++;
        return this.sendPart(frame.receiver);
      case OP.BATCH:
        this.batch = { frames: new Uint8Array(BATCH_BYTES), length: 0, until: 0 };
        return;
      case OP.END_BATCH:
        this.batch = null;
        return;
      default:
        this.#execute();
    }
  }

  /**
   * Read a frame's header.
   * @param {Uint8Array} bytes @param {DataView} view @param {number} start
   * @returns {number} bytes of the frame
   */
  #readFrame(bytes, view, start) {
    const { frame } = this;
    const length = view.getInt32(start + 4 * FRAME.LENGTH, true);
    if (length < 8 || length > bytes.length - start || length & 7) {
      this.frame.op = OP.PAD;
      this.onCorrupt(new ProtocolError(`A frame of ${length} bytes at ${start}: the ring is corrupt and the worker was disconnected`));
      return 0;
    }
    const operation = view.getUint32(start + 4 * FRAME.OPERATION, true);
    frame.op = operation & 0xff;
    if (frame.op === OP.PAD) return length;
    frame.flags = (operation >> 8) & 0xff;
    frame.name = operation >>> 16;
    frame.receiver = view.getInt32(start + 4 * FRAME.RECEIVER, true);
    frame.result = view.getInt32(start + 4 * FRAME.RESULT, true);
    frame.argc = view.getInt32(start + 4 * FRAME.ARGC, true);
    frame.sequence = view.getInt32(start + 4 * FRAME.SEQUENCE, true);
    this.decoder.aim(bytes, view, start + FRAME_HEADER_BYTES, start + length);
    return length;
  }

  #execute() {
    const { frame } = this;
    if (frame.op >= OP.GET && !this.#isNext(frame)) return;
    this.counters.commands++;
    this.parts = null;
    if (frame.flags & FLAG.WAITS) {
      this.sequence = frame.sequence;
      this.waited++;
    }
    if (frame.flags & FLAG.CHUNKED) {
      if (this.chunks) this.decoder.aimAt(this.chunks);
      this.chunks = null;
    }
    this.execute(frame);
    if (this.buffers.length) this.buffers = [];
  }

  /**
   * Whether a command is the one after the last, as it has to be. One that came twice is not executed again; that others
   * were lost is told with this one.
   * @param {Frame} frame
   */
  #isNext({ flags, sequence }) {
    const waits = flags & FLAG.WAITS;
    const step = waits ? (sequence - this.last) & (CALLED - 1) : (sequence - this.ticket) | 0;
    if (step === 1) {
      if (waits) this.last = sequence;
      else this.ticket = sequence;
      return true;
    }
    if (step === 0) return false;
    this.onCorrupt(new ProtocolError(`Command ${sequence} came ${step} after the last: the ring is corrupt and the worker was disconnected`));
    return false;
  }

  /** Why the arguments of this frame could not be received, if so. @param {Frame} frame */
  chunkError(frame) {
    if (!(frame.flags & FLAG.CHUNKED) && this.buffers.length === 0) return null;
    const error = this.chunksError;
    this.chunksError = null;
    return error;
  }

  /** @param {Frame} frame */
  #takeChunk({ receiver: size, result: offset, argc: length, name: buffer, decoder }) {
    if (offset === 0) {
      this.chunks = null;
      if (buffer < 2) this.chunksError = null;
      try {
        if (size > this.limits.payloadBytes) throw new LimitError("A command", size, this.limits.payloadBytes, "payloadBytes");
        this.chunks = new Uint8Array(size);
      } catch (error) {
        this.chunksError = /** @type {Error} */ (error);
      }
      if (buffer && this.chunks) this.buffers[buffer] = this.chunks;
    }
    this.chunks?.set(decoder.bytes.subarray(decoder.offset, decoder.offset + length), offset);
  }}
