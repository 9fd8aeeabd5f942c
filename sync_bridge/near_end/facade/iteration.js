// Iterating over the page's collections: one trip for all items of a built-in one, up to 1,024 at a time, and one trip
// an item where code of the page runs. `for … of`, `…` and destructuring come here.

import { KIND, OP } from "../../protocol.js";

/** @typedef {import("../replies.js").Walk} Walk */

/**
 * @param {import("./index.js").Facade} facade @param {object} proxy
 * @returns {Iterator<unknown>}
 */
export function iteratorOf(facade, proxy) {
  const remote = facade.proxies.remoteOf(proxy);
  if (!remote) throw new TypeError("This is no collection of the page");
  const isBuffer = remote.known.kind === KIND.TYPED_ARRAY;
  if (isBuffer) return facade.commands.request(OP.COPY, remote.id, 0, [])[Symbol.iterator]();
  return items(facade, proxy, remote);
}

/**
 * @param {import("./index.js").Facade} facade @param {object} proxy @param {import("./remote.js").Remote} remote
 * @returns {Generator<unknown, void>}
 */
function* items(facade, proxy, remote) {
  const pairs = remote.known.kind === KIND.MAP_LIKE || remote.givesPairs;
  /** The iterator on the page, as long as there may be more. @type {any} */
  let iterator = proxy;
  let chunk;
  if (remote.known.kind !== KIND.ITERATOR) {
    chunk = facade.batch(OP.ITERATE, remote.id, pairs ? [true] : []);
    iterator = chunk.next();
    if (!pairs) chunk.next(); // the length
  }
  let isDone = false;
  try {
    for (;;) {
      if (chunk) {
        const isFlat = pairs && chunk.next();
        while (chunk.left > 0) yield isFlat ? [chunk.next(), chunk.next()] : chunk.next();
      }
      if (iterator === null) break;
      chunk = facade.batch(OP.NEXT, facade.commands.idOf(iterator), pairs ? [null, true] : []);
      if (chunk.next()) iterator = null;
    }
    isDone = true;
  } finally {
    // Who leaves early lets the page's iterator clean up.
    if (!isDone && iterator !== null && "return" in iterator) iterator.return();
  }
}

/** Several results of one command, read one by one; those that nobody reads are let go with it. */
export class Batch {
  /** @param {import("./index.js").Facade} facade @param {number} count @param {Walk} walk */
  constructor(facade, count, walk) {
    this.facade = facade;
    this.left = count;
    this.walk = walk;
  }

  /** @returns {any} */
  next() {
    this.left--;
    return this.facade.incoming.read(this.walk);
  }
}
