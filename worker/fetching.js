// Fetch what a config lists. A failure says what was asked for and what came back; the page makes a sentence of it.

import { messageOf, WorkerFailure } from "./failure.js";

/**
 * Fetch the bytes at a URL.
 *
 * @param {string} url
 * @param {string} code of the failure to throw
 * @returns {Promise<Uint8Array>}
 */
export async function fetchBytes(url, code) {
  let reason;
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    reason = `the server answered ${response.status} ${response.statusText}`.trim();
  } catch (error) {
    reason = messageOf(error);
  }
  throw new WorkerFailure(code, { url, reason });
}
