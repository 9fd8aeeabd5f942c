// Which messages between page and worker are this library's own: those that carry the name `offthread`. The program's
// handlers do not see them.

/** @param {MessageEvent} event */
export function isOwnMessage({ data }) {
  return typeof data?.offthread === "string";
}

/**
 * Keep this library's messages from listeners that are added later: the program's.
 * @param {DedicatedWorkerGlobalScope} scope
 */
export function hideOwnMessages(scope) {
  scope.addEventListener("message", (event) => {
    if (isOwnMessage(event)) event.stopImmediatePropagation();
  });
}
