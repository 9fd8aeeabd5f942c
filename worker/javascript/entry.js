// The module `offthread/worker`: dist/worker-api.js. Everything that JavaScript in a worker needs to use its page.
//
//   import { window, document } from "/…/dist/worker-api.js";
//
// In a worker of ours it gives what that has; in any other it opens the bridge, once the page has connected the worker.

import { holdMessages } from "./held_messages.js";
import { offer, offered } from "./registry.js";

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

offer(async () => {
  if (typeof DedicatedWorkerGlobalScope !== "function" || !(scope instanceof DedicatedWorkerGlobalScope)) {
    throw new Error('"offthread/worker" is for dedicated workers. A page imports "offthread/xworker" [OT221]');
  }
  // Before anything is awaited, or the first messages would be lost.
  const release = holdMessages(scope);
  try {
    const { open } = await import("./open.js");
    return await open(scope, new URL("./", import.meta.url));
  } finally {
    // The program that has imported this runs next, and sets its handlers.
    setTimeout(release);
  }
});

export const { window, document, sync, xworker, ready, bridge } = await offered();
