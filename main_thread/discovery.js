// Finds our scripts: those in the document when it has been parsed, in order, then those added and removed later, and
// those in shadow roots.
//
// It reads tags by name only and runs nothing; lifecycle.js is told. It watches, and patches nothing: an open shadow root
// is found when its host comes to the page; of a closed one, or one that is attached later, `observe` has to be told,
// unless one of our custom elements is in it.

import { selector } from "./script_elements.js";
import { types } from "./types.js";

/**
 * Where more than this has happened at once, all scripts of the page are looked at and not what the records name: the
 * browser would have to make JavaScript objects of nodes, which costs it as much as the changes did.
 */
const FLOOD = 64;

/** Elements of the browser's own that may have a shadow root (DOM Standard, "valid shadow host name"). */
const HOSTS = "article,aside,blockquote,body,div,footer,h1,h2,h3,h4,h5,h6,header,main,nav,p,section,span";
const CUSTOM_ELEMENTS = 'descendant-or-self::*[contains(local-name(), "-")]';

/** @typedef {Document | ShadowRoot} Root */

/**
 * @typedef {object} Listener
 * @property {(elements: Element[]) => void} added scripts that were not seen before, in document order
 * @property {(element: Element) => boolean} removed a script has left the page; true if it is to be told of again when it
 *   returns
 * @property {() => void} paused nothing is watched from now on
 * @property {() => void} resumed the page is watched, again or for the first time
 */

class Discovery {
  /** Whatever the listener is not to be told of again. @type {WeakSet<Element>} */
  #seen = new WeakSet();
  /** Our scripts on the page. @type {Set<Element>} */
  #present = new Set();
  /** What is watched. @type {Set<Root>} */
  #roots = new Set();
  #observer = new MutationObserver((records) => this.#update(this.#touched(records)));
  /** Null until the document has been parsed. @type {Listener | null} */
  #listener = null;
  #isPaused = false;
  #selector = "";

