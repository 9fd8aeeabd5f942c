// The handlers of one worker that attributes name: tells the worker of them, and knows what Python says of them.
//
// Python adds the listeners itself (worker/python/offthread/_declared.py), so that they are what all its listeners are:
// called in time where they decide, and gone when the worker ends. declared_events.js has one of these for each worker.

import { BUILTIN } from "../sync_bridge/protocol.js";

/**
 * @typedef {import("./worker_registry.js").Environment} Environment
 * @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker
 */

/**
 * @typedef {object} Declaration one attribute of an element
 * @property {Element} element
 * @property {string} attribute its name
 * @property {string} value
 * @property {import("./declared_attribute.js").Declared} declared
 * @property {Handlers} handlers
 * @property {AbortController} controller ends it
 * @property {boolean} isListening whether its events get to Python
 */

/** How many are told at once: each is five arguments, and there may be thousands. */
const BATCH = 40;
/** A script may go on for ever, and await something now and then. Its handlers can be used when they have been there this long. */
const PATIENCE_MS = 1000;

export class Handlers {
  /** Whether each decides about its events, as Python has found. @type {Map<string, boolean>} */
  #decides = new Map();
  /** @type {Declaration[]} */
  #untold = [];
  /** Names that exist although the scripts have not ended. @type {Set<string>} */
  #defined = new Set();
  /** Names that may. @type {Set<string>} */
  #awaited = new Set();
  #isAsking = false;
  /** How many scripts had ended when Python last looked at its handlers. */
  #looked;
  #environment;
  #onChange;

  /** @param {Environment} environment whose worker is ready @param {() => void} onChange is told when more is known */
  constructor(environment, onChange) {
    this.worker = /** @type {InterpreterWorker} */ (environment.worker);
    this.#environment = environment;
    this.#looked = environment.finished;
    this.#onChange = onChange;
  }

  /** Have an attribute's events get to Python, after the next send(). @param {Declaration} declaration */
  add(declaration) {
    this.#untold.push(declaration);
  }

  /**
   * Tell the worker what was added.
   *
   * @returns {Promise<void>} rejects with what Python raises, and where the worker ends
   */
  async send() {
    const untold = this.#untold;
    this.#untold = [];
    for (let start = 0; start < untold.length; start += BATCH) {
      const batch = untold.slice(start, start + BATCH);
      await this.#ask("declare", this.#tell, ...batch.flatMap((declaration) => this.#describe(declaration)));
      for (const declaration of batch) declaration.isListening = true;
    }
    this.#onChange();
  }

  /** @param {Declaration} declaration */
  #describe({ element, attribute, declared, controller }) {
    const { event, handler, options } = declared;
    // Before Python has looked at a handler it may decide. It is looked at again when it is another.
    const sync = options.sync || (() => this.#decides.get(handler) !== false);
    return [element, attribute, event, handler, { ...options, sync, signal: controller.signal }];
  }

  /** Python says of handlers whether they decide. @param {(string | boolean)[]} pairs */
  #tell = (...pairs) => {
    for (let at = 0; at < pairs.length; at += 2) {
      this.#decides.set(/** @type {string} */ (pairs[at]), /** @type {boolean} */ (pairs[at + 1]));
    }
  };

  /**
   * Have Python look at its handlers again if a script has ended: it may have defined some, or defined them anew.
   *
   * @returns {Promise<void>} rejects as send() does
   */
  async follow() {
    const { finished } = this.#environment;
    if (this.#looked === finished) return;
    this.#looked = finished;
    // Events that come meanwhile come after this call, and are waited for until it has said more.
    this.#decides.clear();
    await this.#ask("look");
  }

  /**
   * Whether a handler can be called: the scripts have run, or it is there although they go on. If it cannot, `onChange` tells
   * when that may have changed.
   *
   * @param {string} name
   */
  has(name) {
    if (this.#environment.hasRun || this.#defined.has(name)) return true;
    this.#awaited.add(name);
    this.#askLater();
    return false;
  }

  #askLater() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    setTimeout(async () => {
      // Whoever waited has been told of it.
      if (this.#environment.hasRun) return;
      const names = [...this.#awaited];
      try {
        const found = /** @type {string[]} */ (await this.#ask("defined", ...names));
        for (const name of found) {
          this.#defined.add(name);
          this.#awaited.delete(name);
        }
        if (found.length) this.#onChange();
        this.#isAsking = false;
        if (this.#awaited.size) this.#askLater();
      } catch {
        // The worker has ended, and so has the wait: the next one is asked anew.
      }
    }, PATIENCE_MS);
  }

  /** @param {unknown[]} args */
  #ask(...args) {
    return this.worker.invoke(BUILTIN.DECLARED, args);
  }
}
