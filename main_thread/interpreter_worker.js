// A worker with one interpreter, as the page sees it: a Worker with a far end and the control messages.
//
// It knows no tags. lifecycle.js and shared_workers.js create these; `script.xworker` and `workers()` show them.

import { CONTROL } from "../worker/messages.js";
import { loadBridge } from "./bridge.js";
import { DIST } from "./dist.js";
import { watcher } from "./discovery.js";
import { exportServices, withdraw } from "./exports.js";
import { explain, Failure } from "./failure.js";
import { revive } from "./python_error.js";
import { openServices } from "./services.js";

const WORKER_URL = new URL("worker.js", DIST).href;

/** Every worker that has not ended. @type {Set<InterpreterWorker>} */
const live = new Set();

/** The workers that run on this page now, in the order they were started. @returns {InterpreterWorker[]} */
export function workers() {
  return [...live];
}

export class InterpreterWorker extends Worker {
  /** @type {import("../sync_bridge/far_end/index.js").FarEnd | null} */
  #farEnd = null;
  #bridge;
  #runs = /** @type {Map<number, PromiseWithResolvers<void>>} */ (new Map());
  #started = /** @type {PromiseWithResolvers<void>} */ (withResolvers());
  #services = openServices();
  #settled = false;
  #nextRun = 1;
  #onError;

  /**
   * @param {object} options
   * @param {string} options.type of the scripts it runs
   * @param {boolean} options.shared
   * @param {(error: unknown) => void} options.onError gets what nobody awaits: exceptions of event handlers and tasks
   */
  constructor({ type, shared, onError }) {
    const { url, release } = startable(WORKER_URL);
    super(url, { type: "module", name: `offthread ${type}` });
    this.#bridge = loadBridge();
    // It is looked at when the worker starts.
    this.#bridge.catch(() => {});
    this.type = type;
    this.shared = shared;
    this.#onError = onError;
    /** Which of the given config could not be loaded. @type {Failure[]} */
    this.configErrors = [];
    /** The scripts it ran, by the file name that tracebacks show. @type {Map<string, HTMLScriptElement>} */
    this.scripts = new Map();
    /** Resolves when the interpreter can run code. @type {Promise<void>} */
    this.ready = this.#started.promise;
    // Everyone who runs code awaits it too; without a script there is nobody to tell.
    this.ready.catch(() => {});
    this.ready.finally(release).catch(() => {});
    this.addEventListener("message", ({ data }) => this.#receive(data));
    this.addEventListener("error", (event) => {
      event.preventDefault();
      const reason = event.message ?? "";
      if (this.#settled) this.#onError(new Failure("OT103", { reason }));
      else this.#fail(new Failure("OT104", { url: WORKER_URL, reason }));
    });
    live.add(this);
  }

  /**
   * Boot the interpreter; once. What fails is told by `ready`.
   *
   * @param {import("../worker/messages.js").WorkerConfig} config
   */
  async start(config) {
    if (!live.has(this)) return;
    // The worker fetches what it needs meanwhile; its interpreter waits for the bridge.
    this.postMessage({ offthread: CONTROL.START, type: this.type, config, baseURL: document.baseURI });
    try {
      const { FarEnd } = await this.#bridge;
      if (!live.has(this)) return;
      const { limits, sync_deadline_ms: syncDeadlineMs } = config.bridge;
      const onError = (/** @type {unknown} */ error) => this.#onError(error);
      const services = { ...exportServices(this), ...this.#services.functions };
      this.#farEnd = new FarEnd(this, { limits, syncDeadlineMs, onError, watcher, services });
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Run code after what was asked for before; resolves when it has ended, top-level awaits included.
   *
   * @param {string} code
   * @param {string} filename
   * @param {string} script id of its element, "" where there is none
   * @returns {Promise<void>}
   */
  async run(code, filename, script = "") {
    if (!live.has(this)) throw await explain(this.#ended());
    const id = this.#nextRun++;
    const run = withResolvers();
    this.#runs.set(id, run);
    this.postMessage({ offthread: CONTROL.RUN, id, code, filename, script });
    return run.promise;
  }

  /** Raise KeyboardInterrupt in the Python that is running: none before the bridge is there. */
  interrupt() {
    this.#farEnd?.interrupt();
  }

  /** Call a function of this worker when it is free. @param {Function} wrapper @param {unknown[]} args @returns {Promise<unknown>} */
  invoke(wrapper, args) {
    return this.#farEnd?.invoke(wrapper, args) ?? Promise.reject(this.#ended());
  }

  /** Counters of the bridge: what the worker holds of the page, and the page of the worker. */
  stats() {
    // Before the bridge is there, nothing can be held.
    return this.#farEnd?.stats() ?? { references: 0, callables: 0, roundTrips: 0 };
  }

  /** End the worker and let go of all it held on the page. */
  terminate() {
    if (live.has(this)) this.#fail(this.#ended());
  }

  #ended() {
    return new Failure("OT105", { type: this.type });
  }

  /** @param {unknown} failure */
  #fail(failure) {
    if (!live.delete(this)) return;
    const waiting = [...this.#runs.values()];
    if (!this.#settled) waiting.push(this.#started);
    this.#settled = true;
    if (waiting.length) explain(failure).then((error) => waiting.forEach(({ reject }) => reject(error)));
    this.#runs.clear();
    this.scripts.clear();
    this.#farEnd?.close();
    withdraw(this);
    this.#services.close();
    super.terminate();
  }

  /** @param {any} message */
  #receive(message) {
    switch (message?.offthread) {
      case CONTROL.STARTED: {
        const { failures } = /** @type {import("../worker/messages.js").StartedMessage} */ (message);
        this.configErrors = failures.map(({ code, facts }) => new Failure(code, facts));
        this.#settled = true;
        this.#started.resolve();
        break;
      }
      case CONTROL.FAILED: {
        const { code, facts } = /** @type {import("../worker/messages.js").FailedMessage} */ (message).failure;
        this.#fail(new Failure(code, facts));
        break;
      }
      case CONTROL.DONE:
        this.#take(message.id)?.resolve();
        break;
      case CONTROL.ERROR: {
        const error = revive(message.error);
        const run = this.#take(message.id);
        if (run) explain(error).then(run.reject);
        else this.#onError(error);
      }
    }
  }

  /** @param {number} id */
  #take(id) {
    const run = this.#runs.get(id);
    this.#runs.delete(id);
    return run;
  }
}

/**
 * A URL that `new Worker` accepts. Browsers start workers of the page's own origin only, so a script of another origin
 * is imported by a few bytes of our own; these need `blob:` in a `worker-src` policy, hence not in general.
 *
 * @param {string} url
 */
function startable(url) {
  if (new URL(url).origin === location.origin) return { url, release: () => {} };
  const shim = URL.createObjectURL(new Blob([`import ${JSON.stringify(url)};`], { type: "text/javascript" }));
  return { url: shim, release: () => URL.revokeObjectURL(shim) };
}

/** `Promise.withResolvers` is younger than some browsers we support. @returns {PromiseWithResolvers<void>} */
function withResolvers() {
  /** @type {any} */
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
