// A place for a worker: when one has ended, or is to end, another can be started there with the same scripts.
//
// lifecycle.js has a place for each script with a worker of its own, environments.js one for each that is shared. A place knows
// no scripts: it starts workers when it is asked to and, where an interpreter breaks, by itself.

import { explain, Failure } from "./failure.js";
import { InterpreterWorker } from "./interpreter_worker.js";
import { isPythonError } from "./python_error.js";

/** A busy worker has this long to react to its interrupt before it is ended all the same. */
const GRACE_MS = 500;
/** What breaks every interpreter must not go on for ever: a place starts no more than this by itself, in this time. */
const MAX_RESTARTS = 3;
const RESTARTS_MS = 60_000;

/**
 * @typedef {object} Tenant whoever has a place
 * @property {(worker: InterpreterWorker) => void} begin start a new worker, and run in it what it is for
 * @property {(worker: InterpreterWorker, error: unknown, element?: Element) => void} report an error that nobody
 *   awaits, of the script `element` as far as that is known
 */

export class Place {
  #options;
  #tenant;
  #isClosed = false;
  /** The restart that is under way. @type {Promise<InterpreterWorker> | null} */
  #restarting = null;
  /** When workers were started because another broke. @type {number[]} */
  #restarts = [];

  /** @param {{ type: string, interpreter: string, shared: boolean, isOwn?: boolean, isOurs?: boolean }} options see InterpreterWorker @param {Tenant} tenant */
  constructor(options, tenant) {
    this.#options = options;
    this.#tenant = tenant;
    this.worker = this.#open();
  }

  /** End its worker for good. */
  close() {
    this.#isClosed = true;
    this.worker.terminate();
  }

  /** Start a new worker instead of the one that is there. Whoever asks while that is under way gets the same one. */
  restart() {
    if (!this.#restarting) {
      const restarting = this.#replace().finally(() => {
        if (this.#restarting === restarting) this.#restarting = null;
      });
      this.#restarting = restarting;
    }
    return this.#restarting;
  }

  #open() {
    const worker = new InterpreterWorker(this.#options, {
      onError: (error) => isNoNews(worker, error) || this.#tenant.report(worker, error),
      onBroken: (failure, element) => this.#onBroken(worker, failure, element),
      restart: () => this.restart(),
    });
    this.#tenant.begin(worker);
    return worker;
  }

  async #replace() {
    const { worker } = this;
    worker.isReplaced = true;
    if (worker.isLive && !(await worker.comesBack(GRACE_MS))) {
      const { script, element } = worker.running();
      const facts = { script, type: worker.type, grace: `${GRACE_MS} ms` };
      this.#tenant.report(worker, new Failure("OT108", facts), element);
    }
    worker.terminate();
    // Its script may have left the page meanwhile.
    if (this.#isClosed) throw await explain(worker.ended());
    const next = (this.worker = this.#open());
    await next.started;
    return next;
  }

  /** @param {InterpreterWorker} worker @param {Failure} failure @param {Element} [element] */
  #onBroken(worker, failure, element) {
    const now = performance.now();
    this.#restarts = this.#restarts.filter((time) => now - time < RESTARTS_MS);
    const isEnough = this.#restarts.length >= MAX_RESTARTS;
    if (!worker.isReplaced && !isEnough) {
      this.#restarts.push(now);
      // Where this worker was the new one of a restart, that has failed and is told so by `started`.
      this.#restarting = null;
      // What keeps the next one from starting is told by its scripts.
      this.restart().catch(() => {});
    }
    this.#tenant.report(worker, worker.isReplaced ? failure : new Failure("OT109", failure.facts), element);
  }
}

/**
 * Whether an error is no news of a script: its worker was ended on purpose, or broke, which its place reports; or it was
 * interrupted only to be replaced.
 *
 * @param {InterpreterWorker} worker
 * @param {any} error
 */
export function isNoNews({ shared, isReplaced }, error) {
  if (isPythonError(error)) return isReplaced && error.type === "KeyboardInterrupt";
  return error?.code === "OT107" || (error?.code === "OT105" && (isReplaced || !shared));
}
