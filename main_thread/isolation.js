// Without cross-origin isolation there is no shared memory, and no Python that could reach the page. What can be done about it
// is done by the file that a script names in its attribute `service-worker`, or the options of XWorker: isolate.js registers it.
//
// Called by lifecycle.js and xworker.js before anything is started.

import { Failure } from "./failure.js";

/**
 * @param {string} script as errors name it
 * @param {string | null} serviceWorker a URL, where one is named
 * @returns {Promise<void>} rejects with a Failure if the page is not isolated, and never settles if it will be reloaded
 */
export async function requireIsolation(script, serviceWorker) {
  if (globalThis.crossOriginIsolated) return;
  if (!globalThis.isSecureContext) throw new Failure("OT102", { script, url: location.origin });
  if (!serviceWorker) throw new Failure("OT101", { script });
  const { isolate } = await import("./isolate.js");
  const facts = await isolate(new URL(serviceWorker, document.baseURI));
  throw new Failure("OT110", { script, ...facts });
}
