// Finds our script tags: those in the document when it has been parsed, in order, then those added and removed later.
//
// It reads tags by name only and runs nothing; lifecycle.js is told. It watches, and patches nothing.

import { TYPES } from "./types.js";

const SELECTOR = TYPES.map((type) => `script[type="${type}"]`).join();

/**
 * Where more than this has happened at once, all scripts of the page are looked at and not what the records name: the
 * browser would have to make JavaScript objects of nodes, which costs it as much as the changes did.
 */
const FLOOD = 64;

/**
 * How workers have it look away while they change the page by the hundred, as the browser tells of each change, whoever
 * made it. Afterwards all scripts of the page are looked at.
 *
 * @type {import("../sync_bridge/channels/atomics_far.js").Watcher}
 */
export const watcher = { pause() {}, resume() {} };

/**
 * @typedef {object} Listener
 * @property {(elements: HTMLScriptElement[]) => void} added tags that were not seen before, in document order
 * @property {(element: HTMLScriptElement) => boolean} removed a tag has left the page; true if it is to be told of
 *   again when it returns
 */

/**
 * Tell `listener` of every tag on the page, now and later.
 *
 * @param {Document} document
 * @param {Listener} listener
 */
export function discover(document, listener) {
  /** Whatever the listener is not to be told of again. @type {WeakSet<Element>} */
  const seen = new WeakSet();
  /** Our tags on the page. @type {Set<HTMLScriptElement>} */
  const present = new Set();

  /** @param {Iterable<Element>} elements */
  const add = (elements) => {
    const fresh = /** @type {HTMLScriptElement[]} */ ([]);
    for (const script of elements) {
      if (seen.has(script) || !script.isConnected || !script.matches(SELECTOR)) continue;
      seen.add(script);
      present.add(/** @type {HTMLScriptElement} */ (script));
      fresh.push(/** @type {HTMLScriptElement} */ (script));
    }
    if (fresh.length) listener.added(fresh);
  };

  /** @param {Iterable<Element>} elements */
  const update = (elements) => {
    add(elements);
    for (const script of present) {
      // A move within the document is a removal and an addition: by now the tag is back.
      if (script.isConnected) continue;
      present.delete(script);
      if (listener.removed(script)) seen.delete(script);
    }
  };

  const begin = () => {
    const observer = new MutationObserver((records) => update(touched(records, document)));
    watcher.pause = () => {
      const records = observer.takeRecords();
      observer.disconnect();
      if (records.length) update(touched(records, document));
    };
    watcher.resume = () => {
      observer.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["type"] });
      update(document.querySelectorAll(SELECTOR));
    };
    watcher.resume();
  };
  // Before the end of parsing a tag may be there without its text, and its shared worker's config may come later.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}

/**
 * Elements among which is every tag that came or became ours, in the order of the records.
 *
 * @param {MutationRecord[]} records @param {Document} document
 * @returns {Iterable<Element>}
 */
function touched(records, document) {
  const elements = /** @type {Element[]} */ ([]);
  for (const { type, target, addedNodes } of records) {
    if (records.length + addedNodes.length + elements.length > FLOOD) return document.querySelectorAll("script");
    for (const node of type === "attributes" ? [target] : addedNodes) {
      if (node instanceof Element) elements.push(node, ...node.querySelectorAll("script"));
    }
  }
  return elements;
}
