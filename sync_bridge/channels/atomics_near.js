// The worker's side of the `atomics` channel: writes command frames into the ring, publishes them, waits for replies.
// It knows frames and waiting; what the commands mean is the near end's business.
//
// What is written, the page executes when it is some milliseconds old; what is published, at once. Within a batch
// nothing is even written before its end, unless the ring fills or an answer is needed.
//
// Waiting costs no CPU: after a moment's polling, `Atomics.wait` in slices, with the interrupt word in view.

import {
  CALLED,
  EXTENSION,
  FLAG,
  FRAME,
  FRAME_HEADER_BYTES,
  LARGE_BUFFER_BYTES,
  MAX_FRAME_BYTES,
  MESSAGE,
  OP,
  PAGE,
  REPLY,
  REPLY_BYTES,
  RING_BYTES,
  SIGINT,
  WAIT_SLICE_MS,
  WORD,
  WORKER,
} from "../protocol.js";
import { Encoder } from "../encoder.js";
import { LimitError, ProtocolError } from "../errors.js";
import { AtomicsMemory, checkVersion } from "./atomics_memory.js";
import { Patience } from "./patience.js";

// A frame is begun only where this much is free in one piece; most are far smaller, so nearly none has to move.
const COMFORTABLE_BYTES = 4096;

/** Below this length a loop is faster than a copy through a view. */
const SHORT_BYTES = 64;

// The page answers within this time if it is awake or quick to wake.
const POLL_MS = 0.2;

/** Stands for a wait that the interrupt word ended. */
export const INTERRUPTED = -1;
/** Stands for a wait that took too long. */
export const TIMED_OUT = -2;
/** Stands for a wait whose answer will not come: the page has ended the channel, or has done all it was asked and sleeps. */
export const LOST = -3;
/** A page that has done all it was asked and has not answered is given this long. */
const LOST_MS = 2000;
/** The sequence number that no reply has: of a wait for time to pass. */
const NO_REPLY = -1;

export class NearAtomics extends AtomicsMemory {
  /**
   * @param {SharedArrayBuffer} buffer
   * @param {(message: object) => void} post reaches the page, to wake it where Atomics.waitAsync is missing
   * @param {Readonly<import("../protocol.js").Limits>} limits
   */
  constructor(buffer, post, limits) {
    checkVersion(buffer);
    super(buffer);
    this.post = post;
    this.limits = limits;
    /** Arguments of the open frame are written here. */
    this.encoder = new Encoder(limits);
    this.head = 0; // bytes written
    this.tail = 0; // bytes that the page had freed when last looked at
    this.published = 0; // bytes the page is to execute at once
    this.sequence = 0; // of the last command that waited
    this.ticket = 0; // of the last command that did not
    this.synced = 0; // tickets up to here were executed, and the worker knows what became of them
    this.batches = 0; // open ones, each within another
    this.buffers = 0; // large ones that the open frame refers to
    this.forget = false;
    this.depth = 1; // entries into the interpreter that have not ended; the first is its start
    this.answered = 0; // the last call that was taken
    /** Answers a call that came in place of a reply. @type {(status: number) => void} */
    this.onCall = () => {};
    this.operation = 0;
    this.receiver = 0;
    this.result = 0;
    this.patience = new Patience(POLL_MS);
    this.roomPatience = new Patience(POLL_MS);
    this.counters = { roundTrips: 0, commands: 0, bytes: 0 };
  }

