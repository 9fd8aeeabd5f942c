// Finds our script tags: those in the document when it has been parsed, in order, then those added and removed later.
//
// It reads tags by name only and runs nothing; lifecycle.js is told. It watches, and patches nothing.

import { TYPES } from "./types.js";

export const SELECTOR = TYPES.map((type) => `script[type="${type}"]`).join();

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
  /** @type {WeakSet<Element>} */
  const seen = new WeakSet();

  /** @param {Iterable<Element>} elements */
  const add = (elements) => {
    const fresh = /** @type {HTMLScriptElement[]} */ ([]);
    for (const element of elements) {
      if (seen.has(element) || !element.isConnected) continue;
      seen.add(element);
      fresh.push(/** @type {HTMLScriptElement} */ (element));
    }
    if (fresh.length) listener.added(fresh);
  };

  const begin = () => {
    new MutationObserver((records) => {
      add(records.flatMap(addedBy));
      for (const element of records.flatMap(removedBy)) {
        // A move within the document is a removal and an addition: by now the tag is back.
        if (!element.isConnected && seen.has(element) && listener.removed(element)) seen.delete(element);
      }
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["type"] });
    add(document.querySelectorAll(SELECTOR));
  };
  // Before the end of parsing a tag may be there without its text, and its shared worker's config may come later.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
}

/** @param {MutationRecord} record @returns {HTMLScriptElement[]} */
function addedBy(record) {
  return record.type === "attributes" ? tagsIn(record.target) : [...record.addedNodes].flatMap(tagsIn);
}

/** @param {MutationRecord} record @returns {HTMLScriptElement[]} */
function removedBy(record) {
  return [...record.removedNodes].flatMap(tagsIn);
}

/** The tags in a subtree, its root included. @param {Node} node @returns {HTMLScriptElement[]} */
function tagsIn(node) {
  if (!(node instanceof Element)) return [];
  const inside = /** @type {HTMLScriptElement[]} */ ([...node.querySelectorAll(SELECTOR)]);
  return node.matches(SELECTOR) ? [/** @type {HTMLScriptElement} */ (node), ...inside] : inside;
}
