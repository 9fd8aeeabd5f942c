// Objects of the page between Python and the JavaScript of its worker. What Python hands over is one of its proxies and
// would arrive as Pyodide's wrapper of that, which is gone when the call returns; it arrives as the object that the
// worker's own `window` gives (sync_bridge/near_end/facade), and what comes back from there is Python's proxy again.
// Pyodide asks such an object some questions (`then`, `Symbol.toStringTag` …), each of which is a trip.
//
// Pyodide has no hook for this. The functions that are replaced here are those its compiled half calls by name.

/**
 * @param {any} pyodide
 * @param {import("../sync_bridge/near_end/facade/index.js").Facade} facade
 * @param {{ idOf: (object: number) => number, proxyOf: (id: number) => number }} core functions of worker/native/core.c, which
 *   take and give pointers
 */
export function shareFacade({ _module: module }, { proxies }, { idOf, proxyOf }) {
  const { pyproxy_new, pyproxy_destroy, PyProxy_getAttrs, gc_register_proxy, js2python_convertImmutable } = module;
  const isOfPage = (/** @type {unknown} */ value) => proxies.remoteOf(value) !== undefined;
  /** What Pyodide asks of a wrapper that it has made: there is nothing to be counted or let go of. */
  const attributes = { shared: {}, props: {} };

  /** @param {number} pointer @param {any[]} rest */
  module.pyproxy_new = (pointer, ...rest) => {
    const id = idOf(pointer);
    return id === 0 ? pyproxy_new(pointer, ...rest) : proxies.forId(id);
  };
  /** @param {any} value @param {any[]} rest */
  module.pyproxy_destroy = (value, ...rest) => {
    if (!isOfPage(value)) pyproxy_destroy(value, ...rest);
  };
  /** @param {any} value */
  module.PyProxy_getAttrs = (value) => (isOfPage(value) ? attributes : PyProxy_getAttrs(value));
  /** @param {any} shared */
  module.gc_register_proxy = (shared) => {
    if (shared !== attributes.shared) gc_register_proxy(shared);
  };
  /** @param {any} value */
  module.js2python_convertImmutable = (value) => {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    const remote = isObject && proxies.remoteOf(value);
    return remote ? proxyOf(remote.id) : js2python_convertImmutable(value);
  };
}
