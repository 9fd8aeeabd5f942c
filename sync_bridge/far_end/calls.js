// Calls of the worker's functions. How one is made depends on what the worker is doing at the moment:
//
//   it waits for the command that is being executed     within that wait; the page stands still for the result
//   it is idle, asleep, or waits for something else     likewise, where the function decides or answers and the deadline
//                                                       (syncDeadlineMs) is not over; otherwise as a promise
//   it computes                                         as a promise, in order, when it is free; urgent ones earlier

import { CALLABLE, MESSAGE, REPLY, SIGUSR1, WORD, WORKER } from "../protocol.js";
import { BridgeError } from "../errors.js";
import { WAY } from "./interfaces.js";
import { writeSnapshot } from "./snapshots.js";

/** The page stands still no longer than this for a function that was called in the worker's own call. */
const CALL_MS = 10_000;

/** So long after it has returned, a worker that runs is most likely on its way back into its event loop. */
const BACK_MS = 10;

/** What the page does with a call's result: see `wanted` in near_end/index.js. */
const WANTED = Object.freeze({ NOTHING: 0, PROMISE: 1, VALUE: 2, DECISION: 3 });

/** Stands for a call that could not be made at once. */
const BUSY = Symbol("busy");

/**
 * @typedef {object} Pending a call into the worker that has not returned
 * @property {(value: unknown) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {() => void} [later] its value is to be a promise, for which somebody waits
 * @property {Promise<unknown>} [promise] of it, where the caller has one
 * @property {number} callable
 * @property {number} began by performance.now()
 * @property {boolean} isOverdue whether the page has waited in vain
 */

/**
 * @typedef {object} Queued a call for a worker that is busy
 * @property {number} id
 * @property {boolean} isUrgent
 * @property {Uint8Array} payload
 * @property {number} flags
 */

export class Calls {
  /** @param {import("./index.js").FarEnd} far @param {number} deadlineMs for calls that the worker has not caused */
  constructor(far, deadlineMs) {
    this.far = far;
    this.deadlineMs = deadlineMs;
    /** @type {Map<number, Pending>} */
    this.pending = new Map();
    this.nextId = 1;
    /** In the order in which they are to be made. @type {Queued[]} */
    this.queue = [];
    /** Callables that were too slow, which is said once of each. @type {Set<number>} */
    this.slow = new Set();
    /** How many values the page needs before the command that is being executed can go on. */
    this.standing = 0;
    /** The page stands still for something that it can do without, and lets go when this becomes true. */
    this.isReleased = false;
    /** When it was last called for later, by performance.now(). */
    this.posted = 0;
    /** When the worker last returned from something that the page waited for, by performance.now(). */
    this.returned = 0;
  }

  /**
   * Call a function of the worker.
   * @param {number} callable with flags of CALLABLE
   * @param {Function} wrapper the page's function for it
   * @param {unknown[]} args
   * @returns {unknown} what it returned, or a promise of that
   */
  call(callable, wrapper, args) {
    const { far } = this;
    const event = args.length === 1 && isEvent(args[0]) ? args[0] : null;
    const rules = event ? far.listeners.rulesFor(wrapper, event) : undefined;
    if (rules === null) return undefined;
    if (event && rules) {
      if (rules.prevent_default) event.preventDefault();
      if (rules.stop_propagation) event.stopPropagation();
      if (rules.coalesce) return rules.latest(event, (latest, target) => this.#callLater(callable, args, latest, target, false));
    }
    if (!far.closed && !far.isReplying) {
      const waits = event ? decides(callable, event) || rules?.waits() : callable & ~CALLABLE.ID || isLayoutObserver(args[1]);
      const result = far.awaited ? this.#callWithin(callable, args, event) : waits ? this.#callAtOnce(callable, args, event) : BUSY;
      if (result !== BUSY) return result;
    }
    const promise = this.#callLater(callable, args, event, null, Boolean(rules?.urgent));
    // Nobody looks at what a listener returns, and a promise would be taken for an answer by `onbeforeunload`.
    return event ? undefined : promise;
  }

  /** Call a function when the worker is free. @param {number} callable @param {unknown[]} args */
  invoke(callable, args) {
    return this.#callLater(callable, args, null, null, false);
  }

  /** Within the command that is being executed. @param {number} callable @param {unknown[]} args @param {Event | null} event */
  #callWithin(callable, args, event) {
    const { channel } = this.far;
    const beneath = channel.claim(true);
    return beneath === null ? BUSY : this.#stand(callable, args, event, beneath, CALL_MS, true);
  }

