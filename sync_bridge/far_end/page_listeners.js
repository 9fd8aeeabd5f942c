// Listeners and handlers that a worker has put on the page's objects, so that they go when the worker goes; and what
// their options say is to be done on the page, without asking the worker.

/** Options of `addEventListener` that only we know. */
const OURS = ["sync", "urgent", "prevent_default", "stop_propagation", "when", "coalesce"];

/**
 * What a listener was registered with.
 * @typedef {object} Rules
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
    /** What the listeners of a target were registered with, by the function. @type {WeakMap<EventTarget, Map<Function, Rules[]>>} */
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
    const ours = OURS.filter((name) => options[name] !== undefined);
    const known = this.rules.get(target);
    // As in the browser, the first registration of a listener counts; it may have been removed since.
    const others = known?.get(/** @type {Function} */ (listener))?.filter((rule) => rule.type !== type || rule.capture !== Boolean(options.capture)) ?? [];
    if (ours.length === 0 && others.length === 0 && !known) return;
    const of = known ?? new Map();
    this.rules.set(target, of);
    const added = ours.length ? [rulesFrom(String(type), options)] : [];
    of.set(listener, [...others, ...added]);
  }

  /** What a listener was registered with for an event that is being dispatched to it. @param {Function} listener @param {Event} event */
  rulesFor(listener, event) {
    if (!event.currentTarget) return undefined;
    const { type, eventPhase } = event;
    const rules = this.rules.get(event.currentTarget)?.get(listener);
    return rules?.find((rule) => rule.type === type && (eventPhase === Event.AT_TARGET || rule.capture === (eventPhase === Event.CAPTURING_PHASE)));
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
  return {
    ...Object.fromEntries(OURS.map((name) => [name, options[name]])),
    type,
    capture: Boolean(options.capture),
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
export function matches(wanted, event) {
  return Object.entries(wanted).every(([path, value]) => {
    const found = path.split(".").reduce((at, name) => at?.[name], event);
    return Array.isArray(value) ? value.includes(found) : found === value;
  });
}