  /** Tell `listener` of every script on the page, now and later. @param {Listener} listener */
  begin(listener) {
    this.#listener = listener;
    this.#selector = selector();
    for (const root of this.#roots) this.#enter(root);
    this.#enter(document);
    this.#update(this.#everywhere());
    listener.resumed();
  }

  /**
   * Watch a shadow root as well.
   *
   * @param {Root} root
   */
  observe(root) {
    if (!(root instanceof ShadowRoot || root instanceof Document)) {
      throw new TypeError("observe() needs a shadow root, as attachShadow() returns it");
    }
    if (!this.#listener) return void this.#roots.add(root);
    if (!this.#roots.has(root)) this.#update(this.#enter(root));
  }

  /** Our scripts on the page, in whatever root, those included that were added a moment ago. @returns {Element[]} */
  get scripts() {
    if (!this.#listener) return [...document.querySelectorAll(selector())];
    return [...new Set([...this.#present, ...this.#everywhere()])];
  }

  /** One of our elements tells that it is on the page, wherever that is. @param {Element} element */
  connected(element) {
    if (!this.#listener) return;
    const root = element.getRootNode();
    // Among the children of an element that is being filled, a script may not have its text yet.
    if (root instanceof ShadowRoot) queueMicrotask(() => this.observe(root));
  }

  /** There is a new type: what of the page is one of its scripts? */
  reconsider() {
    if (!this.#listener) return;
    this.#selector = selector();
    this.#update(this.#everywhere());
  }

  /**
   * Look away while workers change the page by the hundred, as the browser tells of each change, whoever made it.
   * Afterwards all scripts of the page are looked at. (See Watcher in sync_bridge/channels/atomics_far.js.)
   */
  pause() {
    if (!this.#listener) return;
    const records = this.#observer.takeRecords();
    this.#isPaused = true;
    this.#observer.disconnect();
    if (records.length) this.#update(this.#touched(records));
    this.#listener.paused();
  }

  resume() {
    if (!this.#listener) return;
    const wasPaused = this.#isPaused;
    this.#isPaused = false;
    for (const root of this.#roots) this.#watch(root);
    if (!wasPaused) return;
    this.#update(this.#everywhere());
    this.#listener.resumed();
  }

  /** @param {Root} root */
  #watch(root) {
    this.#observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["type"] });
  }

  /** @param {Iterable<Element>} elements among which is every script that came */
  #update(elements) {
    const listener = /** @type {Listener} */ (this.#listener);
    const fresh = [];
    for (const element of elements) {
      if (this.#seen.has(element) || !element.isConnected || !element.matches(this.#selector)) continue;
      this.#seen.add(element);
      this.#present.add(element);
      fresh.push(element);
    }
    if (fresh.length) listener.added(fresh);
    for (const element of this.#present) {
      // A move within the document is a removal and an addition: by now the script is back.
      if (element.isConnected) continue;
      this.#present.delete(element);
      if (listener.removed(element)) this.#seen.delete(element);
    }
    for (const root of this.#roots) {
      // It is found again when its host returns.
      if (root instanceof ShadowRoot && !root.host.isConnected) this.#roots.delete(root);
    }
  }

  /** All scripts that can be seen, in document order of each root. @returns {Element[]} */
  #everywhere() {
    return [...this.#roots].flatMap((root) => [...root.querySelectorAll(this.#selector)]);
  }

  /**
   * Elements among which is every script that came or became ours, in the order of the records.
   *
   * @param {MutationRecord[]} records
   * @returns {Element[]}
   */
  #touched(records) {
    const elements = /** @type {Element[]} */ ([]);
    for (const { type, target, addedNodes } of records) {
      if (records.length + addedNodes.length + elements.length > FLOOD) {
        for (const root of [...this.#roots]) this.#enterCustomElements(root);
        return this.#everywhere();
      }
      for (const node of type === "attributes" ? [target] : addedNodes) {
        if (!(node instanceof Element)) continue;
        elements.push(node, ...node.querySelectorAll(this.#selector), ...this.#enterWithin(node));
      }
    }
    return elements;
  }

  /** Watch a root and the open shadow roots in it. @param {Root} root @returns {Element[]} their scripts */
  #enter(root) {
    this.#roots.add(root);
    if (!this.#isPaused) this.#watch(root);
    return [...root.querySelectorAll(this.#selector), ...this.#enterWithin(root)];
  }

  /** Watch the open shadow roots within a node that are not watched yet. @param {Root | Element} node @returns {Element[]} */
  #enterWithin(node) {
    const hosts = [...node.querySelectorAll(HOSTS)];
    if (node instanceof Element) hosts.unshift(node);
    return [...hosts.flatMap((host) => this.#enterHost(host)), ...this.#enterCustomElements(node)];
  }

  /** @param {Root | Element} node @returns {Element[]} */
  #enterCustomElements(node) {
    // XPath knows no shadow roots.
    const contexts = node instanceof ShadowRoot ? [...node.children] : [node];
    return contexts.flatMap((context) => {
      const found = document.evaluate(CUSTOM_ELEMENTS, context, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
      return Array.from({ length: found.snapshotLength }, (_, index) =>
        this.#enterHost(/** @type {Element} */ (found.snapshotItem(index))),
      ).flat();
    });
  }

  /** @param {Element} host @returns {Element[]} */
  #enterHost({ shadowRoot }) {
    return shadowRoot && !this.#roots.has(shadowRoot) ? this.#enter(shadowRoot) : [];
  }
}

export const discovery = new Discovery();

/** Make the elements of a type known to the browser, so that each tells when it is on the page. @param {string} name */
export function defineElement(name) {
  if (!name || customElements.get(name)) return;
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        discovery.connected(this);
      }
    },
  );
}

/** Tell `listener` of every script on the page, now and later. @param {Listener} listener */
export function discover(listener) {
  for (const { element } of types.values()) defineElement(element);
  const begin = () => discovery.begin(listener);
  // Before the end of parsing a script may be there without its text, and its shared worker's config may come later.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  // A module that imports this one may have hooks for the scripts that are there.
  else queueMicrotask(begin);
}
