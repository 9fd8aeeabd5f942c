// TYPE:all-done, on the window and once: every script of the type has ended that was there when the page had been parsed.
//
// `py:all-done` waits for the scripts of both Pythons, as in PyScript. Called by lifecycle.js.

/** @typedef {import("./tag.js").Tag} Tag */

/** The scripts that have not ended, by the type of the event. @type {Map<string, Set<Element>> | null} */
let expected = null;

/** Scripts have appeared; the first of them are the ones to wait for. @param {Tag[]} tags */
export function expectEnds(tags) {
  if (expected) return;
  expected = new Map();
  for (const { element, type } of tags) {
    for (const name of type === "mpy" ? ["mpy", "py"] : [type]) {
      let elements = expected.get(name);
      if (!elements) expected.set(name, (elements = new Set()));
      elements.add(element);
    }
  }
}

/** A script has ended, in whatever way. @param {Tag} tag */
export function countEnd({ element }) {
  for (const [name, elements] of expected ?? []) {
    if (elements.delete(element) && elements.size === 0) window.dispatchEvent(new Event(`${name}:all-done`));
  }
}
