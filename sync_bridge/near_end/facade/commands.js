// The commands that the facade sends: those that are waited for, and those that are not. Names become numbers here, and
// arguments are written; what comes back is read by incoming.js. Which kind of command a member needs, members.js says.

import { OP } from "../../protocol.js";
import { EncodeError } from "../../errors.js";
import { formOf } from "../unawaited.js";

/**
 * Whether a property key is the index of an item. Numbers for each of these would fill the table of names.
 * @param {string} key
 */
function isIndex(key) {
  const first = key.charCodeAt(0);
  if (first < 48 || first > 57 || key.length > 10) return false;
  const index = Number(key);
  return String(index) === key && Number.isInteger(index);
}

export class Commands {
  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
    this.near = facade.near;
    this.port = facade.port;
  }

  /** The number of the object that a proxy stands for. @param {unknown} proxy @returns {number} */
  idOf(proxy) {
    const remote = this.facade.proxies.remoteOf(proxy);
    if (!remote) throw new TypeError("This is no object of the page");
    return remote.id;
  }

  /**
   * Perform an operation, and wait for its result.
   * @param {number} op @param {number} id of the receiver @param {number} name number of the member's name
   * @param {readonly unknown[]} args @param {boolean} [isOwn] see Proxies.introduce
   * @returns {any}
   */
  request(op, id, name, args, isOwn) {
    return this.facade.finish(this.send(op, id, name, args), isOwn);
  }

  /**
   * Likewise, for the status.
   * @param {number} op
   * @param {number} id
   * @param {number} name
   * @param {readonly unknown[]} args
   * @returns {number}
   */
  send(op, id, name, args) {
    const { port, facade } = this;
    const prepared = facade.outgoing.prepare(args);
    this.#check(port.begin(op, id, name));
    /** @type {Uint8Array[]} */
    const buffers = [];
    this.#write(prepared, buffers);
    const status = port.commit(prepared.length);
    // What the page has written into a buffer that it was given is to be seen in ours.
    for (let left = buffers.length ? port.changes() : 0; left > 0; left--) {
      buffers[port.change()].set(port.take_bytes());
    }
    return status;
  }

  /**
   * An operation on the property under a key.
   * @param {number} op @param {number} id @param {string | symbol} key @param {readonly unknown[]} args
   * @returns {any}
   */
  named(op, id, key, args) {
    if (typeof key === "symbol") return this.request(op, id, 0, [key, ...args]);
    const number = isIndex(key) ? 0 : this.near.intern(key);
    if (number) return this.request(op, id, number, args);
    return this.request(op, id, 0, [isIndex(key) ? Number(key) : key, ...args]);
  }

  /**
   * The value of an attribute: one trip, unless an event has told it.
   * @param {number} id
   * @param {string} name
   * @param {boolean} [isOwn]
   * @returns {any}
   */
  ask(id, name, isOwn) {
    const number = isIndex(name) ? 0 : this.near.intern(name);
    if (number) return this.facade.finish(this.port.get_member(id, number), isOwn);
    return this.named(OP.GET, id, name, []);
  }

  /**
   * Perform an operation that nobody waits for. Returns whether that could be done: not where the page may change a
   * buffer.
   * @param {number} op @param {number} flags of FLAG @param {number} id @param {string} name
   * @param {readonly unknown[]} args @param {number} [result] the number of its result
   */
  defer(op, flags, id, name, args, result = 0) {
    const number = name ? this.near.intern(name) : 0;
    if ((name && !number) || args.some((value) => this.facade.outgoing.isBuffer(value))) return false;
    const prepared = this.facade.outgoing.prepare(args);
    const form = formOf(op, number, flags);
    this.near.unawaited.begin(form, id, result);
    this.near.isOpen = true;
    this.#write(prepared, []);
    this.near.unawaited.commit(form, prepared.length);
    this.near.closed();
    this.facade.checkInterrupt();
    return true;
  }

  /**
   * Send a command of the protocol itself.
   * @param {number} op
   * @param {number} receiver
   * @param {readonly unknown[]} args
   */
  issue(op, receiver, args) {
    const prepared = this.facade.outgoing.prepare(args);
    this.#check(this.port.begin(op, receiver, 0));
    this.#write(prepared, []);
    this.#check(this.port.issue(prepared.length));
  }

  /**
   * A new object of a class that cannot refuse its arguments: no trip.
   * @param {any} constructor
   * @param {unknown[]} args
   * @returns {object}
   */
  construct(constructor, args) {
    const remote = this.facade.proxies.remoteOf(constructor);
    if (!remote?.known.instances) throw new EncodeError("The page has replaced a class that every browser has");
    const id = this.facade.proxies.allocate();
    this.defer(OP.CONSTRUCT, 0, remote.id, "", args, id);
    return this.facade.proxies.adopt(id, this.facade.interfaces.get(remote.known.instances));
  }

  /**
   * Set a property that cannot refuse its value: no trip.
   * @param {object} proxy
   * @param {string} name
   * @param {unknown} value
   */
  assign(proxy, name, value) {
    this.defer(OP.SET, 0, this.idOf(proxy), name, [value]);
  }

  /**
   * A function that the page offers beside its global object.
   * @param {string} name
   * @returns {any} undefined where it does not
   */
  service(name) {
    return this.request(OP.SERVICE, this.idOf(this.facade.window), 0, [name]);
  }

  /** Wait until the page has executed every command so far, unless there is nothing to learn from that: one trip. */
  settle() {
    if (this.port.unsettled()) this.request(OP.SYNC, this.idOf(this.facade.window), 0, []);
  }

  /** @param {readonly unknown[]} prepared @param {Uint8Array[]} buffers */
  #write(prepared, buffers) {
    try {
      for (const value of prepared) this.facade.outgoing.write(value, buffers);
    } catch (error) {
      this.port.abort();
      throw error;
    }
  }

  /** @param {number} status of a step */
  #check(status) {
    if (status) this.facade.incoming.finish(status);
  }
}
