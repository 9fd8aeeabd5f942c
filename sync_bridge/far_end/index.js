// The far end: the page's half of the bridge for one worker. It owns the real objects, runs the worker's commands on
// them, and calls the worker's functions. It knows no tags and no interpreters; main_thread creates one per worker.

import { DEFAULT_LIMITS, FLAG, MESSAGE, OP, REPLY, ROOT_ID, SIGINT, WORD } from "../protocol.js";
import { Encoder } from "../encoder.js";
import { BridgeError, ProtocolError, PythonError } from "../errors.js";
import { createBuffer } from "../channels/atomics_memory.js";
import { FarAtomics } from "../channels/atomics_far.js";
import { CallableTable } from "./callables.js";
import { SHAPE, perform, rememberHandler } from "./executor.js";
import { interfaceOf } from "./interfaces.js";
import { ObjectTable, Poisoned } from "./object_table.js";
import { PageListeners } from "./page_listeners.js";
import { Failures } from "./failures.js";
import { MISSING } from "./subscription.js";
import { HeldPromises } from "./promises.js";
import { PageValues, describeThrown } from "./values.js";

export { PythonError };

/**
 * @typedef {object} FarEndOptions
 * @property {object} [root] what the worker knows as the page's global object; default `globalThis`
 * @property {Partial<import("../protocol.js").Limits>} [limits]
 * @property {(error: Error) => void} [onError] gets exceptions of event listeners, which nobody awaits
 * @property {import("../channels/atomics_far.js").Watcher} [watcher] is told of floods of changes
 */

/**
 * @typedef {object} Pending a call into the worker that has not returned
 * @property {(value: unknown) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {() => void} [later] its value is to be a promise, for which somebody waits
 */

export class FarEnd {
  /** @param {Worker} worker @param {FarEndOptions} [options] */
  constructor(worker, { root = globalThis, limits = {}, onError = reportError, watcher } = {}) {
    this.worker = worker;
    this.onError = onError;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.buffer = createBuffer();
    this.promises = new HeldPromises();
    this.objects = new ObjectTable(root, (promise) => this.promises.drop(promise));
    this.listeners = new PageListeners();
    this.callables = new CallableTable(
      (id, args) => this.#call(id, args),
      (callables) => this.#post({ offthread: MESSAGE.FORGET, callables }),
    );
    this.values = new PageValues(this.objects, this.callables, this.promises);
    this.channel = new FarAtomics(this.buffer, (frame) => this.#execute(frame), this.limits, watcher);
    this.values.largeBuffers = () => this.channel.buffers;
    this.failures = new Failures();
    /** @type {(string | undefined)[]} */
    this.names = [];
    /** @type {Map<number, Pending>} */
    this.pending = new Map();
    this.nextCall = 1;
    this.closed = false;
    /** The first two arguments of the command last performed, which some commands return. @type {unknown} */
    this.first = undefined;
    /** @type {unknown} */
    this.second = undefined;
    /** How many commands are being executed that the worker waits for, each within another. */
    this.awaited = 0;
    /** Whether a reply is being written, which may run code of the page. */
    this.isReplying = false;
    /** Introductions of the last reply, to be taken back if the worker gave it up. @type {number[]} */
    this.lastReply = [];
    /** @type {import("./executor.js").Command} */
    this.command = {
      op: 0,
      shape: SHAPE.RESULT,
      receiver: null,
      name: "",
      args: [],
      root,
      listeners: this.listeners,
      isOurs: (value) => typeof value === "function" && this.callables.idOf(value) !== undefined,
    };
    /** Resolves once the worker's near end has answered. @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => {
      this.connected = { resolve, reject };
    });
    this.ready.catch(() => undefined); // who does not ask for `ready` learns of a closed worker elsewhere
    this.onMessage = (/** @type {MessageEvent} */ event) => this.#receive(event.data);
    worker.addEventListener("message", this.onMessage);
    this.#connect();
    this.channel.start();
  }

  /** Numbers for diagnostics and tests; all of them are zero again when nothing is held. */
  stats() {
    const { channel, objects, callables, pending } = this;
    return { references: objects.size, callables: callables.size, pending: pending.size, ...channel.counters };
  }

