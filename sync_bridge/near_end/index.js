// The near end: the worker's half of the bridge. It lives beside one interpreter, writes its operations as commands,
// waits where they need an answer, and delivers the page's calls to it. Interpreters use it through `port.js`.

import { EXTENSION, MAX_NAMES, MESSAGE, OP, REPLY, SIGINT, SIGUSR1, WORD } from "../protocol.js";
import { Decoder } from "../decoder.js";
import { INTERRUPTED, NearAtomics } from "../channels/atomics_near.js";
import { Replies } from "./replies.js";
import { Snapshots } from "./snapshots.js";
import { Unawaited } from "./unawaited.js";

/**
 * @typedef {object} Dispatcher what an interpreter does when the page asks for it
 * @property {(callable: number, call: number, wanted: number, argc: number, walk: import("./replies.js").Walk) => void} call
 *   `wanted` is 0 where nobody looks at the result, 1 where somebody will, 2 where the page stands still for it, 3 where it
 *   stands still and of the result only `false` and text matter
 * @property {(callable: number) => void} forget nobody on the page holds the callable any more
 * @property {(count: number, walk: import("./replies.js").Walk) => void} failed commands that nobody waited for failed
 *   after the turn that issued them
 * @property {(callable: number, milliseconds: number) => void} overrun the page waited for a callable in vain
 * @property {() => void} interrupt what it awaits in its event loop
 * @property {(error: unknown) => boolean} isFatal whether what came out of one of these has broken the interpreter
 */

/**
 * @typedef {object} Conventions what an interpreter can take
 * @property {boolean} bends its crossing bends integers beyond 32 bits and text with lone surrogates
 * @property {number} nesting how deep the interpreter and the page may call each other before its stack overflows
 * @property {boolean} tokens its proxies cannot tell when they die: they hold an object that is watched instead
 * @property {boolean} signals it looks at the interrupt word itself, and calls `serve_urgent` for SIGUSR1
 */

/** Methods of events that are in time only while the page stands still, and return nothing. */
const DECISIONS = new Set(["preventDefault", "stopPropagation", "stopImmediatePropagation"]);
/** index, ticket, operation, name, message, stack, thrown value */
const FAILURE_FIELDS = 7;
/** Ids released together; a longer queue only costs memory on both sides. */
const RELEASE_BATCH = 256;

/** Callables from this number on are functions of the worker's own JavaScript (facade/), those below of its interpreter. */
export const FACADE_CALLABLES = 0x10000000;

/**
 * Watched in place of a proxy: see Conventions.tokens. Each stands for one introduction of an object, so an object may
 * have several.
 */
export class Token {
  /** @param {number} id */
  constructor(id) {
    this.id = id;
    /** A node that the worker has created and not put anywhere. */
    this.loose = false;
    /** Whether the page may know the object by another number as well. */
    this.alias = false;
    this.isReleased = false;
    /** Objects that belong to this one and never change, by the form that asks for them. @type {Map<number, Token> | null} */
    this.parts = null;
  }
}

/**
 * Connect to the page. Resolves when the page's far end has answered, whichever of the two ends was there first.
 * @param {DedicatedWorkerGlobalScope} scope
 * @returns {Promise<NearEnd>}
 */
export function openNearEnd(scope) {
  return new Promise((resolve, reject) => {
    scope.addEventListener("message", function connect({ data }) {
      if (data?.offthread !== MESSAGE.CONNECT) return;
      // The page may send twice, once by itself and once for our hello.
      scope.removeEventListener("message", connect);
      try {
        resolve(new NearEnd(scope, data));
        scope.postMessage({ offthread: MESSAGE.CONNECTED });
      } catch (error) {
        reject(error);
      }
    });
    scope.postMessage({ offthread: MESSAGE.HELLO });
  });
}

