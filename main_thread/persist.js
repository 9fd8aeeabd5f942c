// The page's part in /persist: it starts the keeper with the first worker that uses the folder, and introduces them.
// Loaded by interpreter_worker.js when that worker asks.

import { SHARED } from "../worker/persist/protocol.js";

/** @type {Worker | null} */
let keeper = null;
/** Of every worker that waits for the keeper, or may. @type {Set<SharedArrayBuffer>} */
const introduced = new Set();

/**
 * @param {{ port: MessagePort, shared: SharedArrayBuffer }} worker
 * @param {{ url: string, release: () => void }} script of the keeper
 */
export function introduce({ port, shared }, { url, release }) {
  introduced.add(shared);
  if (!keeper) {
    keeper = new Worker(url, { type: "module", name: "offthread /persist" });
    keeper.addEventListener("error", (event) => {
      // The workers tell it, where their programs stand.
      event.preventDefault();
      keeper = null;
      for (const memory of introduced) new Int32Array(memory)[SHARED.IS_DEAD] = 1;
    });
  }
  keeper.postMessage({ port, shared }, [port]);
  release();
}
