// The far end: the page's half of the bridge for one worker. It owns the real objects, runs the worker's commands on
// them, and calls the worker's functions. It knows no tags and no interpreters; main_thread creates one per worker.

import { DEFAULT_LIMITS, FLAG, MESSAGE, OP, REPLY, ROOT_ID, SIGINT, WORD } from "../protocol.js";
import { Encoder } from "../encoder.js";
import { BridgeError, ProtocolError, PythonError } from "../errors.js";
import { createBuffer } from "../channels/atomics_memory.js";
import { FarAtomics } from "../channels/atomics_far.js";
import { NO_COMMAND } from "../channels/reply_area.js";
import { CallableTable } from "./callables.js";
import { Calls, workerEnded } from "./calls.js";
import { SHAPE, perform, rememberHandler } from "./executor.js";
import { WAY, interfaceOf } from "./interfaces.js";
import { ObjectTable, Poisoned } from "./object_table.js";
import { PageListeners } from "./page_listeners.js";
import { Failures } from "./failures.js";
import { MISSING } from "./subscription.js";
import { HeldPromises } from "./promises.js";
import { PageValues, describeThrown, pageFrames } from "./values.js";

/**
 * @typedef {object} FarEndOptions
 * @property {object} [root] what the worker knows as the page's global object; default `globalThis`
 * @property {Partial<import("../protocol.js").Limits>} [limits]
 * @property {(error: Error) => void} [onError] gets exceptions of event listeners, which nobody awaits
 * @property {import("../channels/atomics_far.js").Watcher} [watcher] is told of floods of changes
 * @property {(error: Error) => void} [onCorrupt] is told when the two ends do not understand each other; default `onError`
 * @property {number} [syncDeadlineMs] the page waits no longer than this for an idle worker
 * @property {Record<string, Function>} [services] functions for the worker beside the page's global object
 */

/** Who settles a promise, where that is a worker. @type {WeakMap<object, FarEnd>} */
const owners = new WeakMap();

/**
 * @typedef {object} Awaiting a worker that waits for a promise
 * @property {FarEnd | undefined} owner the worker that settles it, if one does
 * @property {boolean} serves whether it takes calls meanwhile
 * @property {string} stack of its Python
 */