export class NearEnd {
  /**
   * @param {DedicatedWorkerGlobalScope} scope
   * @param {{ buffer: SharedArrayBuffer, limits: import("../protocol.js").Limits, payload: Uint8Array }} connection
   */
  constructor(scope, { buffer, limits, payload }) {
    this.limits = limits;
    this.channel = new NearAtomics(buffer, (message) => scope.postMessage(message), limits);
    /** Where the interrupt word lies, for interpreters that watch it themselves. */
    this.buffer = buffer;
    /** @type {Conventions} */
    this.conventions = { bends: false, tokens: false, nesting: 0, signals: true };
    /** The call about an event that is being answered, for which the page may stand still; the innermost. */
    this.deciding = { call: 0, event: 0 };
    /** Beside commands, what may change what elements say: calls that have ended; less the decisions, which change nothing. */
    this.changes = 0;
    /** Calls that are being answered, each within another. */
    this.nested = 0;
    /** What has broken the interpreter in such a call. @type {unknown} */
    this.broken = undefined;
    /** @type {Dispatcher | null} */
    this.dispatcher = null;
    /** Likewise, of the worker's own JavaScript. @type {Dispatcher | null} */
    this.facade = null;
    /**
     * Called at the end of a command during which an interrupt has come. An interpreter that watches the interrupt word
     * itself leaves it alone.
     * @type {(() => void) | null}
     */
    this.onInterrupt = null;
    /** @type {Map<string, number>} */
    this.names = new Map();
    /** Member names by number. @type {string[]} */
    this.named = [""];
    /** Flags of CALLABLE, by the callable's number. @type {Map<number, number>} */
    this.callableFlags = new Map();
    /** Ids and introductions to be released. @type {number[]} */
    this.releases = [];
    /** Tokens that were released by hand, before their end. @type {Map<number, number>} */
    this.releasedEarly = new Map();
    /** @type {FinalizationRegistry<number>} */
    this.registry = new FinalizationRegistry((id) => {
      const early = this.releasedEarly.get(id);
      if (early === undefined) return this.release(id, 1);
      if (early > 1) this.releasedEarly.set(id, early - 1);
      else this.releasedEarly.delete(id);
    });
    /** Tokens that nobody watches yet: the interpreters that need them collect garbage between turns. @type {Token[]} */
    this.fresh = [];
    /** How often the page was told of each of our callables. @type {Map<number, number>} */
    this.introductions = new Map();
    /** Introductions in the frame that is open. @type {number[]} */
    this.journal = [];
    /** @type {Map<number, (walk: import("./replies.js").Walk) => void>} */
    this.settlements = new Map();
    this.nextSettlement = 1;
    this.nextId = 1;
    this.turnEnds = false;
    /** Whether a frame is open: its arguments come one by one. */
    this.isOpen = false;
    /** Whether there are urgent calls for when it is closed. */
    this.isUrgent = false;
    /** Index of the last failure that the interpreter was told of. */
    this.heard = 0;
    this.unawaited = new Unawaited(this);
    this.channel.onCall = (status) => this.#answer(status);
    const { channel } = this;
    this.snapshots = new Snapshots(
      () => channel.sequence + channel.ticket + this.changes,
      (id) => this.release(id, 1),
    );
    this.replies = new Replies({
      bends: () => this.conventions.bends,
      reference: (id) => (this.conventions.tokens ? this.#token(id) : id),
      release: (id, introductions) => this.release(id, introductions),
    });
    const decoder = new Decoder();
    decoder.aimAt(payload);
    /** Interface of the page's global object. */
    this.rootInterface = /** @type {number} */ (decoder.read());
    this.replies.readDescriptions(decoder);
    scope.addEventListener("message", ({ data }) => this.#receive(data));
  }

  /** Public counters: how many trips were made, what is held. */
  stats() {
    const { roundTrips, commands, bytes } = this.channel.counters;
    return { roundTrips, commands, bytes, callables: this.introductions.size, settlements: this.settlements.size };
  }

  /** @param {number} id @returns {unknown} */
  #token(id) {
    if (id === -1) return id;
    const token = new Token(id);
    this.fresh.push(token);
    return token;
  }

  /** The id behind what stands for an object of the page. @param {any} reference @returns {number} */
  idOf(reference) {
    return typeof reference === "number" ? reference : reference.id;
  }

  /**
   * Let go of an object of the page. Nothing is sent yet.
   * @param {number} id @param {number} introductions how many this end has seen
   */
  release(id, introductions) {
    if (this.snapshots.events.size || this.snapshots.credits.size) introductions = this.snapshots.settle(id, introductions);
    if (introductions === 0) return;
    this.releases.push(id, introductions);
    this.#expectTurn();
  }

  /** A microtask runs when the interpreter has returned to the event loop: the end of the turn. */
  #expectTurn() {
    if (this.turnEnds) return;
    this.turnEnds = true;
    this.channel.enter();
    queueMicrotask(() => {
      this.turnEnds = false;
      this.channel.leave();
      for (const token of this.fresh) this.registry.register(token, token.id);
      this.fresh = [];
      this.flush();
    });
  }