  /**
   * Of the page's own accord. The page does not wait for a worker that computes; but one that is busy only with what the page
   * has just called gets until the deadline, or the second of two handlers of one click could not decide; and one that waits
   * for an answer that it has already is about to wake.
   * @param {number} callable @param {unknown[]} args @param {Event | null} event
   */
  #callAtOnce(callable, args, event) {
    const { channel } = this.far;
    // What was written before has to be executed before, and a batch whole.
    if (channel.draining || channel.batch) return BUSY;
    const until = Math.max(this.returned + BACK_MS, this.posted + this.deadlineMs);
    const awake = performance.now() + this.deadlineMs;
    try {
      do {
        // Calls that were made before this one come first.
        this.flush();
        if (this.queue.length === 0) {
          if (channel.workerState() === WORKER.IDLE) return this.#stand(callable, args, event, null, this.deadlineMs, false);
          const beneath = channel.claim(false);
          if (beneath !== null) return this.#stand(callable, args, event, beneath, this.deadlineMs, false);
        }
        channel.serveOnce();
      } while (performance.now() < until || (channel.workerState() === WORKER.WAITING_FOR_REPLY && performance.now() < awake));
      return BUSY;
    } finally {
      channel.rest();
    }
  }

  /**
   * Call the worker and stand still for the result.
   * @param {number} callable @param {unknown[]} args @param {Event | null} event
   * @param {number | null} beneath what claiming the worker has returned; null where it is in its event loop
   * @param {number} ms at most
   * @param {boolean} within the command that is being executed
   */
  #stand(callable, args, event, beneath, ms, within) {
    const { far } = this;
    const { channel } = far;
    const id = this.nextId++;
    const wanted = event ? WANTED.DECISION : WANTED.VALUE;
    let message;
    try {
      message = this.#encode(id, wanted, callable, args, event, null, beneath === null ? WAY.MESSAGE : WAY.REPLY);
    } catch (error) {
      // There will be no call, and the worker is not to wait for one.
      if (beneath !== null) channel.unclaim(beneath);
      throw error;
    }
    const { payload, flags } = message;
    let isDone = false;
    let hasFailed = false;
    /** @type {any} */
    let outcome;
    /** @param {unknown} value */
    const resolve = (value) => {
      outcome = value;
      isDone = true;
    };
    /** @param {unknown} error */
    const reject = (error) => {
      hasFailed = true;
      resolve(error);
    };
    const began = performance.now();
    /** @type {Pending} */
    const pending = { resolve, reject, callable: callable & CALLABLE.ID, began, isOverdue: false };
    pending.later = () => resolve(this.#promise(id, pending));
    this.pending.set(id, pending);
    const { standing, isReleased } = this;
    const isNeeded = within && !event;
    if (isNeeded) this.standing++;
    else this.isReleased = false;
    const restore = far.keepCommand();
    const isOver = () => isDone || (!isNeeded && this.isReleased);
    const outer = Atomics.exchange(channel.words, WORD.STANDING, id);
    if (beneath === null) far.post({ offthread: MESSAGE.CALL, id, flags, payload });
    else channel.call(id, payload, flags, beneath);
    channel.serveUntil(isOver, ms);
    Atomics.store(channel.words, WORD.STANDING, outer);
    restore();
    const letGo = this.isReleased;
    Object.assign(this, { standing, isReleased });
    if (isDone) {
      this.returned = performance.now();
      if (!hasFailed) return outcome;
      if (!event) throw outcome;
      // As of any listener: who dispatched the event is not told. That the worker was ended meanwhile is no error of its.
      return far.closed ? undefined : far.onError(outcome);
    }
    // Its answer comes too late for what asked. An idle worker that has not even begun does something of its own.
    pending.later = undefined;
    const isTaken = beneath !== null || Atomics.load(channel.words, WORD.TAKEN) === id;
    if (event || !isTaken || letGo) {
      const promise = this.#promise(id, pending);
      pending.isOverdue = isTaken && !letGo;
      if (!event) return promise;
      promise.catch((error) => far.closed || far.onError(error));
      return undefined;
    }
    pending.isOverdue = true;
    pending.resolve = pending.reject = () => {};
    throw new CallTimeout(ms);
  }

  /** @param {number} id @param {Pending} pending @returns {Promise<unknown>} how a call that was begun ends */
  #promise(id, pending) {
    const promise = new Promise((resolve, reject) => Object.assign(pending, { resolve, reject, later: undefined }));
    pending.promise = promise;
    this.pending.set(id, pending);
    this.far.owners.set(promise, this.far);
    return promise;
  }

  /**
   * Call the worker when it is free.
   * @param {number} callable @param {unknown[]} args @param {Event | null} event @param {EventTarget | null} target of an event
   *   that has been dispatched @param {boolean} isUrgent
   */
  #callLater(callable, args, event, target, isUrgent) {
    const { far } = this;
    const id = this.nextId++;
    /** @type {Pending} */
    const pending = { resolve: nothing, reject: nothing, callable: callable & CALLABLE.ID, began: 0, isOverdue: false };
    const wanted = event ? WANTED.NOTHING : WANTED.PROMISE;
    let promise;
    if (far.closed) promise = Promise.reject(workerEnded());
    else {
      try {
        const { payload, flags } = this.#encode(id, wanted, callable, event ? [event] : args, event, target, WAY.EITHER);
        promise = this.#promise(id, pending);
        this.#enqueue({ id, isUrgent, payload, flags });
      } catch (error) {
        promise = Promise.reject(error);
      }
    }
    if (event) promise.catch((error) => far.closed || far.onError(error));
    // After the worker's end, timers that it left may still fire: their callers get the rejection, the console does not.
    else if (far.closed) promise.catch(() => {});
    return promise;
  }

  /** @param {Queued} queued */
  #enqueue(queued) {
    const { words } = this.far.channel;
    const at = queued.isUrgent ? this.queue.findIndex(({ isUrgent }) => !isUrgent) : -1;
    this.queue.splice(at < 0 ? this.queue.length : at, 0, queued);
    Atomics.store(words, WORD.QUEUED, 1);
    // An interrupt that is there goes first; the call is then made when the worker is free.
    if (queued.isUrgent) Atomics.compareExchange(words, WORD.INTERRUPT, 0, SIGUSR1);
    this.flush();
  }

  /** Make the calls that the worker can take now. */
  flush() {
    const { queue, far } = this;
    const { channel } = far;
    // Within a frame the worker is on its way to somewhere; afterwards this is called again.
    if (queue.length === 0 || channel.draining) return;
    let hasCalled = false;
    while (queue.length && !far.closed) {
      if (channel.workerState() === WORKER.IDLE) {
        const { id, flags, payload } = /** @type {Queued} */ (queue.shift());
        far.post({ offthread: MESSAGE.CALL, id, flags, payload });
        this.posted = performance.now();
        continue;
      }
      // One that waits for a command is in the middle of something.
      const beneath = channel.claimAtRest();
      if (beneath === null) break;
      const { id, flags, payload } = /** @type {Queued} */ (queue.shift());
      channel.call(id, payload, flags, beneath);
      this.posted = performance.now();
      hasCalled = true;
    }
    if (queue.length === 0) Atomics.store(channel.words, WORD.QUEUED, 0);
    if (hasCalled) channel.rest();
  }

  /** Make the urgent calls within the command that asks for that. */
  serveUrgent() {
    const { queue, far } = this;
    const { channel } = far;
    while (queue[0]?.isUrgent) {
      const beneath = channel.claim(true);
      if (beneath === null) return;
      const { id, flags, payload } = /** @type {Queued} */ (queue.shift());
      const pending = /** @type {Pending} */ (this.pending.get(id));
      let isDone = false;
      const { resolve, reject } = pending;
      pending.resolve = (value) => resolve(((isDone = true), value));
      pending.reject = (error) => reject(((isDone = true), error));
      pending.later = () => (isDone = true);
      const restore = far.keepCommand();
      channel.call(id, payload, flags, beneath);
      channel.serveUntil(() => isDone, CALL_MS);
      restore();
    }
  }

  /** A call has returned or thrown. @param {number} id @returns {Pending | undefined} */
  settle(id) {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    this.far.channel.returned(id);
    if (pending?.isOverdue && !this.slow.has(pending.callable)) {
      this.slow.add(pending.callable);
      const milliseconds = Math.round(performance.now() - pending.began);
      this.far.post({ offthread: MESSAGE.OVERRUN, callable: pending.callable, milliseconds });
    }
    return pending;
  }

  /** A call's function turned out to be a coroutine. @param {number} id */
  later(id) {
    this.far.channel.returned(id);
    const pending = this.pending.get(id);
    if (!pending) return;
    // A coroutine decides nothing in time, so it cannot be too slow for that.
    pending.isOverdue = false;
    pending.later?.();
  }

  close() {
    const ended = workerEnded();
    for (const { reject, promise } of this.pending.values()) {
      // Whoever looks at it is told; a timer does not look, and that its function is gone is no error of the page.
      promise?.catch(() => {});
      reject(ended);
    }
    this.pending.clear();
    this.queue = [];
  }

  /**
   * @param {number} id @param {number} wanted one of WANTED @param {number} callable @param {unknown[]} args
   * @param {Event | null} event @param {EventTarget | null} target the event's, if it has been dispatched
   * @param {number} way one of WAY
   */
  #encode(id, wanted, callable, args, event, target, way) {
    const { far } = this;
    if (event) far.delivered.add(event);
    return far.encodeMessage((encoder) => {
      encoder.writeNumber(id);
      encoder.writeNumber(wanted);
      encoder.writeNumber(callable & CALLABLE.ID);
      encoder.writeArrayHeader(args.length);
      for (const argument of args) far.values.writeResult(encoder, argument);
      if (!event) return 0;
      writeSnapshot(encoder, event, target, far);
      return REPLY.SNAPSHOT;
    }, way);
  }
}

function nothing() {}

/** Whether a handler is worth waiting for by what it does. @param {number} callable @param {Event} event */
function decides(callable, event) {
  return callable & CALLABLE.DECIDES || (callable & CALLABLE.ANSWERS && event.type === "beforeunload");
}

/** Whether a callback is that of an observer which is called between layout and paint. @param {unknown} observer */
function isLayoutObserver(observer) {
  return typeof ResizeObserver === "function" && observer instanceof ResizeObserver;
}

/** @param {unknown} value @returns {value is Event} */
function isEvent(value) {
  try {
    return typeof Event === "function" && value instanceof Event;
  } catch {
    return false; // a Proxy whose traps throw
  }
}

export function workerEnded() {
  return new WorkerEnded("The worker that this function lives in has ended", "OT205");
}

/** Rejects the calls into a worker that was terminated. */
export class WorkerEnded extends BridgeError {
  static name = "WorkerEnded";
}

export class CallTimeout extends BridgeError {
  static name = "CallTimeout";

  /** @param {number} ms */
  constructor(ms) {
    super(`A Python function that the page had called did not return within ${ms} ms; the page goes on without it`, "OT207");
  }
}
