// Reports an error in the three places where people look: an event, the console, and a banner on the page.
//
// The event comes first and is cancelable: `event.preventDefault()` says that the page has dealt with the error, and
// neither console nor banner repeat it. Called by lifecycle.js for every error there is.

import { DIST, ENTRY } from "./dist.js";
import { isPythonError } from "./python_error.js";

/**
 * @param {unknown} thrown
 * @param {object} origin
 * @param {Element} [origin.target] the script; without one, or when it has left the page, the event is the window's
 * @param {string} origin.type of the script
 * @param {boolean} origin.worker whether the script has a worker of its own
 */
export function report(thrown, { target, type, worker }) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const python = isPythonError(error) ? error : null;
  const detail = {
    worker,
    error,
    type: python?.type ?? error.name,
    message: error.message,
    traceback: python?.traceback ?? "",
    file: python?.file ?? "",
    line: python?.line ?? 0,
  };
  const event = new CustomEvent(`${type}:error`, { bubbles: true, cancelable: true, detail });
  if (!(target?.isConnected ? target : window).dispatchEvent(event)) return;
  const text = (python?.traceback || `${error.name}: ${error.message}`).trimEnd();
  console.error(text);
  if (bannerWanted()) showBanner(titleOf(detail), text);
}

/** @param {{ type: string, file: string, line: number }} detail */
function titleOf({ type, file, line }) {
  return file ? `${type} in ${file}, line ${line}` : type;
}

/** `<script type="module" src="…/offthread.js" data-banner="off">` leaves the banner to the page. */
function bannerWanted() {
  const scripts = /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll('script[data-banner="off"]'));
  return ![...scripts].some(({ src }) => src === ENTRY);
}

/** @param {string} title @param {string} text */
async function showBanner(title, text) {
  try {
    const { show } = await import("./banner.js");
    show(title, text, new URL("offthread.css", DIST).href);
  } catch (error) {
    // The error itself is on the console already.
    console.warn("The banner for errors could not be loaded:", error);
  }
}
