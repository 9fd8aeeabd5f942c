// The bridge of a worker that is not ours: one that a page has made with `new Worker(url, { type: "module" })` and
// connected with connect(worker) (main_thread/connect.js). Loaded by entry.js, which waits for it.

import { openNearEnd } from "../../sync_bridge/near_end/index.js";
import { InterfaceTable } from "../../sync_bridge/near_end/interface_table.js";
import { createApi } from "./api.js";

/** A page that has not connected the worker by then has most likely forgotten it. */
const PATIENCE_MS = 10_000;

/**
 * @param {DedicatedWorkerGlobalScope} scope
 * @param {URL} dist folder of the built files
 * @returns {Promise<import("./api.js").Api>}
 */
export async function open(scope, dist) {
  if (!scope.crossOriginIsolated) {
    throw new Error("This worker cannot reach its page, which is not isolated: send the two headers with it [OT101]");
  }
  const table = readTable(new URL("interfaces.json", dist));
  const remind = () => console.warn("This worker waits for its page to call connect(worker)");
  const reminder = setTimeout(remind, PATIENCE_MS);
  const near = await openNearEnd(scope);
  clearTimeout(reminder);
  near.conventions = { bends: false, tokens: false, nesting: 64, signals: false };
  near.replies.table = await table;
  const api = createApi(near, scope);
  near.onInterrupt = () => api.facade.interrupt();
  // The program that has imported this runs next, and then waits for events.
  setTimeout(() => near.channel.leave());
  return api;
}

/** What Web IDL knows. Without it every operation waits. @param {URL} url */
async function readTable(url) {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return new InterfaceTable(await response.json());
  } catch (error) {
    console.warn(`${url} could not be read (${error}), so that every operation on the page waits for its answer`);
    return InterfaceTable.EMPTY;
  }
}
