// Which worker is that of a type and an environment, and how far it has come: environments.js has the workers that scripts
// share, this has all of them. What the page declares in attributes
// (declared_events.js) asks here; lifecycle.js says which worker gets which script, interpreter_worker.js when one ends.
//
// A script without `worker`, and every script with an `env`, belongs to the environment of that name, "" where it has
// none; a script with `worker` and without `env` is an environment of its own.

/**
 * @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker
 * @typedef {import("./tag.js").Tag} Tag
 */

/**
 * @typedef {object} Environment
 * @property {string} type of its scripts
 * @property {string} env its name
 * @property {Element} element the script that it began with
 * @property {boolean} isShared whether that is one without `worker`
 * @property {InterpreterWorker | null} worker its latest; null where none could be started
 * @property {boolean} isReady whether the worker can run code
 * @property {number} unfinished how many scripts it has been given that have not ended
 * @property {number} finished how many have
 * @property {boolean} hasRun whether all that it was given at first have ended
 * @property {unknown} failure why it runs nothing, or null
 */

/** By name, or by the script that is one of its own. @type {Map<string | Element, Environment>} */
const environments = new Map();

/** @type {Set<() => void>} */
const listeners = new Set();

/** Call a function whenever something here has changed. @param {() => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

function changed() {
  for (const listener of listeners) listener();
}

/** @param {Tag} tag */
function describe({ type, own, element }) {
  const env = element.getAttribute("env") ?? "";
  return { type, env, element, isShared: !own, key: own && !env ? element : `${type} ${env}` };
}

/**
 * A worker has got a script to run.
 *
 * @param {InterpreterWorker} worker
 * @param {Tag} tag
 * @returns {() => void} to be called when the script has ended, in whatever way
 */
export function begin(worker, tag) {
  const { key, ...known } = describe(tag);
  let found = environments.get(key);
  if (!found || found.worker !== worker) {
    found = { ...known, worker, isReady: false, unfinished: 0, finished: 0, hasRun: false, failure: null };
    environments.set(key, found);
    watch(found, worker);
  }
  const environment = found;
  environment.unfinished++;
  changed();
  return () => {
    environment.unfinished--;
    environment.finished++;
    settle(environment);
  };
}

/** @param {Environment} environment @param {InterpreterWorker} worker */
function watch(environment, worker) {
  const ready = () => {
    environment.isReady = true;
    settle(environment);
  };
  // That it did not start is told by end().
  worker.started.then(ready, () => {});
}

/** @param {Environment} environment */
function settle(environment) {
  if (environment.isReady && environment.unfinished === 0) environment.hasRun = true;
  changed();
}

/** A script cannot run, or has failed: if its environment has no worker, this is why. @param {Tag} tag @param {unknown} failure */
export function fail(tag, failure) {
  const { key, ...known } = describe(tag);
  const found = environments.get(key);
  if (found && !found.failure) return;
  if (found) found.failure = failure;
  else environments.set(key, { ...known, worker: null, isReady: false, unfinished: 0, finished: 0, hasRun: false, failure });
  changed();
}

/** A worker has ended, or did not start. @param {InterpreterWorker} worker @param {unknown} failure */
export function end(worker, failure) {
  for (const [key, environment] of environments) {
    if (environment.worker === worker) environment.failure = failure;
    if (isGone(key)) environments.delete(key);
  }
  changed();
}

/** Whether an environment was that of a script which is no more on the page. @param {string | Element} key */
function isGone(key) {
  return typeof key !== "string" && !key.isConnected;
}

/**
 * The environments that a type and a name may mean.
 *
 * Without a name it is the one of the scripts that share a worker, and if there are none, whichever there is: more than
 * one then means that the page has to say which.
 *
 * @param {string} type
 * @param {string} env
 * @returns {Environment[]}
 */
export function find(type, env) {
  const all = [...environments].filter(([key, found]) => found.type === type && !isGone(key)).map(([, found]) => found);
  if (env) return all.filter((found) => found.env === env);
  const common = all.filter((found) => found.isShared && !found.env);
  return common.length ? common : all;
}
