// Promises on both sides. A promise of the page can be awaited like the worker's own: `then`, `catch` and `finally` of
// its proxy give promises of the worker. A promise of the worker that is sent has one of the page that settles as it
// does.

import { OP } from "../../protocol.js";

export class Promises {
  /** Promises of the page by those of the worker. @type {WeakMap<Promise<unknown>, object>} */
  #remotes = new WeakMap();

  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
    const promises = this;
    /** What the proxy of a promise has in place of the page's methods. @type {Record<string, Function>} */
    this.methods = {
      /** @this {object} @param {any} onFulfilled @param {any} onRejected */
      then(onFulfilled, onRejected) {
        return promises.settled(this).then(onFulfilled, onRejected);
      },
      /** @this {object} @param {any} onRejected */
      catch(onRejected) {
        return promises.settled(this).catch(onRejected);
      },
      /** @this {object} @param {any} onSettled */
      finally(onSettled) {
        return promises.settled(this).finally(onSettled);
      },
    };
    Object.setPrototypeOf(this.methods, null);
  }

  /** A promise of the worker that settles as one of the page does: no trip. @param {object} proxy */
  async settled(proxy) {
    const { facade } = this;
    const walk = await facade.port.settled(facade.commands.idOf(proxy));
    if (walk.interrupted) throw facade.interruption();
    if (walk.thrown) throw facade.incoming.thrown(walk);
    return facade.incoming.read(walk);
  }

  /**
   * A promise of the page that settles as one of the worker does.
   * @param {Promise<unknown>} promise
   * @returns {object}
   */
  remoteFor(promise) {
    const known = this.#remotes.get(promise);
    if (known) return known;
    /** @type {any} */
    let settle;
    const { commands, window } = this.facade;
    const executor = (/** @type {Function} */ resolve, /** @type {Function} */ reject) => {
      settle = { resolve, reject };
    };
    const made = commands.request(OP.CONSTRUCT, commands.idOf(Reflect.get(window, "Promise")), 0, [executor]);
    this.#remotes.set(promise, made);
    promise.then(
      (value) => settle.resolve(value),
      (reason) => settle.reject(reason),
    ).catch((error) => settle.reject(error)); // the value cannot be sent
    return made;
  }

  /**
   * Block until a promise of the page has settled.
   * @param {object} proxy @param {number} timeoutMs
   * @param {boolean} serves whether calls of the page are answered meanwhile
   */
  wait(proxy, timeoutMs, serves) {
    const { facade } = this;
    const stack = serves ? "" : (new Error().stack ?? "");
    const seconds = Number.isFinite(timeoutMs) ? timeoutMs / 1000 : -1;
    return facade.incoming.finish(facade.port.await_promise(facade.commands.idOf(proxy), seconds, serves, stack));
  }
}
