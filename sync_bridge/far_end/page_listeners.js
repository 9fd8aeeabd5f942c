// Listeners and handlers that a worker has put on the page's objects, so that they go when the worker goes; and what
// their options say is to be done on the page, without asking the worker.

/** Options of `addEventListener` that only we know. */
const OURS = ["sync", "urgent", "prevent_default", "stop_propagation", "when", "coalesce"];

/**
 * What a listener was registered with.
 * @typedef {object} Rules
 * @property {string} key the same for what was registered with the same
 * @property {string} type of the events
 * @property {boolean} capture
 * @property {boolean} once
 * @property {AbortSignal | undefined} signal that ends it
 * @property {boolean} isPlain whether it says nothing that only we know
 * @property {boolean | (() => boolean)} [sync] the page waits for it; a function of the page tells at each event
 * @property {boolean} [urgent] it is called while the worker computes
 * @property {boolean} [prevent_default]
 * @property {boolean} [stop_propagation]
 * @property {Record<string, unknown>} [when] values that fields of the event must have; an array gives several
 * @property {boolean} [coalesce] of several events in a frame it gets the last
 * @property {() => boolean} waits what `sync` says now
 * @property {(event: Event, call: CallLatest) => void} latest
 */

/** @typedef {(event: Event, target: EventTarget | null) => Promise<unknown>} CallLatest */

export class PageListeners {
  constructor() {
    this.controller = new AbortController();
    /** What the listeners of a target were registered with, by the function. @type {WeakMap<EventTarget, WeakMap<object, Rules[]>>} */
    this.rules = new WeakMap();
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

  /**
   * Take note of a listener that is about to be added.
   * @param {EventTarget} target @param {unknown} type @param {Function} listener @param {AddEventListenerOptions & Record<string, any>} options
   */
  register(target, type, listener, options) {
    const added = rulesFrom(String(type), options);
    // The browser would take an event that the listener does not want for the one.
    if (added.when) options.once = false;
    let known = this.rules.get(target);
    if (!known) this.rules.set(target, (known = new WeakMap()));
    const rules = (known.get(listener) ?? []).filter((rule) => !rule.signal?.aborted);
    // For the browser it is one listener: it is called if one of its registrations wants it.
    if (!rules.some((rule) => rule.key === added.key)) rules.push(added);
    known.set(listener, rules);
  }

  /**
   * Take note of a listener that is about to be removed.
   * @param {EventTarget} target @param {unknown} type @param {unknown} listener @param {unknown} options
   */
  unregister(target, type, listener, options) {
    const known = this.rules.get(target);
    const rules = known?.get(/** @type {object} */ (listener));
    if (!known || !rules) return;
    const capture = typeof options === "object" && options !== null ? Boolean(Reflect.get(options, "capture")) : Boolean(options);
    known.set(/** @type {object} */ (listener), rules.filter((rule) => rule.type !== type || rule.capture !== capture));
  }

  /**
   * What a listener was registered with for an event that is being dispatched to it.
   * @param {Function} listener @param {Event} event
   * @returns {Rules | null | undefined} null where it does not want this event
   */
  rulesFor(listener, event) {
    const known = event.currentTarget && this.rules.get(event.currentTarget)?.get(listener);
    if (!known?.length) return undefined;
    const { type, eventPhase } = event;
    const rules = known.filter(
      (rule) => rule.type === type && (eventPhase === Event.AT_TARGET || rule.capture === (eventPhase === Event.CAPTURING_PHASE)),
    );
    if (rules.length === 0) return undefined;
    const wanted = rules.filter((rule) => !rule.when || matches(rule.when, event));
    const found = wanted.find((rule) => !rule.isPlain) ?? wanted[0];
    if (found?.once) this.#remove(known, found, listener, /** @type {EventTarget} */ (event.currentTarget));
    return found ?? null;
  }

  /** @param {Rules[]} known @param {Rules} rule of these @param {Function} listener @param {EventTarget} target */
  #remove(known, rule, listener, target) {
    known.splice(known.indexOf(rule), 1);
    const { type, capture } = rule;
    if (known.some((other) => other.type === type && other.capture === capture)) return;
    target.removeEventListener(type, /** @type {EventListener} */ (listener), capture);
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

/** @param {string} type @param {AddEventListenerOptions & Record<string, any>} options @returns {Rules} */
function rulesFrom(type, options) {
  /** @type {{ event: Event, target: EventTarget | null, call: CallLatest } | null} */
  let waiting = null;
  let isRunning = false;
  function run() {
    if (!waiting) {
      isRunning = false;
      return;
    }
    const { event, target, call } = waiting;
    waiting = null;
    // The worker gets the next one when it is done with this one.
    call(event, target).then(nextFrame, nextFrame);
  }
  function nextFrame() {
    // A page that is not shown has no frames.
    if (document.visibilityState === "visible") requestAnimationFrame(run);
    else setTimeout(run);
  }
  const ours = Object.fromEntries(OURS.map((name) => [name, options[name]]));
  const capture = Boolean(options.capture);
  const once = Boolean(options.once);
  return {
    ...ours,
    key: JSON.stringify([type, capture, once, ours]),
    type,
    capture,
    once,
    signal: options.signal,
    isPlain: OURS.every((name) => options[name] === undefined),
    waits: () => Boolean(typeof options.sync === "function" ? options.sync() : options.sync),
    latest(event, call) {
      waiting = { event, target: event.currentTarget, call };
      if (isRunning) return;
      isRunning = true;
      nextFrame();
    },
  };
}

/**
 * Whether fields of an event have the given values.
 * @param {Record<string, unknown>} wanted by name, which may be a path such as "target.id" @param {any} event
 */
function matches(wanted, event) {
  return Object.entries(wanted).every(([path, value]) => {
    const found = path.split(".").reduce((at, name) => at?.[name], event);
    return Array.isArray(value) ? value.includes(found) : found === value;
  });
}