export class FarEnd {
  /** @param {Worker} worker @param {FarEndOptions} [options] */
  constructor(worker, { root = globalThis, limits = {}, onError = reportError, watcher, syncDeadlineMs = 50, services = {}, onCorrupt = onError } = {}) {
    this.worker = worker;
    this.services = services;
    this.owners = owners;
    this.onError = onError;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.buffer = createBuffer();
    this.promises = new HeldPromises();
    this.objects = new ObjectTable(root, (promise) => this.promises.drop(promise));
    this.listeners = new PageListeners();
    this.callables = new CallableTable(
      (id, wrapper, args) => this.calls.call(id, wrapper, args),
      (callables) => this.post({ offthread: MESSAGE.FORGET, callables }),
    );
    this.values = new PageValues(this.objects, this.callables, this.promises);
    this.channel = new FarAtomics(this.buffer, (frame) => this.#execute(frame), this.limits, watcher);
    this.values.largeBuffers = () => this.channel.buffers;
    this.failures = new Failures();
    /** @type {string[]} */
    this.names = [];
    /** Which names need more than is done for simple commands. @type {boolean[]} */
    this.special = [];
    this.calls = new Calls(this, syncDeadlineMs);
    this.channel.onCorrupt = (error) => {
      this.close();
      onCorrupt(error);
    };
    this.channel.onRest = () => this.calls.flush();
    /** Events that the worker was told of. @type {WeakSet<Event>} */
    this.delivered = new WeakSet();
    /** Commands that are answered when their promise has settled, by sequence number. @type {Map<number, Awaiting>} */
    this.awaiting = new Map();
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
    /** Introductions of the last message. @type {number[]} */
    this.lastIntroductions = [];
    /** @type {import("./executor.js").Command} */
    this.command = {
      op: 0,
      shape: SHAPE.RESULT,
      receiver: null,
      name: "",
      args: [],
      apart: null,
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
    const { channel, objects, callables, calls } = this;
    return { references: objects.size, callables: callables.size, pending: calls.pending.size, ...channel.counters };
  }

  /** Raise KeyboardInterrupt in the worker, at the next opportunity its interpreter offers. */
  interrupt() {
    const words = this.channel.words;
    Atomics.store(words, WORD.INTERRUPT, SIGINT);
    Atomics.notify(words, WORD.REPLY_SEQUENCE);
    // If nothing runs, something may be awaited.
    this.post({ offthread: MESSAGE.INTERRUPT });
  }

  /**
   * Call a function of the worker when it is free, whatever it is worth to the page.
   * @param {Function | number} wrapper a number is one of BUILTIN
   * @param {unknown[]} args
   * @returns {Promise<unknown>}
   */
  invoke(wrapper, args) {
    const id = typeof wrapper === "number" ? wrapper : /** @type {number} */ (this.callables.idOf(wrapper));
    return this.calls.invoke(id, args);
  }

  /** Let go of all that the worker holds here: objects, listeners, calls. */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.worker.removeEventListener("message", this.onMessage);
    this.channel.close();
    this.listeners.removeAll(this.command.isOurs);
    this.calls.close();
    this.awaiting.clear();
    this.connected?.reject(workerEnded());
    this.objects.clear();
    this.callables.clear();
  }

  /** @param {object} message @param {Transferable[]} [transfer] */
  post(message, transfer = []) {
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
    this.post({ offthread: MESSAGE.CONNECT, buffer: this.buffer, limits: this.limits, payload: encoder.written().slice() });
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
      if (frame.op === OP.URGENT) {
        this.calls.serveUrgent();
        this.channel.aimReply().writeNil();
      } else if (this.failures.pending.length) {
        status = this.#writeFailures();
      } else if (frame.op === OP.AWAIT) {
        this.#await(frame);
        this.lastReply = [];
        return;
      } else {
        this.awaited++;
        const result = this.#perform(frame);
        // The command has ended the worker: an object in its reply would be held for nobody.
        if (this.closed) return;
        this.isReplying = true;
        encoder = this.channel.aimReply();
        if (result === MISSING) status = REPLY.MISSING;
        else this.#writeResult(encoder, result);
        status |= this.values.writeTrailer(encoder);
      }
    } catch (error) {
      if (this.closed) return;
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
      if (this.closed) return;
      if (id) this.#bind(id, result);
      else if (flags & FLAG.RETURNS_FIRST && result !== this.first) throw replaced(this.command.name);
      else if (flags & FLAG.RETURNS_SECOND && result !== this.second) throw replaced(this.command.name);
    } catch (error) {
      if (this.closed) return;
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
    return op <= OP.CALL && argc <= 2 && name !== 0 && !(flags & FLAG.CHUNKED) && op !== OP.DELETE && op !== OP.HAS && !this.special[name];
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
    const { payload, flags } = this.encodeMessage((encoder) => this.values.writeFailures(encoder, fresh));
    this.post({ offthread: MESSAGE.FAILED, status: REPLY.FAILED | flags, payload }, [payload.buffer]);
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
          this.special[frame.name] = SPECIAL.has(this.names[frame.name]);
          return;
        case OP.RELEASE:
          for (let i = 0; i < argc; i += 2) {
            this.objects.release(/** @type {number} */ (decoder.read()), /** @type {number} */ (decoder.read()));
          }
          return;
        case OP.RETURN: {
          const [value] = this.values.readArguments(decoder, 1);
          return this.calls.settle(receiver)?.resolve(value);
        }
        case OP.THROW: {
          const error = this.#readThrown(decoder);
          return this.calls.settle(receiver)?.reject(error);
        }
        case OP.LATER:
          return this.calls.later(receiver);
        case OP.GIVE_UP:
          if (this.awaiting.delete(receiver)) this.channel.awaiting = NO_COMMAND;
          return;
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

  /**
   * Answer a command when a promise has settled.
   * @param {import("../channels/atomics_far.js").Frame} frame
   */
  #await({ receiver, decoder, sequence }) {
    const [serves, stack] = this.values.readArguments(decoder, 2);
    const promise = this.objects.get(receiver);
    this.promises.ask(promise);
    const awaiting = { owner: owners.get(promise), serves, stack };
    this.#checkDeadlock(awaiting);
    // A handler that waits has decided what it had to decide.
    this.calls.isReleased = true;
    this.awaiting.set(sequence, awaiting);
    this.channel.awaiting = sequence;
    Promise.resolve(promise).then(
      (value) => this.#answerLater(sequence, REPLY.VALUE, value),
      (reason) => this.#answerLater(sequence, REPLY.THROWN, reason),
    );
  }

  /** @param {Awaiting} awaiting */
  #checkDeadlock({ owner, serves, stack }) {
    if (this.calls.standing) {
      const page = pageFrames(String(new Error().stack)) || "    (its code has no file)";
      throw new Deadlock(`The page waits for this function and cannot settle a promise until it returns. The page:\n${page}`);
    }
    if (serves) return;
    const stacks = [stack];
    for (let at = owner; at; ) {
      if (at === this) throw new Deadlock(`Workers wait for each other with serve=False:\n${stacks.join("\n\n")}`);
      const next = [...at.awaiting.values()].at(-1);
      if (!next || next.serves) return;
      stacks.push(next.stack);
      at = next.owner;
    }
  }

