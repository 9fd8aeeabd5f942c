// Canvases that live in the worker: worker/python/offthread/_canvases.py.

import { take } from "../handed.js";

export function open() {
  return {
    /** What the page has handed over. @param {number} id */
    take: (id) => take(id),
    /** The next frame. @returns {Promise<number>} milliseconds, of the worker's own clock */
    frame: () => new Promise((resolve) => requestAnimationFrame(resolve)),
  };
}