  /**
   * Open a frame; its arguments go to `encoder`, then `commit` or `request` closes it.
   * @param {number} op @param {number} receiver @param {number} name @param {number} [result]
   */
  begin(op, receiver, name, result = 0) {
    this.#makeRoom(COMFORTABLE_BYTES);
    this.operation = op | (name << 16);
    this.receiver = receiver;
    this.result = result;
    this.buffers = 0;
    const start = this.head & (RING_BYTES - 1);
    const free = Math.min(RING_BYTES - this.#used(), RING_BYTES - start, MAX_FRAME_BYTES);
    this.encoder.aim(this.ring, this.ringView, start + FRAME_HEADER_BYTES, start + free);
  }

  /**
   * Write a buffer into the open frame. A large one goes ahead of it at once, as its memory may move.
   * @param {number} code @param {Uint8Array} bytes
   */
  writeBuffer(code, bytes) {
    const { encoder, limits } = this;
    if (bytes.length < LARGE_BUFFER_BYTES || this.buffers === 0xff) return encoder.writeTypedArray(code, bytes);
    if (bytes.length > limits.payloadBytes) throw new LimitError("A buffer", bytes.length, limits.payloadBytes, "payloadBytes");
    encoder.moveOut();
    this.#writeChunks(bytes, ++this.buffers);
    encoder.writeExtension(EXTENSION.BUFFER, 2);
    encoder.bytes[encoder.offset++] = code;
    encoder.bytes[encoder.offset++] = this.buffers;
  }

  /** Close the open frame of the protocol itself. @param {number} argc */
  commit(argc) {
    this.#close(argc, 0, 0);
    // A batch does not hold back what the page has to answer before the program can go on.
    const op = this.operation & 0xff;
    if (this.batches && (op === OP.RESOLVE || op === OP.RETURN || op === OP.THROW || op === OP.LATER)) this.#publish();
  }

  /**
   * Close the open frame of a command whose result nobody waits for.
   * @param {number} argc @param {number} [flags]
   * @returns {number} its ticket
   */
  commitUnawaited(argc, flags = 0) {
    this.ticket = (this.ticket + 1) | 0;
    this.#close(argc, flags, this.ticket);
    return this.ticket;
  }

  /**
   * Write a whole command whose result nobody waits for.
   * @param {number} operation op | flags << 8 | name << 16 @param {number} receiver @param {number} result @param {number} argc
   * @param {Uint8Array} bytes @param {number} start @param {number} length of the arguments, below COMFORTABLE_BYTES
   * @returns {number} its ticket
   */
  writeUnawaited(operation, receiver, result, argc, bytes, start, length) {
    this.#makeRoom(COMFORTABLE_BYTES);
    const { ring, ringWords } = this;
    const frame = this.head & (RING_BYTES - 1);
    const to = frame + FRAME_HEADER_BYTES;
    if (length > SHORT_BYTES) ring.set(bytes.subarray(start, start + length), to);
    else for (let i = 0; i < length; i++) ring[to + i] = bytes[start + i];
    const size = (FRAME_HEADER_BYTES + length + 7) & ~7;
    const at = frame >> 2;
    this.ticket = (this.ticket + 1) | 0;
    ringWords[at + FRAME.LENGTH] = size;
    ringWords[at + FRAME.OPERATION] = operation;
    ringWords[at + FRAME.RECEIVER] = receiver;
    ringWords[at + FRAME.RESULT] = result;
    ringWords[at + FRAME.SEQUENCE] = this.ticket;
    ringWords[at + FRAME.ARGC] = argc;
    this.head = (this.head + size) | 0;
    this.counters.commands++;
    this.counters.bytes += length;
    return this.ticket;
  }

  /**
   * In place of the open frame, tell the page of a command that was too large to be written; it fails there.
   * @param {number} flags
   */
  refuse(flags) {
    const { operation, receiver, result } = this;
    this.encoder.bytes = this.ring;
    // A first chunk that announces more than the limit is refused by the page, and the command with it.
    this.begin(OP.CHUNK, this.limits.payloadBytes + 1, 0);
    this.#writeHeader(0, 0, 0, 0);
    this.begin(operation & 0xff, receiver, operation >>> 16, result);
    this.ticket = (this.ticket + 1) | 0;
    this.#writeHeader(0, flags | FLAG.CHUNKED, 0, this.ticket);
  }

  /** Let the page know what was committed; it executes that within AGE_MS. */
  announce() {
    if (this.batches) return;
    const { words } = this;
    if (((this.head - this.published) | 0) > (RING_BYTES / 4) * 3) return this.publish();
    Atomics.store(words, WORD.WRITTEN, this.head);
    if (Atomics.load(words, WORD.ANNOUNCED) === 0) {
      Atomics.store(words, WORD.ANNOUNCED, 1);
      this.#ring();
    }
  }

  /** Have the page execute at once all that was committed. */
  publish() {
    if (this.published === this.head || this.batches) return;
    this.#publish();
  }

  #publish() {
    this.published = this.head;
    Atomics.store(this.words, WORD.WRITTEN, this.head);
    Atomics.store(this.words, WORD.HEAD, this.head);
    this.#ring();
  }

