// The page's side of the reply area: replies, and calls of the worker in place of one. No ring and no tasks: those are
// atomics_far.js, which inherits this.
//
// A call for which the page does not wait (any more) stays open until the worker has answered it. Until then the reply area is
// that call's, and the reply to the command beneath it is held.

import { CALLED, REPLY, REPLY_BYTES, WORD, WORKER } from "../protocol.js";
import { Encoder } from "../encoder.js";
import { AtomicsMemory } from "./atomics_memory.js";

/** The sequence number of no command. */
export const NO_COMMAND = -1;

/** The worker is back in its wait within microseconds, unless that was interrupted. */
const CLAIM_MS = 5;
/**
 * @typedef {object} HeldReply a reply for which the worker is not ready
 * @property {number} sequence
 * @property {number} status
 * @property {Uint8Array} bytes
 */

/**
 * @typedef {object} OpenCall
 * @property {number} id
 * @property {number} beneath sequence number of the command that the worker waits for beneath it, or NO_COMMAND
 * @property {HeldReply | null} held the reply to that
 * @property {Uint8Array | null} parts of a reply that the worker was collecting
 * @property {number} awaiting see FarAtomics
 */

export class ReplyArea extends AtomicsMemory {
  /** @param {SharedArrayBuffer} buffer @param {Readonly<import("../protocol.js").Limits>} limits */
  constructor(buffer, limits) {
    super(buffer);
    this.limits = limits;
    /** Replies are written here, after `aimReply`. */
    this.encoder = new Encoder(limits);
    /** Calls made while the worker waited. */
    this.calls = 0;
    /** Those of them that the worker is answering, each within the one before. @type {OpenCall[]} */
    this.open = [];
    /** The reply that is kept back while the worker is called, if that is being done. @type {HeldReply | null} */
    this.kept = null;
    this.keeps = false;
    /** Sequence number of the command that is to be answered later, and that the worker waits for. */
    this.awaiting = NO_COMMAND;
    /** A reply too large for the reply area. @type {Uint8Array | null} */
    this.parts = null;
    /** Of the command that is being executed, for which the worker waits. */
    this.sequence = 0;
    this.counters = { commands: 0, replies: 0, wakeups: 0, yields: 0 };
  }

  /** What the worker is doing, one of WORKER. */
  workerState() {
    return Atomics.load(this.words, WORD.WORKER_STATE);
  }

  /** @param {number} sequence of the command that the worker waits for, unless it has come to rest within a call */
  claimWait(sequence) {
    for (const until = performance.now() + CLAIM_MS; performance.now() < until; ) {
      if (this.claimFrom(WORKER.WAITING_FOR_REPLY)) return sequence;
      const rest = this.claimRest();
      if (rest !== null) return rest;
    }
    return null;
  }

  /** From a wait for a promise that has not been answered, or for time to pass. */
  claimRest() {
    if (this.awaiting !== NO_COMMAND && this.claimFrom(WORKER.AWAITING)) return this.awaiting;
    return this.claimFrom(WORKER.ASLEEP) ? NO_COMMAND : null;
  }

  /** Let a claimed worker go on waiting for what it waited for. @param {number} beneath what `claim` has returned */
  unclaim(beneath) {
    const { kept } = this;
    this.kept = null;
    if (kept) return this.deliver(kept);
    const rest = beneath === NO_COMMAND ? WORKER.ASLEEP : WORKER.AWAITING;
    const state = rest === WORKER.AWAITING && beneath !== this.awaiting ? WORKER.WAITING_FOR_REPLY : rest;
    Atomics.compareExchange(this.words, WORD.WORKER_STATE, WORKER.CLAIMED, state);
  }

  /** @param {number} state one of WORKER */
  claimFrom(state) {
    return Atomics.compareExchange(this.words, WORD.WORKER_STATE, state, WORKER.CLAIMED) === state;
  }

