// The page's global object for the worker's own JavaScript: `window` as a Proxy, whose operations are commands of the
// bridge, and what goes with it. docs/javascript.md describes it. Where an interpreter lives in the same worker, both
// use one near end; each has its own proxies and its own functions that the page holds.
//
// worker/javascript/ makes one for each worker that asks for it.

import { createPort } from "../port.js";
import { Replies } from "../replies.js";
import { STATUS } from "../status.js";
import { Callables } from "./callables.js";
import { Commands } from "./commands.js";
import { Errors } from "./errors.js";
import { Incoming } from "./incoming.js";
import { Batch } from "./iteration.js";
import { KnownInterfaces } from "./known_interfaces.js";
import { Members } from "./members.js";
import { Outgoing } from "./outgoing.js";
import { Promises } from "./promises.js";
import { Proxies } from "./proxies.js";
import { LEVEL } from "./rules.js";
import { Symbols } from "./symbols.js";

export class Facade {
  /** @param {import("../index.js").NearEnd} near */
  constructor(near) {
    this.near = near;
    // Values cross to JavaScript as they are, whatever the interpreter beside it needs.
    this.replies = new Replies({
      bends: () => false,
      reference: (id) => id,
      release: (id, introductions) => near.release(id, introductions),
    });
    this.replies.interfaces = near.replies.interfaces;
    this.replies.shapes = near.replies.shapes;
    this.port = createPort(near, this.replies);
    /** How much is waited for: one of LEVEL. @type {number} */
    this.level = LEVEL.default;
    this.isInterrupted = false;
    this.interfaces = new KnownInterfaces(near);
    this.incoming = new Incoming(this);
    this.outgoing = new Outgoing(this);
    this.callables = new Callables(this);
    this.commands = new Commands(this);
    this.members = new Members(this);
    this.symbols = new Symbols(this);
    this.errors = new Errors(this);
    this.promises = new Promises(this);
    this.proxies = new Proxies(this);
    /** The page's global object. @type {any} */
    this.window = this.proxies.root;
    near.facade = this.callables.dispatcher;
    near.dispatcher ??= this.callables.dispatcher;
  }

  /** The value of a status, or throw what it says. @param {number} status @param {boolean} [isOwn] @returns {any} */
  finish(status, isOwn) {
    const value = this.incoming.finish(status, isOwn);
    if (this.isInterrupted) this.checkInterrupt();
    return value;
  }

  /**
   * The results of a command that gives several.
   * @param {number} op @param {number} id @param {readonly unknown[]} args
   */
  batch(op, id, args) {
    const { port, commands } = this;
    const status = args.length ? commands.send(op, id, 0, args) : port.operate(op, id, 0, 0);
    if (status !== STATUS.LIST) {
      // Something went wrong, and is thrown.
      throw new TypeError(`The page has answered ${String(this.finish(status))} instead of a list`);
    }
    const count = /** @type {number} */ (port.take());
    const batch = new Batch(this, count, /** @type {import("../replies.js").Walk} */ (port.take()));
    this.checkInterrupt();
    return batch;
  }

  /** Have the operation that runs, or the next one, end by an exception. */
  interrupt() {
    this.isInterrupted = true;
  }

  /** Throw if the page has interrupted the program meanwhile. */
  checkInterrupt() {
    if (!this.isInterrupted) return;
    this.isInterrupted = false;
    throw this.interruption();
  }

  /** What an interrupted operation throws. */
  interruption() {
    return new DOMException("The page has interrupted the worker", "AbortError");
  }
}