  #ring() {
    const { words } = this;
    Atomics.add(words, WORD.BELL, 1);
    const state = Atomics.load(words, WORD.PAGE_STATE);
    if (state === PAGE.ARMED) Atomics.notify(words, WORD.BELL);
    else if (
      state === PAGE.ARMED_FOR_MESSAGE &&
      Atomics.compareExchange(words, WORD.PAGE_STATE, PAGE.ARMED_FOR_MESSAGE, PAGE.SERVING) === state
    ) {
      this.post({ offthread: MESSAGE.WAKE });
    }
  }

  /** What is committed from now on is applied in one task of the page. */
  beginBatch() {
    if (this.batches++) return;
    this.begin(OP.BATCH, 0, 0);
    this.commit(0);
  }

  endBatch() {
    if (--this.batches) return;
    this.begin(OP.END_BATCH, 0, 0);
    this.commit(0);
    this.publish();
  }

  /** The interpreter begins to run: the page does not wait for it. */
  enter() {
    if (this.depth++ === 0) Atomics.store(this.words, WORD.WORKER_STATE, WORKER.RUNNING);
  }

  /** It has returned; what microtasks run belongs to it as well. */
  leave() {
    if (--this.depth === 0) queueMicrotask(() => this.depth === 0 && this.#become(WORKER.IDLE));
  }

  /** Be in a state in which calls can be taken, and ask for those that the page has. @param {number} state one of WORKER */
  #become(state) {
    Atomics.store(this.words, WORD.WORKER_STATE, state);
    if (Atomics.load(this.words, WORD.QUEUED)) this.#ring();
  }

  /**
   * Let time pass, and answer the page's calls meanwhile.
   * @param {number} ms @param {boolean} serves whether calls are answered
   * @returns {boolean} false where an interrupt came first
   */
  sleep(ms, serves) {
    const until = performance.now() + ms;
    this.publish();
    return this.#wait(NO_REPLY, serves ? WORKER.ASLEEP : WORKER.RUNNING, until) !== INTERRUPTED;
  }

  /**
   * Close the open frame, publish it and wait for the reply, which then lies in `replyBytes`.
   * @param {number} argc @param {number} [state] one of WORKER, while it waits @param {number} [until] by performance.now()
   * @returns {number} the reply's status, INTERRUPTED or TIMED_OUT
   */
  request(argc, state = WORKER.WAITING_FOR_REPLY, until = Infinity) {
    this.sequence = (this.sequence + 1) & (CALLED - 1);
    const { sequence } = this;
    if (this.isGone()) return LOST;
    this.#close(argc, this.forget ? FLAG.WAITS | FLAG.FORGET : FLAG.WAITS, sequence);
    this.forget = false;
    this.counters.roundTrips++;
    // First, as what the page executes may call back at once. (Who awaits says so when the page can know what.)
    if (state === WORKER.WAITING_FOR_REPLY) Atomics.store(this.words, WORD.WORKER_STATE, state);
    this.#publish();
    const end = this.#wait(sequence, state, until);
    if (end) {
      this.forget = true;
      if (state !== WORKER.WAITING_FOR_REPLY) {
        this.begin(OP.GIVE_UP, sequence, 0);
        this.commit(0);
      }
      return end;
    }
    const status = Atomics.load(this.words, WORD.REPLY_STATUS);
    if ((status & 7) !== REPLY.FAILED) this.synced = this.ticket;
    return status;
  }

  /** Whether there is an interrupt, which is thereby taken. Any other signal is for the interpreter. */
  takeInterrupt() {
    const { words } = this;
    if (Atomics.load(words, WORD.INTERRUPT) !== SIGINT) return false;
    return Atomics.compareExchange(words, WORD.INTERRUPT, SIGINT, 0) === SIGINT;
  }

  /** Bytes of the last reply. */
  get replyLength() {
    return Atomics.load(this.words, WORD.REPLY_LENGTH);
  }

  /**
   * Fetch a reply that was announced as too large for the reply area.
   * @returns {Uint8Array | number} the bytes, or INTERRUPTED
   */
  collect() {
    const length = this.replyLength;
    if (length > this.limits.payloadBytes) throw new LimitError("A reply", length, this.limits.payloadBytes, "payloadBytes");
    const whole = new Uint8Array(length);
    for (let offset = 0; offset < length; offset += REPLY_BYTES) {
      this.begin(OP.COLLECT, offset, 0);
      const status = this.request(0);
      if (status !== REPLY.VALUE) return INTERRUPTED;
      whole.set(this.replyBytes.subarray(0, this.replyLength), offset);
    }
    return whole;
  }

  #used() {
    // What the page has freed since, nobody needs to know: its counter is in the page's cache.
    const { head } = this;
    if (((head - this.tail) | 0) > RING_BYTES / 2) this.tail = Atomics.load(this.words, WORD.TAIL);
    return (head - this.tail) | 0;
  }

  /** Wait until `size` bytes are free in one piece, padding the ring's end where they are not. @param {number} size */
  #makeRoom(size) {
    const start = this.head & (RING_BYTES - 1);
    if (RING_BYTES - start < size) {
      this.#waitForRoom(RING_BYTES - start);
      this.ringWords[(start >> 2) + FRAME.LENGTH] = RING_BYTES - start;
      this.ringWords[(start >> 2) + FRAME.OPERATION] = OP.PAD;
      this.head = (this.head + RING_BYTES - start) | 0;
    }
    this.#waitForRoom(size);
  }

  /** @param {number} size */
  #waitForRoom(size) {
    if (RING_BYTES - this.#used() >= size) return;
    this.#publish();
    // An interrupt must not tear a frame in two: it stays in its word and is seen at the end of the command.
    const { words } = this;
    Atomics.store(words, WORD.WORKER_STATE, WORKER.WAITING_FOR_ROOM);
    while (RING_BYTES - this.#used() < size) {
      if (this.isGone()) throw new ProtocolError("The page has ended the connection");
      const tail = Atomics.load(words, WORD.TAIL);
      if (!this.roomPatience.poll(words, WORD.TAIL, tail)) Atomics.wait(words, WORD.TAIL, tail, WAIT_SLICE_MS);
    }
    Atomics.store(words, WORD.WORKER_STATE, WORKER.RUNNING);
  }

  /**
   * Wait, and answer the calls that come meanwhile.
   * @param {number} sequence of the reply, or NO_REPLY @param {number} state one of WORKER @param {number} until by performance.now()
   * @returns {number} 0 where the reply has come, or what came first: INTERRUPTED, TIMED_OUT or LOST
   */
  #wait(sequence, state, until) {
    const { words } = this;
    let silent = Infinity;
    let polls = sequence !== NO_REPLY;
    this.#become(state);
    for (;;) {
      const reply = Atomics.load(words, WORD.REPLY_SEQUENCE);
      if (reply === sequence) break;
      if (reply & CALLED && reply !== this.answered) {
        this.answered = reply;
        Atomics.store(words, WORD.WORKER_STATE, WORKER.RUNNING);
        this.onCall(Atomics.load(words, WORD.REPLY_STATUS));
        // First, as the page may make its next call as soon as it sees the result of this one.
        Atomics.store(words, WORD.WORKER_STATE, state);
        this.publish();
        polls = sequence !== NO_REPLY;
        continue;
      }
      if (polls) {
        polls = false;
        if (this.patience.poll(words, WORD.REPLY_SEQUENCE, reply)) continue;
      }
      const left = until - performance.now();
      if (left > 0) Atomics.wait(words, WORD.REPLY_SEQUENCE, reply, Math.min(left, WAIT_SLICE_MS));
      if (Atomics.load(words, WORD.REPLY_SEQUENCE) !== reply) continue;
      if (sequence !== NO_REPLY) {
        silent = this.#isSilent(state) ? Math.min(silent, performance.now()) : Infinity;
        if (performance.now() - silent > LOST_MS || this.isGone()) {
          Atomics.store(words, WORD.WORKER_STATE, WORKER.RUNNING);
          return LOST;
        }
      }
      // Any other signal is for the interpreter, which looks at it when it goes on.
      const interrupted = Atomics.load(words, WORD.INTERRUPT) === SIGINT;
      if (!interrupted && until > performance.now()) continue;
      // The page may have claimed this wait for a call: then that comes first.
      const now = Atomics.compareExchange(words, WORD.WORKER_STATE, state, WORKER.RUNNING);
      if (now !== state) {
        Atomics.wait(words, WORD.REPLY_SEQUENCE, reply, 1);
        continue;
      }
      if (!interrupted) return TIMED_OUT;
      this.takeInterrupt();
      return INTERRUPTED;
    }
    Atomics.store(words, WORD.WORKER_STATE, WORKER.RUNNING);
    return 0;
  }

  /** Whether the page has done all it was asked, sleeps, and owes an answer. @param {number} state one of WORKER */
  #isSilent(state) {
    const { words } = this;
    if (state !== WORKER.WAITING_FOR_REPLY) return false;
    if (Atomics.load(words, WORD.TAIL) !== this.head) return false;
    const page = Atomics.load(words, WORD.PAGE_STATE);
    return page === PAGE.ARMED || page === PAGE.ARMED_FOR_MESSAGE;
  }

  /** Whether the page has ended the channel. */
  isGone() {
    return Atomics.load(this.words, WORD.PAGE_STATE) === PAGE.GONE;
  }

  /** @param {number} argc @param {number} flags @param {number} sequence */
  #close(argc, flags, sequence) {
    const { encoder } = this;
    const payload = encoder.length;
    if (encoder.spilled) {
      const bytes = encoder.written();
      if (payload + FRAME_HEADER_BYTES > MAX_FRAME_BYTES) {
        this.#writeChunks(bytes, 0);
        this.#writeHeader(argc, flags | FLAG.CHUNKED, 0, sequence);
      } else {
        this.#makeRoom(payload + FRAME_HEADER_BYTES + 8);
        this.ring.set(bytes, (this.head & (RING_BYTES - 1)) + FRAME_HEADER_BYTES);
        this.#writeHeader(argc, flags, payload, sequence);
      }
      encoder.bytes = this.ring; // let go of a large private buffer
    } else {
      this.#writeHeader(argc, flags, payload, sequence);
    }
    this.counters.commands++;
    this.counters.bytes += payload;
  }

  /** @param {number} argc @param {number} flags @param {number} payload @param {number} sequence */
  #writeHeader(argc, flags, payload, sequence) {
    const length = (FRAME_HEADER_BYTES + payload + 7) & ~7;
    const at = (this.head & (RING_BYTES - 1)) >> 2;
    const { ringWords } = this;
    ringWords[at + FRAME.LENGTH] = length;
    ringWords[at + FRAME.OPERATION] = this.operation | (flags << 8);
    ringWords[at + FRAME.RECEIVER] = this.receiver;
    ringWords[at + FRAME.RESULT] = this.result;
    ringWords[at + FRAME.SEQUENCE] = sequence;
    ringWords[at + FRAME.ARGC] = argc;
    this.head = (this.head + length) | 0;
  }

  /** @param {Uint8Array} bytes @param {number} buffer 0, or the number of the buffer that they are */
  #writeChunks(bytes, buffer) {
    const { operation, receiver, result } = this;
    const step = MAX_FRAME_BYTES - FRAME_HEADER_BYTES;
    this.operation = OP.CHUNK | (buffer << 16);
    this.receiver = bytes.length;
    for (let offset = 0; offset < bytes.length; offset += step) {
      const part = bytes.subarray(offset, offset + step);
      this.#makeRoom(MAX_FRAME_BYTES);
      this.ring.set(part, (this.head & (RING_BYTES - 1)) + FRAME_HEADER_BYTES);
      this.result = offset;
      this.#writeHeader(part.length, 0, part.length, 0);
      if (!this.batches) this.#publish();
    }
    this.#makeRoom(COMFORTABLE_BYTES);
    this.operation = operation;
    this.receiver = receiver;
    this.result = result;
  }
}