  /** @param {number} sequence @param {number} status @param {unknown} value */
  #answerLater(sequence, status, value) {
    if (this.closed || !this.awaiting.delete(sequence)) return;
    try {
      const { payload, flags } = this.encodeMessage((encoder) => {
        if (status === REPLY.VALUE) this.values.writeResult(encoder, value);
        else this.values.writeThrown(encoder, value);
      }, WAY.REPLY);
      this.lastReply = this.lastIntroductions;
      this.channel.replyLater(sequence, status | flags, payload);
    } catch (error) {
      if (status === REPLY.THROWN) throw error;
      this.awaiting.set(sequence, { owner: undefined, serves: true, stack: "" });
      this.#answerLater(sequence, REPLY.THROWN, error);
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
    command.apart = values.apart;
    if (op === OP.SERVICE) return this.services[args[0]] ?? MISSING;
    if (IN_TIME.has(command.name) && this.delivered.has(receiver) && receiver.eventPhase === 0 && op !== OP.GET) {
      throw new LateEventError(command.name, receiver.type);
    }
    try {
      return perform(command);
    } finally {
      command.receiver = values.apart = command.apart = null;
      command.args = NONE;
    }
  }

  /** @param {import("../decoder.js").Decoder} decoder */
  #readThrown(decoder) {
    const [type, message, traceback, file, line, id, passing, thrown] = this.values.readArguments(decoder, 8);
    if (passing) {
      // It stands for itself here, so nothing on the page stands for Python's exception.
      this.post({ offthread: MESSAGE.FORGET, callables: [id, 1] });
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
      const { payload, flags } = this.encodeMessage((encoder) => {
        if (status === REPLY.VALUE) this.values.writeResult(encoder, value);
        else this.values.writeThrown(encoder, value);
      });
      this.post({ offthread: MESSAGE.SETTLE, id, status: status | flags, payload }, [payload.buffer]);
    } catch (error) {
      if (status === REPLY.THROWN) throw error;
      this.#postSettlement(id, REPLY.THROWN, error);
    }
  }

  /**
   * A message in msgpack.
   * @param {(encoder: Encoder) => number | void} write returns flags of REPLY, if any @param {number} [way] one of WAY
   */
  encodeMessage(write, way = WAY.MESSAGE) {
    const encoder = new Encoder(this.limits);
    encoder.aimPrivately(MESSAGE_BYTES);
    this.values.introductions.aim(way);
    try {
      const flags = (write(encoder) ?? 0) | this.values.writeTrailer(encoder);
      this.lastIntroductions = this.#commit();
      return { payload: encoder.written().slice(), flags };
    } catch (error) {
      this.#takeBack();
      throw error;
    } finally {
      this.values.introductions.aim(WAY.REPLY);
    }
  }

  /**
   * Set aside what the command has set that is being executed, as others are executed within it.
   * @returns {() => void} puts it back
   */
  keepCommand() {
    const { command, first, second, lastReply, awaited, values } = this;
    const { onlyReads, buffers } = values;
    this.command = { ...command };
    this.awaited = 0;
    return () => {
      Object.assign(this, { command, first, second, lastReply, awaited });
      Object.assign(values, { onlyReads, buffers });
    };
  }
}

/** @type {any[]} */
const NONE = [];

/** @param {PropertyKey} name */
function replaced(name) {
  return new TypeError(
    `${String(name)} was replaced by the page after Python had met it, and returns something else now. Replace it before, or use offthread.strict()`,
  );
}

/** Members of an event that do nothing once it has been dispatched. */
const IN_TIME = new Set(["preventDefault", "stopPropagation", "stopImmediatePropagation", "returnValue", "cancelBubble"]);

/** Room for most messages. */
const MESSAGE_BYTES = 2048;

/** Members for which a call is not all there is to do. */
const SPECIAL = new Set([...IN_TIME, "addEventListener", "removeEventListener"]);

/** An event was decided on after it had been dispatched. */
class LateEventError extends BridgeError {
  static name = "LateEventError";

  /** @param {string} name of the member @param {string} type of the event */
  constructor(name, type) {
    super(`${name} of a "${type}" event came too late: the page had gone on`, "OT210");
  }
}

/** What waits for each other can only be ended by telling one of them. */
class Deadlock extends BridgeError {
  static name = "Deadlock";

  /** @param {string} message */
  constructor(message) {
    super(message, "OT211");
  }
}
