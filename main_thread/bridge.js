// The page's half of the bridge, loaded from a file of its own: dist/bridge.js.
//
// offthread.js is all that has to be there before anything runs, and without a worker there is nothing to bridge. Called
// by interpreter_worker.js as soon as there is a worker, so that this file, the worker and its interpreter come together.

import { DIST } from "./dist.js";
import { Failure } from "./failure.js";

/** @typedef {typeof import("../sync_bridge/far_end/index.js")} Bridge */

const BRIDGE_URL = new URL("bridge.js", DIST).href;

/** @type {Promise<Bridge> | null} */
let loading = null;

/** The code of the far end, fetched once. @returns {Promise<Bridge>} rejects with a Failure */
export function loadBridge() {
  loading ??= import(/* @vite-ignore */ BRIDGE_URL).catch((error) => {
    // The next worker tries again: the network may have been to blame.
    loading = null;
    throw new Failure("OT106", { url: BRIDGE_URL, reason: error.message });
  });
  return loading;
}