  /** A number for the result of a command that is not waited for, as a token. @returns {Token} */
  allocate() {
    return /** @type {Token} */ (this.#token(this.nextId++));
  }

  /** Write a callable into the open frame. @param {number} id */
  putCallable(id) {
    this.introduce(id);
    this.channel.encoder.writeIntegerExtension(EXTENSION.CALLABLE, id | (this.callableFlags.get(id) ?? 0));
  }

  /**
   * Let go of an object before the next command, whatever else refers to it.
   * @param {any} reference @param {number} introductions of a plain number; a token knows its own
   */
  releaseNow(reference, introductions) {
    if (typeof reference === "number") this.release(reference, introductions);
    else {
      const { id } = reference;
      reference.isReleased = true;
      this.release(id, 1);
      this.releasedEarly.set(id, (this.releasedEarly.get(id) ?? 0) + 1);
    }
    this.#sendReleases();
  }

  /**
   * The number of a member name; the page learns it with the next command.
   * @param {string} name
   * @returns {number} 0 where the table is full
   */
  intern(name) {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    if (this.names.size >= MAX_NAMES) return 0;
    const id = this.names.size + 1;
    this.channel.begin(OP.INTERN, 0, id);
    this.channel.encoder.writeString(name);
    this.channel.commit(1);
    this.names.set(name, id);
    this.named.push(name);
    return id;
  }

  /** Open a frame, after what has to go before it. @param {number} op @param {number} receiver @param {number} name @param {number} [result] */
  begin(op, receiver, name, result) {
    this.prepare();
    this.channel.begin(op, receiver, name, result);
  }

  /**
   * Decide about the event for which the page stands still, without waiting for it: the page does this before it goes on.
   * @param {number} receiver @param {number} name
   * @returns {boolean} false where it is no such decision, or may come too late
   */
  decide(receiver, name) {
    const { channel, deciding } = this;
    if (receiver !== deciding.event || !DECISIONS.has(this.named[name])) return false;
    if (Atomics.load(channel.words, WORD.STANDING) !== deciding.call) return false;
    this.begin(OP.CALL, receiver, name);
    const { synced, ticket } = channel;
    channel.commitUnawaited(0);
    // It cannot fail, so there is nothing to wait for, and nothing that an element says changes by it.
    if (synced === ticket) channel.synced = channel.ticket;
    this.changes--;
    // It counts even if the function then takes too long.
    channel.publish();
    return true;
  }

  /**
   * Call a function for the page.
   * @param {number} callable @param {number} call @param {number} wanted @param {number} argc @param {import("./replies.js").Walk} walk
   * @param {number} event about which it may decide, or 0
   */
  #dispatch(callable, call, wanted, argc, walk, event) {
    const { deciding } = this;
    this.deciding = { call, event };
    try {
      this.#dispatcherOf(callable)?.call(callable, call, wanted, argc, walk);
    } finally {
      this.deciding = deciding;
      // The page goes on, with what the event leads to.
      this.changes++;
    }
  }

  /** See to what has to go before a command. */
  prepare() {
    if (this.releases.length >= RELEASE_BATCH * 2) this.#sendReleases();
    if (!this.turnEnds) this.#expectTurn();
    if (!this.conventions.signals) this.takeSignal();
  }

  /** Have the page make its urgent calls, if there are some. */
  takeSignal() {
    const { words } = this.channel;
    if (Atomics.load(words, WORD.INTERRUPT) !== SIGUSR1) return;
    if (Atomics.compareExchange(words, WORD.INTERRUPT, SIGUSR1, 0) === SIGUSR1) this.serveUrgent();
  }

  /** Have the page make its urgent calls now, or as soon as the frame that is open is closed. */
  serveUrgent() {
    const { channel } = this;
    this.isUrgent = this.isOpen;
    if (this.isOpen) return;
    channel.begin(OP.URGENT, 0, 0);
    // An interrupt that came meanwhile is for the program.
    if (channel.request(0) === INTERRUPTED) Atomics.store(channel.words, WORD.INTERRUPT, SIGINT);
  }