  /**
   * Call the worker, which has been claimed.
   * @param {number} id of the call @param {Uint8Array} payload @param {number} flags of the reply
   * @param {number} beneath what `claim` has returned
   */
  call(id, payload, flags, beneath) {
    const { kept: held, parts, awaiting } = this;
    this.kept = null;
    this.awaiting = NO_COMMAND;
    this.open.push({ id, beneath, held, parts, awaiting });
    let status = REPLY.CALL | flags;
    if (payload.length > REPLY_BYTES) {
      this.parts = payload;
      status |= REPLY.PARTS;
    } else this.replyBytes.set(payload);
    this.calls = (this.calls + 1) & (CALLED - 1);
    this.publish(CALLED | this.calls, status, payload.length);
  }

  /** The worker has answered a call and goes back to what it waited for beneath it. @param {number} id */
  returned(id) {
    const at = this.open.findLastIndex((call) => call.id === id);
    if (at < 0) return;
    // It answers the innermost first, so those above this one will not be answered.
    const [{ held, parts, awaiting }] = this.open.splice(at);
    Object.assign(this, { parts, awaiting });
    if (held) this.deliver(held);
  }

  /** @param {HeldReply} held */
  deliver({ sequence, status, bytes }) {
    if (status & REPLY.PARTS) this.parts = bytes;
    else this.replyBytes.set(bytes);
    this.publish(sequence, status, bytes.length);
  }

  /**
   * Answer a command later than it was executed.
   * @param {number} sequence of the command @param {number} status @param {Uint8Array} payload
   */
  replyLater(sequence, status, payload) {
    const reply = heldReply(sequence, status, payload);
    const open = this.openOver(sequence);
    if (open) return this.holdReply(open, reply);
    // From here on the worker is not to be claimed: the reply area is taken.
    if (this.awaiting === sequence) this.awaiting = NO_COMMAND;
    this.deliver(reply);
  }

  /** Aim the encoder at the reply area. */
  aimReply() {
    const { encoder } = this;
    // The reply area is the worker's while it answers a call that the page did not wait for.
    if (this.open.length && this.openOver(this.sequence)) encoder.aimPrivately();
    else encoder.aim(this.replyBytes, this.replyView, 0, REPLY_BYTES);
    return encoder;
  }

  /** The call, if there is one, that has to return before a command can be answered. @param {number} sequence of the command */
  openOver(sequence) {
    return this.open.findLast((call) => call.beneath === sequence);
  }

  /** Publish what the encoder holds. @param {number} status one of REPLY, with flags */
  reply(status) {
    const { encoder, sequence } = this;
    const { length } = encoder;
    const open = this.open.length ? this.openOver(sequence) : undefined;
    if (open || this.keeps) {
      this.holdReply(open, heldReply(sequence, status, encoder.written().slice()));
      encoder.bytes = this.replyBytes;
      return;
    }
    if (encoder.spilled) {
      if (length <= REPLY_BYTES) this.replyBytes.set(encoder.written());
      else {
        this.parts = encoder.written();
        status |= REPLY.PARTS;
      }
      encoder.bytes = this.replyBytes; // let go of a large private buffer
    }
    this.publish(sequence, status, length);
  }

  /** @param {OpenCall | undefined} open @param {HeldReply} reply */
  holdReply(open, reply) {
    if (open) open.held = reply;
    else this.kept = reply;
  }

  /** @param {number} offset */
  sendPart(offset) {
    const part = this.parts?.subarray(offset, offset + REPLY_BYTES) ?? new Uint8Array(0);
    const status = part.length > 0 ? REPLY.VALUE : REPLY.MISSING;
    if (this.keeps) {
      this.kept = heldReply(this.sequence, status, part.slice());
      return;
    }
    this.replyBytes.set(part);
    this.publish(this.sequence, status, part.length);
  }

  /** @param {number} sequence @param {number} status @param {number} length */
  publish(sequence, status, length) {
    const { words } = this;
    this.counters.replies++;
    Atomics.store(words, WORD.REPLY_STATUS, status);
    Atomics.store(words, WORD.REPLY_LENGTH, length);
    // Last, as it is what publishes the payload to the other agent.
    Atomics.store(words, WORD.REPLY_SEQUENCE, sequence);
    Atomics.notify(words, WORD.REPLY_SEQUENCE);
  }
}

/** @param {number} sequence @param {number} status @param {Uint8Array} bytes private ones @returns {HeldReply} */
function heldReply(sequence, status, bytes) {
  return { sequence, status: bytes.length > REPLY_BYTES ? status | REPLY.PARTS : status, bytes };
}
