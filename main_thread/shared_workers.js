// The workers that scripts without `worker` share: one for each type, and one script at a time, in document order.
//
// lifecycle.js asks for a place here. A worker is started when the first script of its type appears and stays as long
// as the page does; one that failed to start, or was ended, is replaced when the next script appears.

import { configOf, emptyConfig } from "./config_of.js";
import { Failure } from "./failure.js";
import { InterpreterWorker, workers } from "./interpreter_worker.js";

/** @typedef {import("./tag.js").Tag} Tag */

export class WorkerQueue {
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();
  #config;

  /**
   * @param {InterpreterWorker} worker
   * @param {Tag[]} tags that appeared together; the first good config among them is the worker's
   */
  constructor(worker, tags) {
    this.worker = worker;
    this.#config = firstConfig(tags);
    this.#config.then((config) => worker.start(config));
  }

  /** Throw if a script asks for a config that this worker was not started with. @param {Tag} tag */
  async checkConfig(tag) {
    if (tag.config === null) return;
    const [wanted, given] = await Promise.all([configOf(tag), this.#config]);
    if (JSON.stringify(wanted) !== JSON.stringify(given)) {
      throw new Failure("OT305", { script: String(tag), type: tag.type });
    }
  }

  /** Do something when everything asked for before is done. @param {() => Promise<void>} turn never rejects */
  enqueue(turn) {
    this.#queue = this.#queue.then(turn);
  }
}

/** A config with mistakes is reported by its own script; the others are not to wait for its correction. @param {Tag[]} tags */
async function firstConfig(tags) {
  for (const tag of tags) {
    if (tag.config === null) continue;
    const [result] = await Promise.allSettled([configOf(tag)]);
    if (result.status === "fulfilled") return result.value;
  }
  return emptyConfig();
}

/** @type {Map<string, WorkerQueue>} */
const shared = new Map();

/**
 * The worker that a tag shares, started if there is none.
 *
 * @param {Tag} tag
 * @param {Tag[]} together the tags that appeared with it
 * @param {(worker: InterpreterWorker, error: unknown) => void} onError
 */
export function sharedWorker({ type }, together, onError) {
  let found = shared.get(type);
  if (!found || !workers().includes(found.worker)) {
    /** @type {InterpreterWorker} */
    const worker = new InterpreterWorker({ type, shared: true, onError: (error) => onError(worker, error) });
    found = new WorkerQueue(worker, together.filter((tag) => tag.type === type && !tag.own));
    shared.set(type, found);
  }
  return found;
}
