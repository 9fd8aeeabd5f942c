// `xworker`: the worker as its own code sees it. Messages of the page arrive here and at the worker's global object;
// the bridge's own do not.

import { isOwnMessage } from "./page_messages.js";

/** @typedef {((event: MessageEvent) => unknown) | null} MessageHandler */

export class XWorkerScope extends EventTarget {
  #scope;
  /** @type {Map<string, MessageHandler>} */
  #handlers = new Map();

  /**
   * @param {DedicatedWorkerGlobalScope} scope
   * @param {{ window: any, sync: any, isWindowProxy: (value: unknown) => boolean }} parts
   */
  constructor(scope, { window, sync, isWindowProxy }) {
    super();
    this.#scope = scope;
    this.window = window;
    this.sync = sync;
    /** Whether a value is an object of the page. */
    this.isWindowProxy = isWindowProxy;
    for (const type of ["message", "messageerror"]) {
      scope.addEventListener(type, (event) => this.#forward(/** @type {MessageEvent} */ (event)));
      this.addEventListener(type, (event) => this.#handlers.get(type)?.call(this, /** @type {MessageEvent} */ (event)));
    }
  }

  /**
   * Post a message to the page.
   * @param {unknown} message
   * @param {Transferable[] | StructuredSerializeOptions} [transfer]
   */
  postMessage(message, transfer = []) {
    if (Array.isArray(transfer)) this.#scope.postMessage(message, transfer);
    else this.#scope.postMessage(message, transfer);
  }

  get onmessage() {
    return this.#handlers.get("message") ?? null;
  }

  set onmessage(handler) {
    this.#handlers.set("message", handler);
  }

  get onmessageerror() {
    return this.#handlers.get("messageerror") ?? null;
  }

  set onmessageerror(handler) {
    this.#handlers.set("messageerror", handler);
  }

  /** @param {MessageEvent} event */
  #forward(event) {
    if (isOwnMessage(event)) return;
    const { type, data, origin, lastEventId, ports } = event;
    this.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId, ports: [...ports] }));
  }
}
