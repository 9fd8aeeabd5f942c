// Functions of the worker's JavaScript that the page holds, and the page's calls of them. The near end hands over each
// call of a number of ours; what comes back or is thrown goes to the page as a command (docs/calls.md).

import { CALLABLE, OP } from "../../protocol.js";
import { BridgeError } from "../../errors.js";
import { FACADE_CALLABLES } from "../index.js";
import { inspect } from "./in_time.js";

/** @typedef {{ call: Function, usesThis: boolean }} Entry */

/** What the page does with a result: see Dispatcher in near_end/index.js. */
const WANTED = Object.freeze({ NOTHING: 0, VALUE: 2, DECISION: 3 });

export class Callables {
  /** @type {Map<number, Entry>} */
  #entries = new Map();
  /** @type {WeakMap<Function, number>} */
  #ids = new WeakMap();
  /** Functions that stand for objects with a `handleEvent`. @type {WeakMap<object, Function>} */
  #listeners = new WeakMap();
  /** Whose source says what such a function does. @type {WeakMap<Function, Function>} */
  #sources = new WeakMap();
  #nextId = FACADE_CALLABLES;

  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
    /** What the near end calls. @type {import("../index.js").Dispatcher} */
    this.dispatcher = {
      call: (callable, call, wanted, argc, walk) => this.#call(callable, call, wanted, argc, walk),
      forget: (callable) => void this.#entries.delete(callable),
      failed: (count, walk) => reportError(facade.errors.failed(count, () => facade.incoming.read(walk))),
      overrun: (callable, milliseconds) => reportError(this.#overrun(callable, milliseconds)),
      interrupt() {},
      isFatal: () => false,
    };
  }

  /** The number of a function that is about to be sent. @param {Function} value @returns {number} */
  idOf(value) {
    let id = this.#ids.get(value);
    if (id === undefined) this.#ids.set(value, (id = this.#nextId++));
    if (!this.#entries.has(id)) {
      const { decides, answers, usesThis } = inspect(this.#sources.get(value) ?? value);
      this.facade.near.callableFlags.set(id, (decides ? CALLABLE.DECIDES : 0) | (answers ? CALLABLE.ANSWERS : 0));
      this.#entries.set(id, { call: value, usesThis: usesThis && !this.#sources.has(value) });
    }
    return id;
  }

  /** The function under a number, if the page holds it. @param {number} id */
  find(id) {
    return this.#entries.get(id)?.call;
  }

  /** The function that stands for a listener, so that removing finds what was added. @param {unknown} listener */
  listenerFor(listener) {
    if (typeof listener !== "object" || listener === null || this.facade.proxies.remoteOf(listener)) return listener;
    const object = /** @type {EventListenerObject} */ (listener);
    let made = this.#listeners.get(object);
    if (!made) {
      made = (/** @type {Event} */ event) => object.handleEvent(event);
      this.#listeners.set(object, made);
      if (typeof object.handleEvent === "function") this.#sources.set(made, object.handleEvent);
    }
    return made;
  }

  /**
   * @param {number} callable
   * @param {number} call
   * @param {number} wanted
   * @param {number} argc
   * @param {import("../replies.js").Walk} walk
   */
  #call(callable, call, wanted, argc, walk) {
    const { facade } = this;
    try {
      const entry = this.#entries.get(callable);
      if (!entry) throw new BridgeError("The page has called a function that it had let go of", "OT203");
      const args = Array.from({ length: argc }, () => facade.incoming.read(walk));
      const result = Reflect.apply(entry.call, entry.usesThis ? this.#receiver(args) : undefined, args);
      if (!facade.proxies.remoteOf(result) && result instanceof Promise) {
        if (wanted >= WANTED.VALUE) facade.commands.issue(OP.LATER, call, []);
        result.then(
          (value) => this.#return(call, wanted, value),
          (error) => this.#throw(call, error),
        );
        return;
      }
      this.#return(call, wanted, result);
    } catch (error) {
      this.#throw(call, error);
    }
  }

  /**
   * What `this` is in a function that is called with an event: as of any listener, whose element it is.
   * @param {any[]} args
   */
  #receiver(args) {
    if (args.length !== 1 || !this.facade.proxies.remoteOf(args[0])?.known.isNamed("Event")) return undefined;
    return args[0].currentTarget;
  }

  /** @param {number} call @param {number} wanted @param {unknown} result */
  #return(call, wanted, result) {
    const { commands } = this.facade;
    try {
      if (wanted !== WANTED.NOTHING) commands.settle();
      const decides = result === false || typeof result === "string";
      const isSeen = wanted !== WANTED.NOTHING && (wanted !== WANTED.DECISION || decides);
      commands.issue(OP.RETURN, call, [isSeen ? result : undefined]);
    } catch (error) {
      this.#throw(call, error);
    }
  }

  /** Reject the page's promise for a call. @param {number} call @param {unknown} error */
  #throw(call, error) {
    const { commands } = this.facade;
    // It goes on as an error of the page, so that nothing else is said of it.
    const said = ["", "", "", "", 0, 0, true];
    try {
      commands.issue(OP.THROW, call, [...said, error]);
    } catch (worse) {
      // What was thrown cannot be sent. The page must hear of the call all the same.
      commands.issue(OP.THROW, call, [...said, worse instanceof Error ? worse : new Error(String(worse))]);
    }
  }

  /** @param {number} callable @param {number} milliseconds */
  #overrun(callable, milliseconds) {
    const name = this.find(callable)?.name || "A function";
    return new BridgeError(
      `${name} decides about events and took ${milliseconds} ms; the page went on without it. Decide first and do the ` +
        "work in a task, or let the page wait longer (sync_deadline_ms)",
      "OT209",
    );
  }
}
