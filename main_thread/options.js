// What a page says on the tag of our own script, such as `data-banner="off"`. Called by report.js and progress.js.

import { ENTRY } from "./dist.js";

/** Whether the tag turns something off. @param {string} name of the attribute, without `data-` @returns {boolean} */
export function isOff(name) {
  /** @type {NodeListOf<HTMLScriptElement>} */
  const refusals = document.querySelectorAll(`script[data-${name}="off"]`);
  return [...refusals].some(({ src }) => src === ENTRY);
}
