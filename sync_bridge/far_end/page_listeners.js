// Listeners and handlers that a worker has put on the page's objects, so that they go when the worker goes.

export class PageListeners {
  constructor() {
    this.controller = new AbortController();
    /** @type {Map<string, Set<WeakRef<object>>>} */
    this.handlers = new Map();
  }

  /**
   * The options of an `addEventListener` with the worker's signal added to them.
   * @param {unknown} options
   * @returns {AddEventListenerOptions}
   */
  options(options) {
    const { signal } = this.controller;
    if (typeof options !== "object" || options === null) return { capture: Boolean(options), signal };
    const given = /** @type {AddEventListenerOptions} */ (options);
    return { ...given, signal: given.signal ? AbortSignal.any([given.signal, signal]) : signal };
  }

  /** Remember an `on…` property that was set to a function of the worker. @param {object} target @param {string} name */
  remember(target, name) {
    let targets = this.handlers.get(name);
    if (!targets) this.handlers.set(name, (targets = new Set()));
    for (const known of targets) {
      const object = known.deref();
      if (object === target) return;
      if (object === undefined) targets.delete(known);
    }
    targets.add(new WeakRef(target));
  }

  /** @param {(value: unknown) => boolean} ours tells the worker's functions from others */
  removeAll(ours) {
    this.controller.abort();
    for (const [name, targets] of this.handlers) {
      for (const known of targets) {
        const target = /** @type {any} */ (known.deref());
        if (target && ours(target[name])) target[name] = null;
      }
    }
    this.handlers.clear();
  }
}
