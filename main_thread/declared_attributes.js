// Notices attributes such as `py-click` and has them seen to by declared_events.js, which is loaded with the first one.
//
// Looked through are the document when it has been parsed, whatever is added to it, and attributes that change; open
// shadow roots too. index.js starts it; like discovery.js, which tells it when, it looks away while workers change the
// page by the hundred, and looks through everything afterwards.

import { Controls } from "./declared_controls.js";
import { find, onChange } from "./worker_registry.js";
import { explain, Failure } from "./failure.js";
import { report } from "./report.js";

/** @typedef {import("./declared_events.js").DeclaredEvents} DeclaredEvents */

/** Where more elements than this have come at once, everything is looked through, once. */
const FLOOD = 64;
/** That is done so much later, as more is likely to come. */
const LOOK_MS = 50;
/** While the page changes all the time, it takes no more than this part of the time. */
const LOOK_SHARE = 0.1;

const OPTIONS = { childList: true, subtree: true, attributes: true };

/**
 * Have the declared events of a document handled, as long as there is one.
 *
 * @param {Document} document
 * @param {() => readonly string[]} types the types of script that are known
 * @returns {{ paused(): void, resumed(): void }} to be called when nothing is to be watched, and when it is again, for the
 *   first time when the document has been parsed
 */
export function watchAttributes(document, types) {
  /** @type {Promise<DeclaredEvents> | null} */
  let events = null;
  let isLoaded = false;
  const controls = new Controls();
  /** Custom elements that may have a shadow root once they are defined. @type {Set<string>} */
  const undefinedNames = new Set();
  let isLookDue = false;
  /** How long the last one took. */
  let lookMs = 0;
  const observer = new MutationObserver((records) => follow(records));

  function load() {
    const tools = {
      types,
      environments: { find, onChange },
      controls,
      explain,
      report,
      fail: (/** @type {string} */ code, /** @type {import("./errors.js").Facts} */ facts) => new Failure(code, facts),
    };
    return import("./declared_events.js").then(({ DeclaredEvents }) => new DeclaredEvents(tools));
  }

  /** @param {Iterable<Element>} elements @param {boolean} isAll whether no others on the page have such attributes */
  function tell(elements, isAll) {
    const found = [...elements];
    if (!events && found.length === 0) return;
    events ??= load();
    // Until there is somebody to see to it, nobody is to click in vain.
    if (!isLoaded) for (const element of found) controls.hold(element);
    events.then(
      (loaded) => {
        isLoaded = true;
        loaded.update(found, isAll);
      },
      (error) => {
        // The next one tries again: the network may have been to blame.
        events = null;
        report(error, { type: types()[0], worker: false });
      },
    );
  }

  /** @param {MutationRecord[]} records */
  function follow(records) {
    const prefixes = prefixesOf(types());
    /** @type {Set<Element>} */
    const found = new Set();
    let count = 0;
    for (const record of records) {
      // Every field that is read costs: most records are of styles and classes.
      if (record.type === "attributes") {
        if (isOurs(record.attributeName ?? "", prefixes)) found.add(/** @type {Element} */ (record.target));
        continue;
      }
      if (isLookDue) continue;
      const { addedNodes } = record;
      count += addedNodes.length;
      if (count > FLOOD) lookSoon();
      else for (const node of addedNodes) if (node instanceof Element && node.isConnected) collect(node, prefixes, found);
    }
    if (found.size) tell(found, false);
  }

  function look() {
    const began = performance.now();
    isLookDue = false;
    /** @type {Set<Element>} */
    const found = new Set();
    collect(document, prefixesOf(types()), found);
    tell(found, true);
    lookMs = performance.now() - began;
  }

  function lookSoon() {
    if (isLookDue) return;
    isLookDue = true;
    setTimeout(look, Math.max(LOOK_MS, lookMs / LOOK_SHARE));
  }

  /**
   * Collect the elements of a tree that have such attributes. Its shadow roots are watched from now on.
   *
   * This takes about a microsecond of each element. XPath, which could name the attributes, takes ten times as long, as
   * it makes an object of every attribute there is, and does not see shadow roots.
   *
   * @param {Document | Element | ShadowRoot} root @param {string[]} prefixes @param {Set<Element>} found
   */
  function collect(root, prefixes, found) {
    if (root instanceof Element) examine(root, prefixes, found);
    for (const element of root.querySelectorAll("*")) examine(element, prefixes, found);
    for (const { localName } of root.querySelectorAll(":not(:defined)")) {
      if (undefinedNames.has(localName) || !localName.includes("-")) continue;
      undefinedNames.add(localName);
      customElements.whenDefined(localName).then(lookSoon);
    }
  }

  /** @param {Element} element @param {string[]} prefixes @param {Set<Element>} found */
  function examine(element, prefixes, found) {
    const { shadowRoot } = element;
    if (shadowRoot) {
      observer.observe(shadowRoot, OPTIONS);
      collect(shadowRoot, prefixes, found);
    }
    if (element.hasAttributes() && element.getAttributeNames().some((name) => isOurs(name, prefixes))) found.add(element);
  }

  // A type may be defined when what is declared for it is there already.
  let typeCount = types().length;
  onChange(() => {
    if (types().length === typeCount) return;
    typeCount = types().length;
    lookSoon();
  });

  let hasLooked = false;
  return {
    paused() {
      observer.disconnect();
    },
    resumed() {
      observer.observe(document, OPTIONS);
      if (hasLooked) return lookSoon();
      hasLooked = true;
      look();
    },
  };
}

/** @param {readonly string[]} types */
function prefixesOf(types) {
  return types.map((type) => `${type}-`);
}

/** @param {string} name of an attribute @param {string[]} prefixes */
function isOurs(name, prefixes) {
  return prefixes.some((prefix) => name.startsWith(prefix));
}