  /** The open frame has been closed or given up. */
  closed() {
    this.isOpen = false;
    if (!this.isUrgent) return;
    this.isUrgent = false;
    Atomics.compareExchange(this.channel.words, WORD.INTERRUPT, 0, SIGUSR1);
  }

  /** See whether there is an interrupt. A loop that does nothing but use the page is ended by that. */
  poll() {
    if (this.onInterrupt && this.channel.takeInterrupt()) this.onInterrupt();
  }

  #sendReleases() {
    const { releases, channel } = this;
    this.releases = [];
    for (let start = 0; start < releases.length; start += RELEASE_BATCH * 2) {
      const batch = releases.slice(start, start + RELEASE_BATCH * 2);
      channel.begin(OP.RELEASE, 0, 0);
      for (const number of batch) channel.encoder.writeNumber(number);
      channel.commit(batch.length);
    }
  }

  /** The end of a turn: everything written becomes visible to the page. */
  flush() {
    if (this.releases.length) this.#sendReleases();
    this.channel.publish();
  }

  /** Count that the open frame tells the page of a callable. @param {number} id */
  introduce(id) {
    this.introductions.set(id, (this.introductions.get(id) ?? 0) + 1);
    this.journal.push(id);
  }

  /** The open frame will be sent. */
  keepIntroductions() {
    if (this.journal.length) this.journal = [];
  }

  /** The open frame will not be sent. */
  takeBackIntroductions() {
    const { journal } = this;
    this.journal = [];
    for (const id of journal) this.#forget(id, 1);
  }

  /** @param {number} id @param {number} introductions */
  #forget(id, introductions) {
    const left = (this.introductions.get(id) ?? 0) - introductions;
    if (left > 0) this.introductions.set(id, left);
    else if (this.introductions.delete(id)) {
      this.callableFlags.delete(id);
      this.#dispatcherOf(id)?.forget(id);
    }
  }

  /** Whose function it is that the page means. @param {number} callable */
  #dispatcherOf(callable) {
    return callable < FACADE_CALLABLES ? this.dispatcher : this.facade;
  }

  /**
   * Run what the page calls while the interpreter waits for it.
   * @param {number} status
   */
  #answer(status) {
    const { channel } = this;
    const whole = status & REPLY.PARTS ? channel.collect() : channel.replyBytes.slice(0, channel.replyLength);
    if (typeof whole === "number") return; // interrupted: the page gives up
    const [id, wanted, callable, argc, walk, event] = this.#openCall({ payload: whole, status });
    const { nested } = this;
    if (nested >= this.conventions.nesting) {
      const times = `${nested} times, each within the call before`;
      return this.#refuse(id, "NestingError", `Python and the page have called each other ${times}: no more fits [OT208]`);
    }
    this.nested++;
    const dispatcher = this.#dispatcherOf(callable);
    try {
      this.#dispatch(callable, id, wanted, argc, walk, event);
    } catch (error) {
      if (dispatcher?.isFatal(error)) {
        this.broken = error;
        // The page stands still for this call, and would do so for a while.
        this.#refuse(id, "WorkerEnded", "The interpreter that this function lives in has broken [OT205]");
        channel.publish();
      }
      throw error;
    } finally {
      this.nested--;
    }
  }

  /** @param {{ payload: Uint8Array, flags?: number, status?: number }} message */
  #openCall(message) {
    const { decoder, walk, event } = this.#open(message, 4);
    const [id, wanted, callable] = [decoder.read(), decoder.read(), decoder.read()].map(Number);
    this.replies.next(walk);
    const argc = /** @type {number} */ (this.replies.pending.pop());
    return /** @type {const} */ ([id, wanted, callable, argc, walk, event]);
  }

  /** Answer a call with an error of the bridge, in the interpreter's stead. @param {number} id @param {string} name @param {string} message */
  #refuse(id, name, message) {
    const { channel } = this;
    const { encoder } = channel;
    channel.begin(OP.THROW, id, 0);
    for (const text of [name, message, "", ""]) encoder.writeString(text);
    for (const number of [0, 0]) encoder.writeNumber(number);
    encoder.writeBoolean(true); // an error of JavaScript, which goes on as itself
    encoder.writeError(name, message, "");
    channel.commit(8);
  }

  /** @param {any} message */
  #receive(message) {
    switch (message?.offthread) {
      case MESSAGE.CALL: {
        const [id, wanted, callable, argc, walk, event] = this.#openCall(message);
        this.channel.enter();
        Atomics.store(this.channel.words, WORD.TAKEN, id);
        this.#dispatch(callable, id, wanted, argc, walk, event);
        this.flush();
        return this.channel.leave();
      }
      case MESSAGE.OVERRUN:
        return this.#dispatcherOf(message.callable)?.overrun(message.callable, message.milliseconds);
      case MESSAGE.INTERRUPT:
        return this.#interrupt();
      case MESSAGE.SETTLE: {
        const settle = this.settlements.get(message.id);
        this.settlements.delete(message.id);
        const { walk } = this.#open(message, 1);
        const thrown = (message.status & 7) === REPLY.THROWN;
        if (thrown) walk.decoder.offset++; // the header of an array: its items are read one by one
        settle?.(Object.assign(walk, { thrown, interrupted: false }));
        return;
      }
      case MESSAGE.FAILED: {
        const { walk } = this.#open(message, 1);
        const count = this.readFailures(walk);
        this.channel.begin(OP.HEARD, this.heard, 0);
        this.channel.commit(0);
        if (count) this.dispatcher?.failed(count, walk);
        return this.flush();
      }
      case MESSAGE.FORGET: {
        const { callables } = message;
        for (let i = 0; i < callables.length; i += 2) this.#forget(callables[i], callables[i + 1]);
        return;
      }
    }
  }

  /** Interrupt what is awaited in the event loop: nothing else runs now. */
  #interrupt() {
    // What ran when the page asked has taken the interrupt already.
    if (!this.channel.takeInterrupt()) return;
    const settlements = [...this.settlements.values()];
    this.settlements.clear();
    for (const settle of settlements) settle(Object.assign(this.replies.walk(new Uint8Array(0)), { thrown: false, interrupted: true }));
    this.dispatcher?.interrupt();
  }

  /**
   * Open a list of failures. A message and a reply may tell the same ones: those that are known are passed over.
   * @param {import("./replies.js").Walk} walk
   * @returns {number} how many are left in the walk: index, ticket, operation, name, message, stack and thrown value of each
   */
  readFailures(walk) {
    this.replies.next(walk);
    let count = /** @type {number} */ (this.replies.pending.pop()) / FAILURE_FIELDS;
    const { decoder } = walk;
    while (count > 0) {
      const start = decoder.offset;
      const index = /** @type {number} */ (decoder.read());
      if (index > this.heard) {
        decoder.offset = start;
        break;
      }
      for (let i = 1; i < FAILURE_FIELDS; i++) this.replies.skip(decoder);
      count--;
    }
    if (count) this.heard = this.#lastFailure(walk, count);
    return count;
  }

  /** @param {import("./replies.js").Walk} walk @param {number} count @returns {number} index of the last one */
  #lastFailure({ decoder }, count) {
    const start = decoder.offset;
    let index = 0;
    for (let i = 0; i < count; i++) {
      index = /** @type {number} */ (decoder.read());
      for (let field = 1; field < FAILURE_FIELDS; field++) this.replies.skip(decoder);
    }
    decoder.offset = start;
    return index;
  }

  /**
   * A message's values as a walk, its descriptions read.
   * @param {{ payload: Uint8Array, flags?: number, status?: number }} message @param {number} count of values
   */
  #open({ payload, flags = 0, status = 0 }, count) {
    const decoder = new Decoder();
    decoder.aimAt(payload);
    let end = payload.length;
    let event = 0;
    if ((flags | status) & (REPLY.DESCRIPTIONS | REPLY.SNAPSHOT)) {
      for (let i = 0; i < count; i++) this.replies.skip(decoder);
      end = decoder.offset;
      if ((flags | status) & REPLY.SNAPSHOT) event = this.snapshots.read(decoder);
      if ((flags | status) & REPLY.DESCRIPTIONS) this.replies.readDescriptions(decoder);
    }
    const walk = this.replies.walk(payload.subarray(0, end));
    return { decoder: walk.decoder, walk, event };
  }
}
