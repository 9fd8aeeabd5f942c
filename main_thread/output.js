// Where a script's output goes: the element its attribute `target` names, or one of ours after the script. `script.target`
// is that element, and can be set.
//
// lifecycle.js gives every script its `target`; the services of a worker tell Python of it.

/** @typedef {import("./tag.js").Tag} Tag */

/** The elements that were chosen or made, by script. @type {WeakMap<Element, Element>} */
const targets = new WeakMap();

/** Numbers of the elements that are made for scripts without a worker of their own, by type. @type {Map<string, number>} */
const counts = new Map();

/** @param {Tag} tag */
export function giveTarget(tag) {
  const { element } = tag;
  Object.defineProperty(element, "target", {
    configurable: true,
    get: () => targetOf(tag),
    /** @param {Element | string} target */
    set(target) {
      targets.set(element, typeof target === "string" ? find(element, target) : target);
    },
  });
}

/** The element that a script's output goes to, made if there is none yet. @param {Tag} tag @returns {Element} */
export function targetOf(tag) {
  const { element } = tag;
  const known = targets.get(element);
  if (known?.isConnected) return known;
  if (!element.isConnected) return document.body ?? document.documentElement;
  const wanted = element.getAttribute("target");
  const target = wanted ? find(element, wanted) : tag.isElement ? element : companion(tag);
  targets.set(element, target);
  return target;
}

/**
 * @param {Element} element whose document, or shadow root, is searched
 * @param {string} target an id, or a CSS selector
 */
function find(element, target) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  const found = root.getElementById?.(target) ?? root.querySelector(target);
  if (found) return found;
  throw new Error(`There is no element with the id or selector "${target}", which is the target of a script [OT312]`);
}

/** @param {Tag} tag @returns {Element} the element after the script, whose names pages know from PyScript */
function companion({ element, type, own, definition }) {
  const id = own ? `${element.id}-target` : nextId(type);
  const made = document.createElement(own ? `script-${type}` : definition.isKernel ? `${type}-script` : "script-py");
  made.id = id;
  if (element.closest("head")) (document.body ?? document.documentElement).append(made);
  else element.after(made);
  return made;
}

/** @param {string} type */
function nextId(type) {
  const count = counts.get(type) ?? 0;
  counts.set(type, count + 1);
  return `${type}-${count}`;
}
