// Blocking requests for the interpreters: a worker may wait for an XMLHttpRequest where a page must not. Only the worker
// waits; the page, which answers nothing meanwhile and is asked nothing, stays alive.
//
// The functions join the port (sync_bridge/near_end/port.js) and keep its conventions: nothing throws, a call answers with
// a number, and what belongs to it is then taken. worker/python/offthread/_http.py is written against them.

import { SIGINT, WORD } from "../sync_bridge/protocol.js";
import { messageOf } from "./failure.js";

/** What a request came to; _http.py has the same numbers. */
export const OUTCOME = Object.freeze({
  ANSWERED: 0, // to be taken: status, reason, final URL, headers as lines, bytes of the body
  FAILED: 1, // the browser does not say why
  TIMED_OUT: 2,
  INVALID: 3, // to be taken: what is wrong with the request
  INTERRUPTED: 4,
});

/**
 * Headers that are the browser's own (Fetch Standard, "forbidden request-header"). It would pass them over as well, but
 * with an error on the console for each. The name of the program is no forbidden header any more; sent all the same, it
 * would make a simple request to another origin one that has to be permitted first, only because Python's clients
 * always name themselves.
 */
const FORBIDDEN = new Set(
  (
    "accept-charset accept-encoding access-control-request-headers access-control-request-method " +
    "access-control-request-private-network connection content-length cookie cookie2 date dnt expect host keep-alive " +
    "origin referer set-cookie te trailer transfer-encoding upgrade user-agent via"
  ).split(" "),
);

/**
 * @param {import("../sync_bridge/near_end/index.js").NearEnd} near
 * @param {string} baseURL what relative URLs are relative to: the page's, as the worker's own is another
 */
export function createHttp(near, baseURL) {
  /** Where the port's functions take from, the last one first. */
  const results = near.replies.pending;
  const words = new Int32Array(near.buffer);
  /** @type {Uint8Array<ArrayBuffer> | null} */
  let body = null;

  /** @param {string} method @param {string} url @param {string} headers @param {number} timeoutMs @param {boolean} credentials */
  function prepare(method, url, headers, timeoutMs, credentials) {
    if (body?.length && /^(get|head)$/i.test(method)) throw new TypeError(`browsers send no body with ${method}`);
    const request = new XMLHttpRequest();
    request.open(method, new URL(url, baseURL), false);
    request.responseType = "arraybuffer";
    request.timeout = timeoutMs;
    request.withCredentials = credentials;
    for (const line of headers ? headers.split("\n") : []) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon);
      if (!isForbidden(name)) request.setRequestHeader(name, line.slice(colon + 1));
    }
    return request;
  }

  /** Nothing ends a request but its deadline, so an interrupt is looked for before it and after it. */
  const isInterrupted = () => Atomics.compareExchange(words, WORD.INTERRUPT, SIGINT, 0) === SIGINT;

  return {
    /** What the next request sends. @param {Uint8Array} bytes of the interpreter's memory */
    keep_body(bytes) {
      body = new Uint8Array(bytes);
    },

    /**
     * Perform a request and wait for all of its answer.
     * @param {string} method @param {string} url @param {string} headers lines of name:value
     * @param {number} timeoutMs above 0, which would be no deadline
     * @param {boolean} credentials whether cookies go to other origins as well
     * @returns {number} one of OUTCOME
     */
    http_request(method, url, headers, timeoutMs, credentials) {
      let request;
      try {
        request = prepare(method, url, headers, timeoutMs, credentials);
      } catch (error) {
        body = null;
        results.push(messageOf(error));
        return OUTCOME.INVALID;
      }
      try {
        if (isInterrupted()) return OUTCOME.INTERRUPTED;
        request.send(body);
        if (isInterrupted()) return OUTCOME.INTERRUPTED;
        const bytes = new Uint8Array(request.response ?? 0);
        const { status, statusText, responseURL } = request;
        results.push(bytes, request.getAllResponseHeaders(), responseURL, statusText, status);
        return OUTCOME.ANSWERED;
      } catch (error) {
        if (isInterrupted()) return OUTCOME.INTERRUPTED;
        return /** @type {Error} */ (error).name === "TimeoutError" ? OUTCOME.TIMED_OUT : OUTCOME.FAILED;
      } finally {
        body = null;
      }
    },
  };
}

/** @param {string} name */
function isForbidden(name) {
  const lower = name.trim().toLowerCase();
  return FORBIDDEN.has(lower) || lower.startsWith("proxy-") || lower.startsWith("sec-");
}
