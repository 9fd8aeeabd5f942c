// Fetch what a config lists. A failure says what was asked for and what came back; the page makes a sentence of it.
//
// These files may change while the page lives, so that every worker asks for them; the browser's cache knows how long they
// are good. What never changes is shared: downloads.js.

import { messageOf, WorkerFailure } from "./failure.js";
import { readBytes, Stage } from "./progress.js";

/** What can be asked for, as `what` says it, and its stage. */
const STAGES = Object.freeze({
  files: new Stage("files", "files"),
  packages: new Stage("packages", "packages"),
  modules: new Stage("modules", "JS modules"),
});

/**
 * Fetch the bytes at a URL.
 *
 * @param {string} url
 * @param {string} code of the failure to throw
 * @param {keyof typeof STAGES} [what] they are, for those who watch the progress
 * @returns {Promise<Uint8Array>}
 */
export async function fetchBytes(url, code, what = "files") {
  const stage = STAGES[what];
  const item = stage.begin();
  let bytes = null;
  let reason;
  try {
    const response = await fetch(url);
    if (response.ok) bytes = await readBytes(response, stage, item);
    else reason = `the server answered ${response.status} ${response.statusText}`.trim();
  } catch (error) {
    reason = messageOf(error);
  }
  stage.settle(item, bytes !== null);
  if (!bytes) throw new WorkerFailure(code, { url, reason: reason ?? "" });
  return bytes;
}

/**
 * Import a module of JavaScript. Browsers do not say how many bytes that takes.
 *
 * @param {string} url
 * @returns {Promise<object>} rejects with the failure OT508
 */
export async function importModule(url) {
  const item = STAGES.modules.begin();
  let module;
  try {
    return (module = await import(/* @vite-ignore */ url));
  } catch (error) {
    throw new WorkerFailure("OT508", { url, reason: messageOf(error) });
  } finally {
    STAGES.modules.settle(item, module !== undefined);
  }
}
