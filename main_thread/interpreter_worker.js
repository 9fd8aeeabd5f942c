// A worker with one interpreter, as the page sees it: a Worker with a far end and the control messages.
//
// It knows no tags. place.js creates these; `script.xworker` and `workers()` show them.

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

/**
 * @typedef {object} Owner the place where a worker is
 * @property {(error: unknown) => void} onError gets what nobody awaits: exceptions of event handlers and tasks
 * @property {(failure: Failure, element?: HTMLScriptElement) => void} onBroken the interpreter can run nothing any more, so
 *   the worker has ended; `element` is the script that was probably running
 * @property {() => Promise<InterpreterWorker>} restart
 */

export class InterpreterWorker extends Worker {
  /** @type {import("../sync_bridge/far_end/index.js").FarEnd | null} */
  #farEnd = null;
  #bridge;
  #runs = /** @type {Map<number, PromiseWithResolvers<void> & { filename: string }>} */ (new Map());
  #started = /** @type {PromiseWithResolvers<void>} */ (withResolvers());
  #services = openServices();
  #settled = false;
  #nextRun = 1;
  #owner;
  /** Resolves a promise of whoever waits for the worker's event loop. @type {((isThere: boolean) => void) | null} */
  #pong = null;

  /**
   * @param {object} options
   * @param {string} options.type of the scripts it runs
   * @param {boolean} options.shared
   * @param {Owner} owner
   */
  constructor({ type, shared }, owner) {
    const { url, release } = startable(WORKER_URL);
    super(url, { type: "module", name: `offthread ${type}` });
    this.#bridge = loadBridge();
    // It is looked at when the worker starts.
    this.#bridge.catch(() => {});
    this.type = type;
    this.shared = shared;
    this.#owner = owner;
    /** Whether another is to take its place, so that its end, and what the end leads to, is no news. */
    this.isReplaced = false;
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
      if (!live.has(this)) return;
      const reason = event.message ?? "";
      if (this.#settled) this.#report(new Failure("OT103", { reason }));
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
      const onError = (/** @type {unknown} */ error) => this.#report(error);
      // Neither end can tell what the other has understood.
      const onCorrupt = (/** @type {Error} */ { message }) => this.#break({ reason: message, file: "", line: 0 });
      const services = { ...exportServices(this), ...this.#services.functions };
      this.#farEnd = new FarEnd(this, { limits, syncDeadlineMs, onError, watcher, services, onCorrupt });
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
    if (!live.has(this)) throw await explain(this.ended());
    const id = this.#nextRun++;
    const run = Object.assign(withResolvers(), { filename });
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
    return this.#farEnd?.invoke(wrapper, args) ?? Promise.reject(this.ended());
  }

  /**
   * End this worker, unless it has ended, and start another with the same scripts. If it has been replaced already, that is
   * done to the one that has its place now.
   *
   * @returns {Promise<InterpreterWorker>} resolves when the new one can run code
   */
  restart() {
    return this.#owner.restart();
  }

  /** Whether it has not ended. */
  get isLive() {
    return live.has(this);
  }

  /**
   * Interrupt what runs, and wait until the worker is back in its event loop.
   *
   * @param {number} ms to wait at most
   * @returns {Promise<boolean>} whether it is back, or has ended
   */
  comesBack(ms) {
    // While the interpreter starts, it runs nothing that could be interrupted or that would miss its end.
    if (!live.has(this) || !this.#settled) return Promise.resolve(true);
    this.interrupt();
    this.postMessage({ offthread: CONTROL.PING });
    return new Promise((resolve) => {
      this.#pong = resolve;
      setTimeout(resolve, ms, false);
    });
  }

  /**
   * What is running: of the scripts, as the file of a traceback says or as is likely.
   *
   * @param {string} [file]
   * @returns {{ script: string, element?: HTMLScriptElement }}
   */
  running(file = "") {
    const { scripts } = this;
    const [run] = this.#runs.values();
    const names = [...scripts.keys()];
    const script = scripts.has(file) ? file : (run?.filename ?? names.join(", "));
    return { script, element: scripts.get(script) };
  }

  /** Counters of the bridge: what the worker holds of the page, and the page of the worker. */
  stats() {
    // Before the bridge is there, nothing can be held.
    return this.#farEnd?.stats() ?? { references: 0, callables: 0, roundTrips: 0 };
  }

  /** End the worker and let go of all it held on the page. */
  terminate() {
    if (live.has(this)) this.#fail(this.ended());
  }

  /** What promises of a worker that has ended are rejected with. */
  ended() {
    return new Failure("OT105", { type: this.type });
  }

  /** @param {unknown} failure */
  #fail(failure) {
    if (!live.delete(this)) return;
    /** @type {PromiseWithResolvers<void>[]} */
    const waiting = [...this.#runs.values()];
    if (!this.#settled) waiting.push(this.#started);
    this.#settled = true;
    if (waiting.length) explain(failure).then((error) => waiting.forEach(({ reject }) => reject(error)));
    this.#pong?.(true);
    this.#runs.clear();
    this.scripts.clear();
    this.#farEnd?.close();
    withdraw(this);
    this.#services.close();
    super.terminate();
  }

  /** @param {unknown} error that nobody awaits */
  #report(error) {
    this.#owner.onError(error);
  }

  /** @param {any} message */
  #receive(message) {
    // What it had said before it was ended may come afterwards.
    if (!live.has(this)) return;
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
        else this.#report(error);
        break;
      }
      case CONTROL.PONG:
        this.#pong?.(true);
        break;
      case CONTROL.BROKEN:
        this.#break(/** @type {import("../worker/messages.js").BrokenMessage} */ (message));
        break;
      case CONTROL.EXITED:
        this.terminate();
    }
  }

  /** What has broken is replaced. @param {{ reason: string, file: string, line: number }} report */
  #break({ reason, file, line }) {
    const { script, element } = this.running(file);
    const place = file && `${file === script ? "" : `${file}, `}line ${line}`;
    const failure = new Failure("OT107", { script, type: this.type, place, reason });
    this.#fail(failure);
    this.#owner.onBroken(failure, element);
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
