// The workers that scripts share: one for each type and `env`, and one script at a time, in document order.
//
// lifecycle.js adds scripts here. A worker is started when the first script appears and stays as long as the page does;
// that of an `env` whose scripts all have the attribute `worker` ends with the last of them. One that failed to start, or
// was ended, is replaced when the next script appears. One that is restarted runs all scripts again that are still on the
// page.

import { asksForConfig, configOf, firstConfig, isSameConfig, mayNameBuild } from "./config_of.js";
import { Failure } from "./failure.js";
import { Place } from "./place.js";

/** @typedef {import("./tag.js").Tag} Tag */
/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

/**
 * @typedef {object} Tenant
 * @property {(environment: Environment, tag: Tag, worker: InterpreterWorker) => () => Promise<void>} prepare fetch a script's
 *   code, and return what runs it when its turn has come, which never rejects
 * @property {import("./place.js").Tenant["report"]} report
 */

export class Environment {
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();
  /** All scripts that were added, in their order. @type {Tag[]} */
  #tags = [];
  #config;
  #tenant;

  /**
   * @param {Tag} first
   * @param {Tag[]} together scripts that appeared together; the first good config among them is the worker's
   * @param {Tenant} tenant
   */
  constructor({ type, env, own, definition }, together, tenant) {
    this.type = type;
    this.env = env ?? "";
    /** Whether all its scripts have the attribute `worker`. */
    this.isOwn = true;
    this.#config = firstConfig(together);
    this.#tenant = tenant;
    const begin = (/** @type {InterpreterWorker} */ worker) => this.#begin(worker);
    const isOurs = !together.some(mayNameBuild);
    const options = { type, interpreter: definition.interpreter, shared: true, isOwn: own, isOurs };
    this.place = new Place(options, { begin, report: tenant.report });
  }

  get worker() {
    return this.place.worker;
  }

  /** Resolves when every script that was added so far has ended. */
  get drained() {
    return this.#queue;
  }

  /** Throw if a script asks for a config that this worker was not started with. @param {Tag} tag */
  async checkConfig(tag) {
    const [wanted, given] = await Promise.all([configOf(tag), this.#config]);
    if (asksForConfig(tag) && !isSameConfig(wanted, given)) {
      throw new Failure("OT305", { script: String(tag), type: tag.type, place: given.place });
    }
  }

  /** Run a script when everything that was added before is done. @param {Tag} tag */
  add(tag) {
    this.isOwn &&= tag.own;
    this.#tags.push(tag);
    this.#enqueue(tag, this.worker);
  }

  /**
   * A script has left the page.
   *
   * @param {Element} element
   * @returns {boolean} whether the worker has ended with it
   */
  remove(element) {
    this.#tags = this.#tags.filter((tag) => tag.element !== element);
    const isOver = this.isOwn && this.#tags.length === 0;
    if (isOver) this.place.close();
    return isOver;
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

/** @type {Map<string, Environment>} */
const environments = new Map();

/** By which scripts share a worker. @param {Tag} tag */
function keyOf({ type, env, config, version, definition }) {
  // As in PolyScript, whose interpreters are one for each config unless they have a name.
  const parts = definition.isKernel && env === null ? [type, "", version, config] : [type, env ?? ""];
  return JSON.stringify(parts);
}

/**
 * Run a script in the worker that it shares, which is started if there is none.
 *
 * @param {Tag} tag
 * @param {Tag[]} together the scripts that appeared with it
 * @param {Tenant} tenant
 * @returns {Environment}
 */
export function addShared(tag, together, tenant) {
  const key = keyOf(tag);
  let found = environments.get(key);
  if (!found?.worker.isLive) {
    // It is not to come back beside the new one.
    found?.place.close();
    const sharing = together.filter((other) => (!other.own || other.env !== null) && keyOf(other) === key);
    found = new Environment(tag, sharing, tenant);
    environments.set(key, found);
  }
  found.add(tag);
  return found;
}

/** All environments, in the order in which they came. @returns {Environment[]} */
export function allEnvironments() {
  return [...environments.values()];
}
