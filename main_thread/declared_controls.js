// Buttons and fields whose events only Python handles: disabled as long as it cannot, with an explanation where it never
// will. declared_attributes.js disables those it finds while declared_events.js is loaded, which then sees to them.
//
// What the page disables itself is left alone, and so is what it disables or enables while we have it disabled.

const CONTROLS = "button, input, select, textarea, fieldset, optgroup, option";
/** What says why: to the eye, and to those who are read to. */
const EXPLAINING = ["title", "aria-description"];

export class Controls {
  /** Those that we have disabled. @type {WeakSet<Element>} */
  #held = new WeakSet();
  /** Those that the page has changed meanwhile. @type {WeakSet<Element>} */
  #left = new WeakSet();
  /** What the explaining attributes of each had said before. @type {WeakMap<Element, (string | null)[]>} */
  #explained = new WeakMap();
  #observer = new MutationObserver((records) => this.#follow(records));

  /** Disable a control, unless it is none or the page has disabled it. @param {Element} element */
  hold(element) {
    if (!element.matches(CONTROLS) || this.#held.has(element) || this.#left.has(element) || isDisabled(element)) return;
    this.#change(element, true);
    this.#held.add(element);
    this.#observer.observe(element, { attributeFilter: ["disabled"] });
  }

  /** Enable a control that was held. @param {Element} element */
  letGo(element) {
    this.#explain(element, null);
    this.#left.delete(element);
    if (!this.#held.has(element)) return;
    this.#change(element, false);
    this.#held.delete(element);
  }

  /** Say why a control that is held stays so. @param {Element} element @param {string | null} reason null takes it back */
  explain(element, reason) {
    if (this.#held.has(element)) this.#explain(element, reason);
  }

  /** @param {Element} element @param {string | null} reason */
  #explain(element, reason) {
    const before = this.#explained.get(element);
    if (reason === null && !before) return;
    if (!before) this.#explained.set(element, EXPLAINING.map((name) => element.getAttribute(name)));
    EXPLAINING.forEach((name, index) => {
      const text = reason ?? before?.[index] ?? null;
      if (text === null) element.removeAttribute(name);
      else element.setAttribute(name, text);
    });
    if (reason === null) this.#explained.delete(element);
  }

  /** Change a control, and do not take that for a change by the page. @param {Element} element @param {boolean} isDisabled */
  #change(element, isDisabled) {
    this.#follow(this.#observer.takeRecords());
    /** @type {HTMLButtonElement} */ (element).disabled = isDisabled;
    this.#observer.takeRecords();
  }

  /** The page has set `disabled`, or removed it: from now on that is its own affair. @param {MutationRecord[]} records */
  #follow(records) {
    for (const { target } of records) {
      const element = /** @type {Element} */ (target);
      if (this.#held.delete(element)) this.#left.add(element);
    }
  }
}

/** @param {Element} element */
function isDisabled(element) {
  return /** @type {HTMLButtonElement} */ (element).disabled;
}
