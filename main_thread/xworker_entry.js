// The module `offthread/xworker`: dist/xworker.js. Workers without tags, for pages that are JavaScript themselves.
//
// Where the page's script is loaded as well, its workers are the same.

import { onCreateWorker } from "./services.js";
import * as own from "./xworker.js";

export { connect } from "./connect.js";

const scope = /** @type {Record<symbol, typeof own | undefined>} */ (/** @type {unknown} */ (globalThis));
const instance = scope[Symbol.for("offthread")];
if (!instance) onCreateWorker(own.createFor);

export const { XWorker, PyWorker, MPWorker } = instance ?? own;
