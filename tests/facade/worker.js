// The worker of the tests: runs the programs that the page sends, as the page would run them.

import * as api from "/_offthread/worker-api.js";
import { show } from "./show.js";

const { window, document, sync, bridge } = api;
const Program = /** @type {any} */ (Object.getPrototypeOf(async () => {}).constructor);

/** @param {unknown} condition @param {unknown} [said] */
function assert(condition, said = "the assertion failed") {
  if (!condition) throw new Error(typeof said === "string" ? said : JSON.stringify(show(said)));
}

/** @param {() => unknown} action @returns {number} how many round trips it makes */
function trips(action) {
  const before = bridge.stats().roundTrips;
  action();
  return bridge.stats().roundTrips - before;
}

/** @param {() => unknown} action @returns {any} what it throws */
function thrown(action) {
  try {
    action();
    bridge.settle();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const names = ["window", "document", "api", "assert", "trips", "thrown", "show"];
const values = [window, document, api, assert, trips, thrown, show];

sync.run = async (/** @type {string} */ source) => {
  try {
    return JSON.stringify({ value: show(await new Program(...names, source)(...values)) });
  } catch (error) {
    const { name, message, stack } = /** @type {Error} */ (error);
    return JSON.stringify({ failed: `${name}: ${message}\n${stack}` });
  } finally {
    bridge.mode = "default";
  }
};
