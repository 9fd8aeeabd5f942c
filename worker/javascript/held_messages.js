// Messages that the page posts before the program has set its handlers: they are held back until then, as browsers
// deliver them as soon as the worker's first script has been evaluated. worker/index.js and entry.js hold them.

/**
 * Hold back the page's messages. Listeners that are added later do not get them before `release()`.
 * @param {DedicatedWorkerGlobalScope} scope
 * @returns {() => void} release
 */
export function holdMessages(scope) {
  /** @type {MessageEvent[] | null} */
  let held = [];
  scope.addEventListener("message", (event) => {
    // This library's own are for listeners that are added later, too.
    if (!held || typeof event.data?.offthread === "string") return;
    event.stopImmediatePropagation();
    held.push(event);
  });
  return () => {
    const events = held ?? [];
    held = null;
    for (const { type, data, origin, lastEventId, ports } of events) {
      scope.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId, ports: [...ports] }));
    }
  };
}
