// The proxies that stand for objects of the page: one for each object, as long as the worker holds it. When a proxy is
// collected, the page is told how many introductions of the object that accounts for (docs/architecture.md, lifetimes).

import { OP, ROOT_ID } from "../../protocol.js";
import { ReferenceLost } from "../../errors.js";
import { REMOTE, Remote, targetFor } from "./remote.js";
import { createHandler } from "./traps.js";

/** @typedef {{ id: number, introductions: number, proxy: WeakRef<object> }} Entry */

/** Ids of results that the worker chooses itself: far from those that an interpreter in the same worker gives. */
const FIRST_ID = 0x40000000;

export class Proxies {
  /** @type {Map<number, Entry>} */
  #entries = new Map();
  /** @type {WeakMap<object, Remote>} */
  #remotes = new WeakMap();
  /** @type {FinalizationRegistry<Entry>} */
  #registry;
  #nextId = FIRST_ID;
  #handler;
  #root;
  /**
   * Interfaces of objects that did not come as the part of another or as new: an object of these may be known to the
   * page by a number already, so that a part of this interface has to be asked for.
   * @type {Set<number>}
   */
  #met = new Set();

  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    const { near } = facade;
    this.facade = facade;
    this.#registry = new FinalizationRegistry((entry) => {
      if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
      near.release(entry.id, entry.introductions);
    });
    this.#handler = createHandler(facade);
    this.#root = this.#make(new Remote(ROOT_ID, facade.interfaces.get(near.rootInterface), undefined));
  }

  /** The page's global object. */
  get root() {
    return this.#root;
  }

  /** How many objects the worker holds. */
  get size() {
    return this.#entries.size;
  }

  /** What a proxy stands for, or nothing for any other value. @param {unknown} value @returns {Remote | undefined} */
  remoteOf(value) {
    return this.#remotes.get(/** @type {object} */ (value));
  }

  /**
   * The proxy for an object that the page has told of; counts one introduction.
   * @param {number} id @param {number} number of its interface, plus that of its shape × 65,536
   * @param {boolean} isOwn whether it is a new object, or the part of another
   */
  introduce(id, number, isOwn) {
    if (id === ROOT_ID) return this.#root;
    const entry = this.#entries.get(id);
    const proxy = entry?.proxy.deref();
    if (entry && proxy) {
      entry.introductions++;
      return proxy;
    }
    if (!isOwn) this.#met.add(number & 0xffff);
    const names = number >>> 16 ? this.facade.near.replies.shapes.get(number >>> 16) : undefined;
    return this.#enter(new Remote(id, this.facade.interfaces.get(number & 0xffff), names));
  }

  /**
   * The proxy for an object that the interpreter in this worker holds: one trip, unless it is there already.
   * @param {number} id
   * @returns {object}
   */
  forId(id) {
    if (id === ROOT_ID) return this.#root;
    const proxy = this.#entries.get(id)?.proxy.deref();
    return proxy ?? this.facade.finish(this.facade.port.operate(OP.QUERY, id, 0, 0));
  }

  /** A number for the result of a command that is not waited for. */
  allocate() {
    return this.#nextId++;
  }

  /**
   * The proxy for such a result.
   * @param {number} id @param {import("./known_interfaces.js").KnownInterface} known
   * @param {(string | number | null)[]} [names]
   */
  adopt(id, known, names) {
    return this.#enter(new Remote(id, known, names));
  }

  /** Whether the page may have told of an object of this interface that could be anything. @param {number} id */
  hasMet(id) {
    return this.#met.has(id);
  }

  /** Let go of an object now, without waiting for the garbage collector. @param {object} proxy */
  release(proxy) {
    const remote = this.#remotes.get(proxy);
    const entry = remote && this.#entries.get(remote.id);
    if (!entry || entry.proxy.deref() !== proxy) throw new ReferenceLost(remote?.id ?? 0);
    this.#entries.delete(entry.id);
    this.#registry.unregister(remote);
    // No object has this number, so what is still done with it says what is wrong.
    remote.id = 0;
    this.facade.near.releaseNow(entry.id, entry.introductions);
  }

  /** @param {Remote} remote */
  #enter(remote) {
    const proxy = this.#make(remote);
    /** @type {Entry} */
    const entry = { id: remote.id, introductions: 1, proxy: new WeakRef(proxy) };
    this.#entries.set(remote.id, entry);
    this.#registry.register(proxy, entry, remote);
    return proxy;
  }

  /** @param {Remote} remote */
  #make(remote) {
    const target = targetFor(remote.known.kind);
    Reflect.set(target, REMOTE, remote);
    const proxy = new Proxy(target, this.#handler);
    this.#remotes.set(proxy, remote);
    return proxy;
  }
}
