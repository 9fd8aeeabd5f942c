// Has kept for the next visit what a worker has made. Loaded when the first script has ended, or has run for a while: until then
// the browser has better things to do.

import { messageOf } from "../worker/failure.js";
import { keep } from "../worker/kept.js";

/** @param {import("../worker/messages.js").KeepMessage} message @returns {Promise<void>} */
export async function keepWhenIdle({ url, value }) {
  await new Promise((resolve) => {
    // Safari has no such callback.
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: 1000 });
    else setTimeout(resolve);
  });
  try {
    await keep(url, value);
  } catch (error) {
    console.info(`The next visit starts no faster: the browser did not keep what this one has made (${messageOf(error)})`);
  }
}
