// The workers that scripts without `worker` share: one for each type, and one script at a time, in document order.
//
// lifecycle.js adds scripts here. A worker is started when the first script of its type appears and stays as long as the
// page does; one that failed to start, or was ended, is replaced when the next script appears. One that is restarted runs
// all scripts again that are still on the page.

import { configOf, emptyConfig } from "./config_of.js";
import { Failure } from "./failure.js";
import { Place } from "./place.js";

/** @typedef {import("./tag.js").Tag} Tag */
/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

/**
 * @typedef {object} Tenant
 * @property {(queue: WorkerQueue, tag: Tag, worker: InterpreterWorker) => () => Promise<void>} prepare fetch a script's code,
 *   and return what runs it when its turn has come, which never rejects
 * @property {import("./place.js").Tenant["report"]} report
 */

export class WorkerQueue {
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();
  /** All scripts that were added, in their order. @type {Tag[]} */
  #tags = [];
  #config;
  #tenant;

  /**
   * @param {string} type
   * @param {Tag[]} together tags that appeared together; the first good config among them is the worker's
   * @param {Tenant} tenant
   */
  constructor(type, together, tenant) {
    this.#config = firstConfig(together);
    this.#tenant = tenant;
    const begin = (/** @type {InterpreterWorker} */ worker) => this.#begin(worker);
    this.place = new Place({ type, shared: true }, { begin, report: tenant.report });
  }

  /** Throw if a script asks for a config that this worker was not started with. @param {Tag} tag */
  async checkConfig(tag) {
    if (tag.config === null) return;
    const [wanted, given] = await Promise.all([configOf(tag), this.#config]);
    if (JSON.stringify(wanted) !== JSON.stringify(given)) {
      throw new Failure("OT305", { script: String(tag), type: tag.type });
    }
  }

  /** Run a script when everything that was added before is done. @param {Tag} tag */
  add(tag) {
    this.#tags.push(tag);
    this.#enqueue(tag, this.place.worker);
  }

  /** @param {InterpreterWorker} worker */
  #begin(worker) {
    this.#config.then((config) => worker.start(config));
    // The turns of the worker before this one come to nothing, each by itself.
    this.#queue = Promise.resolve();
    this.#tags = this.#tags.filter(({ element }) => element.isConnected);
    for (const tag of this.#tags) this.#enqueue(tag, worker);
  }

  /** @param {Tag} tag @param {InterpreterWorker} worker */
  #enqueue(tag, worker) {
    this.#queue = this.#queue.then(this.#tenant.prepare(this, tag, worker));
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
 * Run a script in the worker that it shares, which is started if there is none.
 *
 * @param {Tag} tag
 * @param {Tag[]} together the tags that appeared with it
 * @param {Tenant} tenant
 */
export function addShared(tag, together, tenant) {
  const { type } = tag;
  let found = shared.get(type);
  if (!found?.place.worker.isLive) {
    // It is not to come back beside the new one.
    found?.place.close();
    const sharing = together.filter((other) => other.type === type && !other.own);
    found = new WorkerQueue(type, sharing, tenant);
    shared.set(type, found);
  }
  found.add(tag);
}
