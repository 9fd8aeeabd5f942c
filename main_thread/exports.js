// Functions that one worker offers to others, by the name of its script: `<script type="py" worker name="stats">` with
// `__export__ = ["mean"]`, and `workers["stats"].mean([1, 2])` in another. A call is a promise, so that the page waits for
// nobody; the worker that calls may.
//
// interpreter_worker.js gives each worker the services of this file.

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

/**
 * @typedef {object} Exported what the script of a name offers
 * @property {Record<string, Function> | null} functions
 * @property {InterpreterWorker | null} worker
 * @property {((functions: Record<string, Function>) => void)[]} waiting who asked before it offered anything
 */

/** @type {Map<string, Exported>} */
const exported = new Map();

/** @param {string} name */
function entry(name) {
  let found = exported.get(name);
  if (!found) exported.set(name, (found = { functions: null, worker: null, waiting: [] }));
  return found;
}

/** @param {InterpreterWorker} worker */
export function exportServices(worker) {
  return {
    /**
     * Offer functions under the name of a script.
     * @param {string} id of the script's element @param {Record<string, Function>} functions
     * @returns {boolean} whether the script has a name
     */
    offer(id, functions) {
      const name = document.getElementById(id)?.getAttribute("name");
      if (!name) return false;
      const offered = Object.entries(functions).map(([key, call]) => [key, (/** @type {unknown[]} */ ...args) => worker.invoke(call, args)]);
      const own = entry(name);
      own.worker = worker;
      const found = Object.freeze(Object.fromEntries(offered));
      own.functions = found;
      for (const resolve of own.waiting) resolve(found);
      own.waiting = [];
      return true;
    },

    /** What the script of a name offers, when it has run. @param {string} name */
    exported(name) {
      const { functions } = entry(name);
      if (functions) return Promise.resolve(functions);
      const names = [...document.querySelectorAll("script[name]")].map((script) => script.getAttribute("name"));
      if (!names.includes(name) && document.readyState !== "loading") {
        const known = names.length ? `Known are ${names.join(", ")}` : "No script has a name";
        return Promise.reject(new RangeError(`There is no script with name="${name}". ${known} [OT212]`));
      }
      return new Promise((resolve) => entry(name).waiting.push(resolve));
    },

    /** Raise KeyboardInterrupt in the worker of the script of a name. @param {string} name */
    interruptWorker(name) {
      entry(name).worker?.interrupt();
    },
  };
}

/** A worker has ended: what it offered is gone. @param {InterpreterWorker} worker */
export function withdraw(worker) {
  for (const offered of exported.values()) {
    if (offered.worker === worker) Object.assign(offered, { functions: null, worker: null });
  }
}
