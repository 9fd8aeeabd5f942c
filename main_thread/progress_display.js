// The display of what is loading: a small pill in a corner of the page, over nothing that could be clicked. Loaded by
// progress.js when an interpreter takes a while, and gone when it has started.
//
// It stands beside the page's body, so that no script meets it among its own elements.

import { linkStylesheet } from "./stylesheet.js";

/**
 * Open the display. It is seen once its style is there.
 *
 * @param {string} stylesheet added to the page unless it is there
 */
export function openDisplay(stylesheet) {
  const pill = element("div", "");
  const status = element("span", "-text");
  // Read out once for each text; the share changes too often.
  status.setAttribute("role", "status");
  const bar = /** @type {HTMLProgressElement} */ (element("progress", "-bar"));
  bar.max = 100;
  const share = element("span", "-share");
  share.setAttribute("aria-hidden", "true");
  pill.append(status, bar, share);

  let isOpen = true;
  linkStylesheet(stylesheet).then(() => {
    if (isOpen) document.documentElement.append(pill);
  });

  return {
    /** @param {string} text @param {number | null} percent */
    show(text, percent) {
      if (status.textContent !== text) status.textContent = text;
      bar.setAttribute("aria-label", text);
      if (percent === null) bar.removeAttribute("value");
      else bar.value = percent;
      share.textContent = percent === null ? "" : `${percent} %`;
    },
    close() {
      isOpen = false;
      pill.remove();
    },
  };
}

/** @param {string} name @param {string} part */
function element(name, part) {
  const created = document.createElement(name);
  created.className = `offthread-progress${part}`;
  return created;
}
