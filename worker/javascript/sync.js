// `sync`: functions by name, in both directions. What the worker sets, the page may call; what the worker calls, the
// page has set, and its result is waited for. main_thread/sync_functions.js is the page's half.

import { KIND, OP } from "../../sync_bridge/protocol.js";

/** @param {import("../../sync_bridge/near_end/facade/index.js").Facade} facade */
export function createSync(facade) {
  const { commands, promises, proxies, near } = facade;
  /** The page's object that has its functions. @type {object | undefined} */
  let functions;
  /** @type {Map<string, Function>} */
  const stubs = new Map();

  /** @param {string} name */
  function service(name) {
    const found = commands.service(name);
    if (found) return found;
    throw new Error("This worker's page offers no `sync`. Make the worker with XWorker, or call connect(worker) [OT220]");
  }

  /** @param {string} name @param {unknown[]} args */
  function call(name, args) {
    functions ??= /** @type {object} */ (service("sync_functions")());
    const result = commands.request(OP.CALL, commands.idOf(functions), near.intern(name), args);
    return proxies.remoteOf(result)?.known.kind === KIND.PROMISE ? promises.wait(result, Infinity, true) : result;
  }

  const sync = new Proxy(Object.create(null), {
    get(_, name) {
      // Whoever returns it from an async function is not to wait for it.
      if (typeof name === "symbol" || name === "then") return undefined;
      let stub = stubs.get(name);
      if (!stub) stubs.set(name, (stub = (/** @type {unknown[]} */ ...args) => call(name, args)));
      return stub;
    },
    set(_, name, value) {
      const isFunction = typeof name === "string" && typeof value === "function";
      if (!isFunction) throw new TypeError(`sync.${String(name)} must be a function`);
      service("expose")(name, value);
      return true;
    },
  });

  return { sync, ready: () => void service("exposed")() };
}
