// What one attribute says: `py-keydown.prevent.enter="form.send"` is the event, the handler's name, and options of
// addEventListener, those that only the bridge knows included (sync_bridge/far_end/page_listeners.js).
//
// Called by declared_events.js for each attribute of an element. It reads text and knows no page.

import { nearest } from "./config/nearest.js";

/**
 * @typedef {object} Declared
 * @property {string} type of the scripts that have the handler
 * @property {string} event
 * @property {string} handler the dotted name of something global
 * @property {Record<string, unknown>} options
 */

/** What follows a type's prefix and is no event. */
const NO_EVENTS = new Set(["env", "config", "script"]);

/** A name of Python, or several with dots between them. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** Modifiers that are options. @type {Record<string, Record<string, unknown>>} */
const OPTIONS = {
  prevent: { prevent_default: true },
  stop: { stop_propagation: true },
  once: { once: true },
  capture: { capture: true },
  passive: { passive: true },
  coalesce: { coalesce: true },
  sync: { sync: true },
};

/** Modifiers that choose among events, by the fields that these must have. @type {Record<string, Record<string, unknown>>} */
const FILTERS = {
  self: { eventPhase: 2 }, // Event.AT_TARGET
  ctrl: { ctrlKey: true },
  shift: { shiftKey: true },
  alt: { altKey: true },
  meta: { metaKey: true },
};

/** Modifiers that choose among keys. Names of attributes are in lower case and know neither blanks, slashes nor equals signs. */
const KEYS = Object.fromEntries(
  [
    ...["Enter", "Escape", "Tab", "Backspace", "Delete", "Insert", "Home", "End", "PageUp", "PageDown"],
    ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
    ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
  ].map((key) => [key.toLowerCase(), key]),
);
Object.assign(KEYS, { up: "ArrowUp", down: "ArrowDown", left: "ArrowLeft", right: "ArrowRight", esc: "Escape" });
Object.assign(KEYS, { space: " ", dot: ".", slash: "/", equal: "=" });

/** What is wrong with an attribute, for its reader. */
export class Mistake {
  /** @param {string} reason */
  constructor(reason) {
    this.reason = reason;
  }
}

/**
 * Which type an attribute belongs to, and what follows its prefix.
 *
 * @param {string} name
 * @param {readonly string[]} types
 * @returns {[type: string, rest: string] | null} null where that is no event
 */
export function split(name, types) {
  // One type may be the beginning of another.
  const [type] = types.filter((known) => name.startsWith(`${known}-`)).sort((a, b) => b.length - a.length);
  if (!type) return null;
  const rest = name.slice(type.length + 1);
  return rest && !NO_EVENTS.has(rest) ? [type, rest] : null;
}

/**
 * @param {string} type @param {string} rest as split() returns them
 * @param {string} value
 * @returns {Declared}
 * @throws {Mistake}
 */
export function parse(type, rest, value) {
  const handler = value.trim();
  const [event, ...modifiers] = rest.split(".");
  if (!event) throw new Mistake("it names no event");
  if (!NAME.test(handler)) {
    const advice = /^[\w.]+\(.*\)$/.test(handler) ? `. Write "${handler.replace(/\(.*/, "")}"` : "";
    throw new Mistake(`its value must be the name of a function, such as "greet" or "tools.greet"${advice}`);
  }
  /** @type {Record<string, unknown>} */
  const options = {};
  /** @type {Record<string, unknown>} */
  const when = {};
  const keys = [];
  for (const modifier of modifiers) {
    const key = keyOf(modifier);
    if (Object.hasOwn(OPTIONS, modifier)) Object.assign(options, OPTIONS[modifier]);
    else if (Object.hasOwn(FILTERS, modifier)) Object.assign(when, FILTERS[modifier]);
    else if (key && /^key(down|up|press)$/.test(event)) keys.push(...key);
    else throw new Mistake(unknown(modifier, event, key !== null));
  }
  if (options.passive && options.prevent_default) {
    throw new Mistake('"passive" promises the browser that nothing is prevented, and "prevent" prevents it. Remove one');
  }
  if (keys.length) when.key = keys;
  if (Object.keys(when).length) options.when = when;
  return { type, event, handler, options };
}

/** What `event.key` may be where a modifier names a key. @param {string} modifier @returns {string[] | null} */
function keyOf(modifier) {
  if (Object.hasOwn(KEYS, modifier)) return [KEYS[modifier]];
  // With the shift key it is a capital letter.
  return [...modifier].length === 1 ? [modifier, modifier.toUpperCase()] : null;
}

/** @param {string} modifier @param {string} event @param {boolean} isKey */
function unknown(modifier, event, isKey) {
  if (isKey) return `"${modifier}" is a key, and only "keydown", "keyup" and "keypress" have one, not "${event}"`;
  const known = [...Object.keys(OPTIONS), ...Object.keys(FILTERS)];
  const near = nearest(modifier, [...known, ...Object.keys(KEYS)]).word;
  const advice = near && `Did you mean "${near}"? `;
  return `"${modifier}" is no modifier. ${advice}Known are ${known.join(", ")}, and for keys a character or a name such as enter`;
}
