// What `import … from "offthread/worker"` gives: the page's global object, functions of both sides, messages, and the
// bridge's own operations. docs/javascript.md describes each.

import { Facade } from "../../sync_bridge/near_end/facade/index.js";
import { createBridge } from "./bridge.js";
import { createSync } from "./sync.js";
import { hideOwnMessages } from "./page_messages.js";
import { XWorkerScope } from "./xworker.js";

/**
 * @typedef {object} Api
 * @property {any} window the page's global object
 * @property {any} document
 * @property {any} sync functions by name: what is set, the page calls, and what is called, the page has set
 * @property {XWorkerScope} xworker
 * @property {() => void} ready says that all functions which the page may call are set
 * @property {import("./bridge.js").Bridge} bridge
 * @property {Facade} facade for interpreters/javascript.js
 */

/**
 * @param {import("../../sync_bridge/near_end/index.js").NearEnd} near
 * @param {DedicatedWorkerGlobalScope} scope
 * @returns {Api}
 */
export function createApi(near, scope) {
  const facade = new Facade(near);
  const { window } = facade;
  const { sync, ready } = createSync(facade);
  hideOwnMessages(scope);
  const isWindowProxy = (/** @type {unknown} */ value) => facade.proxies.remoteOf(value) !== undefined;
  const xworker = new XWorkerScope(scope, { window, sync, isWindowProxy });
  const bridge = createBridge(facade);
  return Object.freeze({ window, document: window.document, sync, xworker, ready, bridge, facade });
}
