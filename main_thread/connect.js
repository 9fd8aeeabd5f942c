// Lends the page to a worker that the page itself has made: `connect(worker)`. In the worker, the module
// `offthread/worker` is the other side. Exported by xworker_entry.js.

import { loadBridge } from "./bridge.js";
import { explain, Failure } from "./failure.js";
import { SyncFunctions } from "./sync_functions.js";

/**
 * @typedef {object} ConnectOptions
 * @property {Partial<import("../sync_bridge/protocol.js").Limits>} [limits] what may cross at once: see docs/scripts.md
 * @property {number} [syncDeadlineMs] how long the page waits for a listener that decides; default 50
 * @property {(error: unknown) => void} [onError] gets exceptions of the worker's listeners; default: the browser's report
 * @property {object} [sync] functions for the worker to call, by name
 */

/**
 * @typedef {object} Connection
 * @property {any} sync functions of both sides by name: see docs/javascript.md
 * @property {() => void} interrupt end the operation that the worker waits for, or its next one, by an AbortError
 * @property {() => Record<string, number>} stats what the two hold of each other
 * @property {() => void} close take back what was lent. The worker's `terminate()` does that as well
 */

/** A worker that has not imported its half by then has most likely forgotten it. */
const PATIENCE_MS = 10_000;

/** Whoever asks again gets the same. @type {WeakMap<Worker, Promise<Connection>>} */
const connections = new WeakMap();

/**
 * Lend this page to a worker. Resolves when the worker has imported `offthread/worker`; rejects if its script fails before.
 *
 * @param {Worker} worker
 * @param {ConnectOptions} [options]
 * @returns {Promise<Connection>}
 */
export function connect(worker, options = {}) {
  let connection = connections.get(worker);
  if (!connection) {
    connection = open(worker, options).catch(async (error) => {
      throw await explain(error);
    });
    connections.set(worker, connection);
  }
  return connection;
}

/** @param {Worker} worker @param {ConnectOptions} options @returns {Promise<Connection>} */
async function open(worker, { limits, syncDeadlineMs, onError, sync: given = {} }) {
  // Before anything is awaited, as the worker's script may fail meanwhile.
  const failed = failureOf(worker);
  if (!globalThis.crossOriginIsolated) throw new Failure("OT101", { script: "connect(worker)" });
  const { FarEnd } = await loadBridge();
  const functions = new SyncFunctions((call, args) => far.invoke(call, args));
  Object.assign(functions.proxy, given);
  /** @type {import("../sync_bridge/far_end/index.js").FarEnd} */
  const far = new FarEnd(worker, { limits, syncDeadlineMs, onError, services: functions.services });
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    far.close();
    functions.close(new Failure("OT105", { type: "javascript" }));
  };
  // Browsers do not tell that a worker was ended.
  worker.terminate = () => {
    close();
    Worker.prototype.terminate.call(worker);
  };
  const remind = () => console.warn("connect(worker) waits for the worker to import offthread/worker");
  const reminder = setTimeout(remind, PATIENCE_MS);
  try {
    await Promise.race([far.ready, failed]);
  } catch (error) {
    close();
    throw error;
  } finally {
    clearTimeout(reminder);
  }
  return { sync: functions.proxy, interrupt: () => far.interrupt(), stats: () => far.stats(), close };
}

/** Rejects when the worker's script fails. @param {Worker} worker @returns {Promise<never>} */
function failureOf(worker) {
  /** @type {Promise<never>} */
  const failed = new Promise((_, reject) => {
    /** @param {ErrorEvent} event */
    const fail = ({ message: reason = "" }) => reject(new Failure("OT104", { url: "of connect()", reason }));
    worker.addEventListener("error", fail, { once: true });
  });
  // What fails later is the worker's own affair.
  failed.catch(() => {});
  return failed;
}
