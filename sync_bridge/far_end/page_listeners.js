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
 * @property {boolean} [sync] the page waits for it
 * @property {boolean} [urgent] it is called while the worker computes
 * @property {boolean} [prevent_default]
 * @property {boolean} [stop_propagation]
 * @property {Record<string, unknown>} [when] values that fields of the event must have; an array gives several
 * @property {boolean} [coalesce] of several events in a frame it gets the last
 * @property {(event: Event, call: CallLatest) => void} latest
 */

/** @typedef {(event: Event, target: EventTarget | null) => Promise<unknown>} CallLatest */

export class PageListeners {
  constructor() {
    this.controller = new AbortController();
    /** What the listeners of a target were registered with, by the function. @type {WeakMap<EventTarget, Map<unknown, Rules[]>>} */
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
   * @param {EventTarget} target @param {unknown} type @param {unknown} listener @param {AddEventListenerOptions & Record<string, any>} options
   */
  register(target, type, listener, options) {
    if (!OURS.some((name) => options[name] !== undefined)) return;
    let known = this.rules.get(target);
    if (!known) this.rules.set(target, (known = new Map()));
    const rules = known.get(listener);
    const added = rulesFrom(String(type), options);
    if (!rules) known.set(listener, [added]);
    // For the browser it is one listener: it is called if one of its registrations wants it.
    else if (!rules.some((rule) => rule.key === added.key)) rules.push(added);
  }

  /**
   * Take note of a listener that is about to be removed.
   * @param {EventTarget} target @param {unknown} type @param {unknown} listener @param {unknown} options
   */
  unregister(target, type, listener, options) {
    const known = this.rules.get(target);
    const rules = known?.get(listener);
    if (!known || !rules) return;
    const capture = typeof options === "object" && options !== null ? Boolean(Reflect.get(options, "capture")) : Boolean(options);
    known.set(listener, rules.filter((rule) => rule.type !== type || rule.capture !== capture));
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
    return rules.find((rule) => !rule.when || matches(rule.when, event)) ?? null;
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
  return {
    ...ours,
    key: JSON.stringify([type, capture, ours]),
    type,
    capture,
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
