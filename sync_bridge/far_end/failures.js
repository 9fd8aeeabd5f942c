// Commands that nobody waited for and that failed all the same. Each is told to the worker once: with the reply to its
// next waiting command, which is then not performed, or by a message, where the worker's turn is over. The message may
// cross such a command on its way; the worker tells by the index which failures it knows, and says so (OP.HEARD).

/**
 * @typedef {object} Failure
 * @property {number} index counts from 1
 * @property {number} ticket of the command
 * @property {string} operation what it was, as "HTMLElement.append(…)"
 * @property {unknown} error what it threw
 */

/** A worker that goes on after this many is told of the first ones only. */
const MOST = 100;

export class Failures {
  constructor() {
    /** Those that the worker may not know. @type {Failure[]} */
    this.pending = [];
    this.count = 0;
    /** Index of the last one that a message has told. */
    this.posted = 0;
  }

  /** @param {number} ticket @param {string} operation @param {unknown} error */
  add(ticket, operation, error) {
    this.count++;
    if (this.pending.length < MOST) this.pending.push({ index: this.count, ticket, operation, error });
  }

  /** Those that no message has told yet. */
  unposted() {
    const fresh = this.pending.filter(({ index }) => index > this.posted);
    this.posted = this.count;
    return fresh;
  }

  /** The worker knows all up to an index. @param {number} index */
  heard(index) {
    this.pending = this.pending.filter((failure) => failure.index > index);
  }
}
