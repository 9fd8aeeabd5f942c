// The bridge's own operations, for JavaScript in a worker: how much is waited for, blocks that are applied at once,
// copies, blocking waits. Python has the same in the module `offthread`.

import { OP } from "../../sync_bridge/protocol.js";
import { LEVEL } from "../../sync_bridge/near_end/facade/rules.js";

/** @typedef {"strict" | "default" | "fast"} Mode */
/** @typedef {ReturnType<typeof createBridge>} Bridge */

const MODES = /** @type {Mode[]} */ (Object.keys(LEVEL));

/** @param {import("../../sync_bridge/near_end/facade/index.js").Facade} facade */
export function createBridge(facade) {
  const { commands, port, near, promises, proxies } = facade;
  return Object.freeze({
    /** How much is waited for: docs/modes.md. @returns {Mode} */
    get mode() {
      return MODES[facade.level];
    },
    set mode(mode) {
      if (!MODES.includes(mode)) throw new RangeError(`There is no mode ${mode}. Choose one of ${MODES.join(", ")}`);
      facade.level = LEVEL[mode];
    },

    /**
     * Run a function, and have the page apply all that it writes in one task, so that no half of it is painted.
     * @template T @param {() => T} action @returns {T}
     */
    batch(action) {
      port.begin_batch();
      try {
        return action();
      } finally {
        port.end_batch();
      }
    },

    /**
     * Wait until the page has executed every command so far, and throw what any of them failed with: at most one trip.
     */
    settle: () => commands.settle(),

    /** A deep copy of an object of the page, as far as it is data: one trip. @param {unknown} value @returns {any} */
    copy: (value) => (proxies.remoteOf(value) ? commands.request(OP.COPY, commands.idOf(value), 0, []) : value),

    /**
     * Block until a promise of the page has settled; give its value, or throw what it is rejected with. What is no
     * promise is given as it is.
     * @param {any} promise
     * @param {{ timeout?: number, serve?: boolean }} [options] `timeout` in milliseconds; `serve` is whether calls of the
     *   page are answered meanwhile
     */
    wait(promise, { timeout = Infinity, serve = true } = {}) {
      return proxies.remoteOf(promise) ? promises.wait(promise, timeout, serve) : promise;
    },

    /** Let time pass, and answer the page's calls meanwhile. @param {number} milliseconds */
    sleep(milliseconds) {
      if (!port.sleep(milliseconds / 1000, true)) throw facade.interruption();
    },

    /** Let go of objects of the page now. They must not be used again. @param {object[]} values */
    release(...values) {
      for (const value of values) proxies.release(value);
    },

    /** Counters: round trips and commands so far, objects of the page that are held. */
    stats() {
      const { roundTrips, commands: sent } = near.stats();
      return { roundTrips, commands: sent, references: proxies.size };
    },
  });
}