  /** Raise KeyboardInterrupt in the worker, at the next opportunity its interpreter offers. */
  interrupt() {
    const words = this.channel.words;
    Atomics.store(words, WORD.INTERRUPT, SIGINT);
    Atomics.notify(words, WORD.REPLY_SEQUENCE);
  }

  /** Let go of all that the worker holds here: objects, listeners, calls. */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.worker.removeEventListener("message", this.onMessage);
    this.channel.close();
    this.listeners.removeAll(this.command.isOurs);
    const ended = workerEnded();
    for (const { reject } of this.pending.values()) reject(ended);
    this.pending.clear();
    this.connected?.reject(ended);
    this.objects.clear();
    this.callables.clear();
  }

  /** @param {object} message @param {Transferable[]} [transfer] */
  #post(message, transfer = []) {
    if (!this.closed) this.worker.postMessage(message, transfer);
  }

  // Whichever of the two ends comes first, one of these reaches the other: the page sends at once, and again when a
  // worker says hello that imported its half late and so missed the first message.
  #connect() {
    const encoder = new Encoder(this.limits);
    encoder.aimPrivately(1 << 15);
    const { introductions } = this.values;
    const root = interfaceOf(this.objects.root, this.objects.root);
    introductions.forgetAll();
    introductions.add(root);
    encoder.writeNumber(root.id);
    introductions.write(encoder);
    introductions.commit();
    this.#post({ offthread: MESSAGE.CONNECT, buffer: this.buffer, limits: this.limits, payload: encoder.written().slice() });
  }

  /** @param {any} message */
  #receive(message) {
    switch (message?.offthread) {
      case MESSAGE.HELLO:
        return this.#connect();
      case MESSAGE.CONNECTED:
        return this.connected?.resolve();
      case MESSAGE.WAKE:
        return this.channel.wake();
    }
  }

  /** @param {import("../channels/atomics_far.js").Frame} frame */
  #execute(frame) {
    if (!(frame.flags & FLAG.WAITS)) return frame.op < OP.GET ? this.#serve(frame) : this.#executeUnawaited(frame);
    if (frame.flags & FLAG.FORGET) this.objects.takeBack(this.lastReply);
    /** @type {number} */
    let status = REPLY.VALUE;
    let encoder;
    const { awaited } = this;
    try {
      if (this.failures.pending.length) {
        status = this.#writeFailures();
      } else {
        this.awaited++;
        const result = this.#perform(frame);
        this.isReplying = true;
        encoder = this.channel.aimReply();
        if (result === MISSING) status = REPLY.MISSING;
        else this.#writeResult(encoder, result);
        status |= this.values.writeTrailer(encoder);
      }
    } catch (error) {
      status = this.#writeFailure(Poisoned.reasonOf(error));
    }
    this.awaited = awaited;
    this.isReplying = false;
    this.lastReply = this.#commit();
    this.channel.reply(status);
  }

  /**
   * Run a command that the worker did not wait for. It may go on with a result already, under a number of its own.
   * @param {import("../channels/atomics_far.js").Frame} frame
   */
  #executeUnawaited(frame) {
    const { flags, result: id, sequence: ticket } = frame;
    try {
      const result = this.#isSimple(frame) ? this.#performSimply(frame) : this.#perform(frame);
      if (this.values.buffers.length) this.values.buffers = [];
      if (id) this.#bind(id, result);
      else if (flags & FLAG.RETURNS_FIRST && result !== this.first) throw replaced(this.command.name);
      else if (flags & FLAG.RETURNS_SECOND && result !== this.second) throw replaced(this.command.name);
    } catch (error) {
      const poisoned = Poisoned.is(error);
      if (id) this.objects.poison(id, poisoned ? error : new Poisoned(error));
      // What depends on a failed command is skipped without a failure of its own.
      if (!poisoned) this.#fail(ticket, this.#nameOf(frame.receiver), error);
    }
  }

  /** @param {number} id @param {unknown} result */
  #bind(id, result) {
    // The near end goes on with the result of a member of the browser's own that always gives an object.
    if ((typeof result !== "object" && typeof result !== "function") || result === null) throw replaced(this.command.name);
    this.objects.bind(id, result);
    if (result instanceof Promise) {
      this.promises.hold(result);
      /** @type {import("./object_table.js").Entry} */ (this.objects.entries.get(id)).isPromise = true;
    }
  }

  /** Whether a command is one of those that nearly all are. @param {import("../channels/atomics_far.js").Frame} frame */
  #isSimple({ op, flags, name, argc }) {
    return op <= OP.CALL && argc <= 2 && name !== 0 && !(flags & FLAG.CHUNKED) && op !== OP.DELETE && op !== OP.HAS && this.names[name] !== "addEventListener";
  }

  /** What `perform` does, without its generality. @param {import("../channels/atomics_far.js").Frame} frame */
  #performSimply({ op, receiver: id, name: nameId, argc, decoder }) {
    const { command, objects, values } = this;
    const name = /** @type {string} */ (this.names[nameId]);
    command.op = op;
    command.name = name;
    const receiver = objects.get(id);
    values.onlyReads = false;
    values.beginArguments(decoder);
    const first = (this.first = argc > 0 ? decoder.read() : undefined);
    const second = (this.second = argc > 1 ? decoder.read() : undefined);
    if (op === OP.GET) return receiver[name];
    if (op === OP.SET) {
      receiver[name] = first;
      if (typeof first === "function") rememberHandler(receiver, name, first, command);
      return undefined;
    }
    const method = receiver[name];
    if (typeof method !== "function") throw new TypeError(`${name} is not a function`);
    return Reflect.apply(method, receiver, argc > 1 ? [first, second] : argc ? [first] : []);
  }

  /** @param {number} ticket @param {string} operation @param {unknown} error */
  #fail(ticket, operation, error) {
    this.failures.add(ticket, operation, error);
    if (this.failures.pending.length > 1) return;
    // The worker may be waiting by the end of this task. If it is not, its turn may be over.
    queueMicrotask(() => this.#postFailures());
  }

  /** What the last command was, for people. @param {number} receiver */
  #nameOf(receiver) {
    const value = receiver === ROOT_ID ? this.objects.root : this.objects.entries.get(receiver)?.value;
    const owner = value === undefined || Poisoned.is(value) ? "?" : interfaceOf(value, this.objects.root).name;
    const { op, name } = this.command;
    const verb = { [OP.SET]: " = …", [OP.CALL]: "(…)" }[op] ?? "";
    return `${owner}.${String(name)}${verb}`;
  }

  #postFailures() {
    const fresh = this.failures.unposted();
    if (fresh.length === 0 || this.closed) return;
    const { payload, flags } = this.#encodeMessage((encoder) => this.values.writeFailures(encoder, fresh));
    this.#post({ offthread: MESSAGE.FAILED, status: REPLY.FAILED | flags, payload }, [payload.buffer]);
  }

  /** The failures, as the reply to a command that is not performed because of them. */
  #writeFailures() {
    const { pending } = this.failures;
    const encoder = this.channel.aimReply();
    this.values.writeFailures(encoder, pending);
    const status = REPLY.FAILED | this.values.writeTrailer(encoder);
    this.failures.heard(this.failures.count);
    this.failures.posted = this.failures.count;
    return status;
  }

  /** @param {import("../encoder.js").Encoder} encoder @param {unknown} result */
  #writeResult(encoder, result) {
    switch (this.command.shape) {
      case SHAPE.SEVERAL: {
        const items = /** @type {unknown[]} */ (result);
        encoder.writeArrayHeader(items.length);
        for (const item of items) this.values.writeResult(encoder, item);
        return;
      }
      case SHAPE.BY_VALUE:
        return this.values.writeDeep(encoder, result);
      default:
        return this.values.writeResult(encoder, result);
    }
  }

  // Whatever happened, the worker is waiting and gets an answer.
  /** @param {unknown} error */
  #writeFailure(error) {
    this.#takeBack();
    const encoder = this.channel.aimReply();
    try {
      this.values.writeThrown(encoder, error);
      return REPLY.THROWN | this.values.writeTrailer(encoder);
    } catch (worse) {
      this.#takeBack();
      const { name, message, stack } = describeThrown(worse);
      this.channel.aimReply().writeCopy([name, message.slice(0, 1000), stack.slice(0, 10000), null]);
      return REPLY.THROWN;
    }
  }

  /** Introductions and descriptions in a message that will not be sent. */
  #takeBack() {
    this.objects.takeBack(this.objects.commit());
    this.values.introductions.takeBack();
    this.values.buffers = [];
  }

  /** What the message introduces is on its way. */
  #commit() {
    this.values.introductions.commit();
    return this.objects.commit();
  }

  /**
   * Commands of the protocol itself, which are never waited for.
   * @param {import("../channels/atomics_far.js").Frame} frame
   */
  #serve(frame) {
    const { op, receiver, decoder, argc } = frame;
    try {
      const failed = this.channel.chunkError(frame);
      if (failed) throw failed;
      switch (op) {
        case OP.INTERN:
          this.names[frame.name] = /** @type {string} */ (decoder.read());
          return;
        case OP.RELEASE:
          for (let i = 0; i < argc; i += 2) {
            this.objects.release(/** @type {number} */ (decoder.read()), /** @type {number} */ (decoder.read()));
          }
          return;
        case OP.RETURN:
          return this.#settle(receiver)?.resolve(this.values.readArguments(decoder, 1)[0]);
        case OP.THROW:
          return this.#settle(receiver)?.reject(this.#readThrown(decoder));
        case OP.LATER:
          return this.pending.get(receiver)?.later?.();
        case OP.RESOLVE:
          return this.#resolve(receiver, frame.result);
        case OP.HEARD:
          return this.failures.heard(receiver);
        default:
          throw new ProtocolError(`Operation ${op} is unknown`);
      }
    } catch (error) {
      this.onError(/** @type {Error} */ (error));
    }
  }

  /** @param {import("../channels/atomics_far.js").Frame} frame */
  #perform(frame) {
    const { op, decoder, argc } = frame;
    const failed = this.channel.chunkError(frame);
    if (failed) throw failed;
    const { command, values, objects } = this;
    values.onlyReads = op === OP.CONSTRUCT || op === OP.WRITE_BYTES;
    const args = values.readArguments(decoder, argc);
    const receiver = objects.get(frame.receiver);
    if (objects.entries.get(frame.receiver)?.isPromise) this.promises.ask(receiver);
    this.first = args[0];
    this.second = args[1];
    command.op = op;
    command.shape = SHAPE.RESULT;
    if (op === OP.CANONICAL) return objects.canonical(frame.receiver);
    command.receiver = receiver;
    command.name = frame.name ? this.names[frame.name] : op <= OP.CALL ? args.shift() : "";
    command.args = args;
    try {
      return perform(command);
    } finally {
      command.receiver = null;
      command.args = NONE;
    }
  }

  /** @param {number} id */
  #settle(id) {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  /** @param {import("../decoder.js").Decoder} decoder */
  #readThrown(decoder) {
    const [type, message, traceback, file, line, id, passing, thrown] = this.values.readArguments(decoder, 8);
    if (passing) {
      // It stands for itself here, so nothing on the page stands for Python's exception.
      this.#post({ offthread: MESSAGE.FORGET, callables: [id, 1] });
      return thrown;
    }
    const error = new PythonError(message ? `${type}: ${message}` : type, { type, traceback, file, line });
    this.callables.adopt(id, error);
    return error;
  }

  /** Tell the worker how a promise ends. @param {number} receiver @param {number} id */
  #resolve(receiver, id) {
    let promise;
    try {
      promise = this.objects.get(receiver);
    } catch (error) {
      return this.#postSettlement(id, REPLY.THROWN, Poisoned.reasonOf(error));
    }
    this.promises.ask(promise);
    Promise.resolve(promise).then(
      (value) => this.#postSettlement(id, REPLY.VALUE, value),
      (reason) => this.#postSettlement(id, REPLY.THROWN, reason),
    );
  }

  /** @param {number} id @param {number} status @param {unknown} value */
  #postSettlement(id, status, value) {
    if (this.closed) return;
    try {
      const { payload, flags } = this.#encodeMessage((encoder) => {
        if (status === REPLY.VALUE) this.values.writeResult(encoder, value);
        else this.values.writeThrown(encoder, value);
      });
      this.#post({ offthread: MESSAGE.SETTLE, id, status: status | flags, payload }, [payload.buffer]);
    } catch (error) {
      if (status === REPLY.THROWN) throw error;
      this.#postSettlement(id, REPLY.THROWN, error);
    }
  }

  /** @param {(encoder: Encoder) => void} write */
  #encodeMessage(write) {
    const encoder = new Encoder(this.limits);
    encoder.aimPrivately();
    try {
      write(encoder);
      const flags = this.values.writeTrailer(encoder);
      this.#commit();
      return { payload: encoder.written().slice(), flags };
    } catch (error) {
      this.#takeBack();
      throw error;
    }
  }

  /**
   * Call a function of the worker. It runs when the worker is free; the promise settles with its result.
   * @param {number} callable @param {unknown[]} args
   */
  #call(callable, args) {
    const isEvent = args.length === 1 && isInstanceOfEvent(args[0]);
    if (!this.closed && !this.isReplying && this.awaited) {
      if (!isEvent) return this.#callNow(callable, args);
      try {
        return this.#callNow(callable, args);
      } catch (error) {
        // As of any listener: who dispatched the event is not told.
        return this.onError(/** @type {Error} */ (error));
      }
    }
    const id = this.nextCall++;
    const promise = new Promise((resolve, reject) => {
      if (this.closed) return reject(workerEnded());
      const { payload, flags } = this.#encodeMessage((encoder) => this.#writeCall(encoder, callable, args));
      this.pending.set(id, { resolve, reject });
      this.#post({ offthread: MESSAGE.CALL, id, wanted: !isEvent, flags, payload }, [payload.buffer]);
    });
    if (!isEvent && !this.closed) return promise;
    // Nobody looks at what a listener returns, and a promise would be taken for an answer by `onbeforeunload`. After
    // the worker's end, timers that it left may still fire: their callers get the rejection, the console does not.
    promise.catch((error) => this.closed || this.onError(error));
    return isEvent ? undefined : promise;
  }

  /** @param {import("../encoder.js").Encoder} encoder @param {number} callable @param {unknown[]} args */
  #writeCall(encoder, callable, args) {
    encoder.writeNumber(callable);
    encoder.writeArrayHeader(args.length);
    for (const argument of args) this.values.writeResult(encoder, argument);
  }

  /**
   * Call the worker while it waits for the command that is being executed. (What it did not wait for is executed while it
   * goes on or waits for another command, and what the page does of its own accord is none of that command's business.)
   * @param {number} callable @param {unknown[]} args
   */
  #callNow(callable, args) {
    const id = this.nextCall++;
    const { payload, flags } = this.#encodeMessage((encoder) => {
      encoder.writeNumber(id);
      this.#writeCall(encoder, callable, args);
    });
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
    const later = () => resolve(new Promise((resolve, reject) => this.pending.set(id, { resolve, reject })));
    this.pending.set(id, { resolve, reject, later });
    // What the command has set that is being executed.
    const { command, first, second, lastReply, values } = this;
    const { onlyReads, buffers } = values;
    this.command = { ...command };
    this.channel.call(payload, flags, () => isDone, performance.now() + CALL_MS);
    Object.assign(this, { command, first, second, lastReply });
    Object.assign(values, { onlyReads, buffers });
    if (!isDone) throw this.#giveUp(id);
    if (hasFailed) throw outcome;
    return outcome;
  }

  /** @param {number} id */
  #giveUp(id) {
    this.pending.delete(id);
    return this.closed ? workerEnded() : new CallTimeout(CALL_MS);
  }
}

/** The page stands still no longer than this for a function of the worker that was called in the worker's own call. */
const CALL_MS = 10_000;

/** @type {any[]} */
const NONE = [];

/** @param {PropertyKey} name */
function replaced(name) {
  return new TypeError(
    `${String(name)} was replaced by the page after Python had met it, and returns something else now. Replace it before, or use offthread.strict()`,
  );
}

/** @param {unknown} value */
function isInstanceOfEvent(value) {
  try {
    return typeof Event === "function" && value instanceof Event;
  } catch {
    return false; // a Proxy whose traps throw
  }
}

function workerEnded() {
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
