// As pyodide_facade.js, for MicroPython, in which nothing can be replaced: a module of the worker is wrapped instead, and
// all that comes out of it, so that what its functions get and give can be exchanged.

/**
 * @param {import("../sync_bridge/near_end/facade/index.js").Facade} facade
 * @param {{ reference_of: (object: any) => number, proxy_of: (id: number) => any }} python the module `offthread.remote`
 * @returns {(module: object) => object} what wraps a module
 */
export function wrapperFor({ proxies }, python) {
  /** @type {WeakMap<object, object>} */
  const wrappers = new WeakMap();
  /** @type {WeakMap<object, object>} */
  const originals = new WeakMap();

  /** @type {ProxyHandler<any>} */
  const handler = {
    // (A class has its own, whatever its proxy would say.)
    get: (target, key) => (key === "prototype" ? target[key] : toPython(Reflect.get(target, key))),
    set: (target, key, value) => Reflect.set(target, key, toJavaScript(value)),
    apply: (target, receiver, args) => toPython(Reflect.apply(target, toJavaScript(receiver), args.map(toJavaScript))),
    construct: (target, args) => /** @type {object} */ (toPython(Reflect.construct(target, args.map(toJavaScript)))),
  };

  /** @param {any} value that JavaScript gives to Python @returns {unknown} */
  function toPython(value) {
    if (!isObject(value)) return value;
    const remote = proxies.remoteOf(value);
    if (remote) return python.proxy_of(remote.id);
    // Their memory is copied from them as they are.
    if (isOfPython(value) || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value;
    if (value instanceof Promise) return value.then(toPython);
    return wrapped(value);
  }

  /** @param {object} value */
  function wrapped(value) {
    const known = wrappers.get(value);
    if (known) return known;
    // A proxy must tell the truth about what is frozen, as a module's names are: so it stands over something else.
    const target = typeof value === "function" ? value : Object.create(value);
    const wrapper = new Proxy(target, typeof value === "function" ? handler : onBehalfOf(value));
    wrappers.set(value, wrapper);
    originals.set(wrapper, value);
    return wrapper;
  }

  /** A handler for a proxy that stands for an object and over another one. @param {object} value @returns {ProxyHandler<any>} */
  function onBehalfOf(value) {
    return {
      get: (_, key) => toPython(Reflect.get(value, key)),
      set: (_, key, item) => Reflect.set(value, key, toJavaScript(item)),
      has: (_, key) => Reflect.has(value, key),
      deleteProperty: (_, key) => Reflect.deleteProperty(value, key),
      ownKeys: () => Reflect.ownKeys(value),
      getOwnPropertyDescriptor(_, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
        return descriptor && { ...descriptor, configurable: true };
      },
    };
  }

  /** @param {any} value that Python gives to JavaScript @returns {any} */
  function toJavaScript(value) {
    if (!isObject(value) || proxies.remoteOf(value)) return value;
    const original = originals.get(value);
    if (original) return original;
    if (!isOfPython(value)) return value;
    const id = python.reference_of(value);
    if (id) return proxies.forId(id);
    return typeof value === "function" ? callback(value) : value;
  }

  /** A function of Python's, as the page's JavaScript calls it. @param {Function} call */
  function callback(call) {
    const known = wrappers.get(call);
    if (known) return known;
    /** @param {unknown[]} args */
    const wrapper = (...args) => toJavaScript(call(...args.map(toPython)));
    wrappers.set(call, wrapper);
    return wrapper;
  }

  return wrapped;
}

/** @param {unknown} value */
function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Whether a value is MicroPython's wrapper of an object of Python. @param {any} value */
function isOfPython(value) {
  return typeof value._ref === "number";
}
