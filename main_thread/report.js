// Reports an error in the three places where people look: an event, the console, and a banner on the page.
//
// The event comes first and is cancelable: `event.preventDefault()` says that the page has dealt with the error, and
// neither console nor banner repeat it. The same is true of the "error" event that the worker gets (`xworker.onerror`).
// Called by lifecycle.js and xworker.js for every error there is.
//
// Nothing happens within the call itself: a page that adds a script hears of it once it has added its listeners.

import { DIST } from "./dist.js";
import { explain } from "./failure.js";
import { isOff } from "./options.js";
import { isPythonError } from "./python_error.js";

/**
 * Resolves when the event has been dispatched; never rejects.
 *
 * @param {unknown} thrown
 * @param {object} origin
 * @param {Element} [origin.target] the script; without one, or when it has left the page, the event is the window's
 * @param {string} origin.type of the script
 * @param {boolean} origin.worker whether the script has a worker of its own
 * @param {Worker} [origin.xworker] in which it happened
 */
export async function report(thrown, { target, type, worker, xworker }) {
  const error = await explain(thrown);
  const { name, message } = error;
  // Safari's errors have a `line` of their own.
  const python = isPythonError(error) ? error : { type: name, traceback: "", file: "", line: 0 };
  const { traceback, file, line } = python;
  const detail = { worker, error, type: python.type, message, traceback, file, line };
  const event = new CustomEvent(`${type}:error`, { bubbles: true, cancelable: true, detail });
  if (!(target?.isConnected ? target : window).dispatchEvent(event)) return;
  const more = { message, filename: file, lineno: line, error, cancelable: true };
  if (xworker && !xworker.dispatchEvent(new ErrorEvent("error", more))) return;
  const text = (traceback || `${name}: ${message}`).trimEnd();
  console.error(text);
  // `<script type="module" src="…/offthread.js" data-banner="off">` leaves the banner to the page.
  if (isOff("banner")) return;
  import("./banner.js")
    .then(({ show }) => show(detail, text, new URL("offthread.css", DIST).href))
    // The error itself is on the console already.
    .catch((failed) => console.warn("The banner for errors could not be loaded:", failed));
}
