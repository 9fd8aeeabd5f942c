// The view of errors on the page: one dismissible box for each, newest last, the same error counted.
//
// Loaded when the first error occurs. Everything shown is text; nothing of it is ever parsed as HTML.

import { linkStylesheet } from "./stylesheet.js";

/**
 * @typedef {{ box: HTMLElement, count: number, badge: HTMLElement }} Shown
 * @typedef {{ type: string, file: string, line: number }} Detail of an error: its class, and where it happened
 */

/** The boxes on the page, by what they say. @type {Map<string, Shown>} */
const shown = new Map();

/** Beyond these the oldest goes: an error in a timer must not fill the page. */
const MAX_BOXES = 20;

/**
 * Show an error, or count it if it is shown already.
 *
 * @param {Detail} detail
 * @param {string} text
 * @param {string} stylesheet added to the page unless it is there
 */
export function show({ type, file, line }, text, stylesheet) {
  linkStylesheet(stylesheet);
  const title = file ? `${type} in ${file}, line ${line}` : type;
  const key = `${title}\n${text}`;
  const known = shown.get(key);
  if (known?.box.isConnected) {
    known.count += 1;
    known.badge.textContent = `×${known.count}`;
    known.badge.hidden = false;
    known.badge.title = `${known.count} times`;
    return;
  }
  const region = findRegion();
  const { box, badge } = createBox(title, text, () => dismiss(key, region));
  shown.set(key, { box, count: 1, badge });
  region.append(box);
  if (shown.size > MAX_BOXES) dismiss(shown.keys().next().value ?? "", region);
}

/** @param {string} key @param {HTMLElement} region */
function dismiss(key, region) {
  shown.get(key)?.box.remove();
  shown.delete(key);
  if (!region.querySelector(".offthread-error")) region.remove();
}

/** @returns {HTMLElement} */
function findRegion() {
  const found = /** @type {HTMLElement | null} */ (document.querySelector(".offthread-errors"));
  if (found) return found;
  const region = element("section", "offthread-errors");
  region.setAttribute("aria-label", "Errors in Python");
  (document.body ?? document.documentElement).append(region);
  return region;
}

/** @param {string} title @param {string} text @param {() => void} onDismiss */
function createBox(title, text, onDismiss) {
  const box = element("div", "offthread-error");
  const head = element("div", "offthread-error-head");
  const alert = element("p", "offthread-error-title");
  // The title alone is read out at once; the traceback is there for whoever moves to it.
  alert.setAttribute("role", "alert");
  alert.textContent = title;
  const badge = element("span", "offthread-error-count");
  badge.hidden = true;
  const close = element("button", "offthread-error-close");
  close.setAttribute("type", "button");
  close.setAttribute("aria-label", `Dismiss: ${title}`);
  close.textContent = "×";
  close.addEventListener("click", onDismiss);
  const body = element("pre", "offthread-error-text");
  // Long tracebacks scroll, and what scrolls must be reachable by keyboard (WCAG 2.1.1).
  body.tabIndex = 0;
  body.textContent = text;
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onDismiss();
  });
  head.append(alert, badge, close);
  box.append(head, body);
  return { box, badge };
}

/** @param {string} name @param {string} className */
function element(name, className) {
  const created = document.createElement(name);
  created.className = className;
  return created;
}
