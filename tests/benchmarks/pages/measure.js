// Do the works in JavaScript: what measure.py does, operation by operation, on any `window`, the page's own or a
// remote one. The twins of its modules have their names.

import { canvasWorks } from "./canvas.js";
import { elementWorks } from "./elements.js";
import { operationWorks } from "./operations.js";
import { rowWorks } from "./rows.js";

/** @param {number} firstLine milliseconds since the epoch @param {Window & typeof globalThis} window */
export function measureAll(firstLine, window) {
  const { document } = window;
  const works = {
    ...operationWorks(document),
    ...elementWorks(document),
    ...canvasWorks(window),
    ...rowWorks(document),
  };
  const sizes = JSON.parse(document.body.getAttribute("data-sizes"));
  measureEach(firstLine, document, (work) => works[work](sizes[work]));
}

/**
 * Do what the page asks for and publish it.
 * @param {number} firstLine @param {Document} document
 * @param {(work: string) => import("./timing.js").Outcome} run
 */
export function measureEach(firstLine, document, run) {
  const results = document.getElementById("results");
  const found = { first_line: firstLine / 1000, works: {}, errors: {}, done: false };
  for (const work of document.body.getAttribute("data-works").split(" ").filter(Boolean)) {
    try {
      found.works[work] = run(work);
    } catch (error) {
      found.errors[work] = String(error);
    }
    results.textContent = JSON.stringify(found);
  }
  found.done = true;
  results.textContent = JSON.stringify(found);
}
