// A worker with one interpreter, as the page sees it: a Worker with a far end and the control messages.
//
// It knows no tags. place.js creates these; `script.xworker` and `workers()` show them.

import { BEGINS_WITH, CONTROL } from "../worker/messages.js";
import { loadBridge } from "./bridge.js";
import { DIST } from "./dist.js";
import { discovery } from "./discovery.js";
import { begun, expectBeginning, keepLater, leave, made, madeBy, need } from "./downloads.js";
import { announce, exportServices, offer, withdraw } from "./exports.js";
import { explain, Failure } from "./failure.js";
import { tell, watchStart } from "./progress.js";
import { revive } from "./python_error.js";
import { openServices } from "./services.js";
import { SyncFunctions } from "./sync_functions.js";
import * as registry from "./worker_registry.js";

const WORKER_URL = new URL("worker.js", DIST).href;

/** Whether there has been no worker on this page. */
let isFirst = true;

/** Every worker that has not ended. @type {Set<InterpreterWorker>} */
const live = new Set();

/** The workers that run on this page now, in the order they were started. @returns {InterpreterWorker[]} */
export function workers() {
  return [...live];
}

/**
 * @typedef {object} Owner the place where a worker is
 * @property {(error: unknown) => void} onError gets what nobody awaits: exceptions of event handlers and tasks
 * @property {(failure: Failure, element?: Element) => void} onBroken the interpreter can run nothing any more, so
 *   the worker has ended; `element` is the script that was probably running
 * @property {() => Promise<InterpreterWorker>} restart
 */

/**
 * @typedef {object} Runnable what of a script its worker needs to know
 * @property {string} filename that tracebacks show
 * @property {string} [key] by which Python asks for the script, if there is one
 * @property {boolean} [isAsync] whether its code may have a top-level await; it may by default
 * @property {import("../worker/messages.js").WorkerHooks} [hooks] to be called around it
 */

export class InterpreterWorker extends Worker {
  /** @type {import("../sync_bridge/far_end/index.js").FarEnd | null} */
  #farEnd = null;
  #bridge;
  #runs = /** @type {Map<number, PromiseWithResolvers<void> & { filename: string }>} */ (new Map());
  /** @type {PromiseWithResolvers<void>} */
  #started = withResolvers();
  /** @type {PromiseWithResolvers<InterpreterWorker>} */
  #ready = withResolvers();
  /** Functions of the worker's own, for which it is asked when the first is needed. @type {PromiseWithResolvers<Record<string, Function>>} */
  #internals = withResolvers();
  #hasAsked = false;
  /** Whether its first script has ended. */
  #hasRun = false;
  #tags = /** @type {Map<string, import("./tag.js").Tag>} */ (new Map());
  #sync = new SyncFunctions((call, args) => this.invoke(call, args));
  #services = openServices(
    this,
    (key) => this.#tags.get(key),
    () => this.config?.jsModules.main ?? [],
  );
  /** Those of the bridge, for messages that are not the page's. @type {Set<(event: MessageEvent) => void>} */
  #bridgeListeners = new Set();
  /** What takes the printed lines that do not go to the console. @type {Map<string, (line: string) => void>} */
  #takers = new Map();
  /** Reads what is left of lines that the page reads itself, and ends that. */
  #endLines = () => {};
  /** Ends what its program has begun on the page: workers of its own. @type {(() => void)[]} */
  #ends = [];
  #settled = false;
  /** What loops of the worker ask for: see unstuck(). */
  #isStuck = false;
  /** How many objects were handed over to the worker. */
  #handed = 0;
  #nextRun = 1;
  #owner;
  /** Resolves a promise of whoever waits for the worker's event loop. @type {((isThere: boolean) => void) | null} */
  #pong = null;

  /**
   * @param {object} options
   * @param {string} options.type of the scripts it runs
   * @param {string} options.interpreter
   * @param {boolean} options.shared
   * @param {boolean} [options.isOwn] whether its scripts have asked for a worker, as Python is told
   * @param {boolean} [options.isOurs] whether its config, which is not known yet, can ask for no build of the page's own
   * @param {Owner} owner
   */
  constructor({ type, interpreter, shared, isOwn = !shared, isOurs }, owner) {
    const { url, release } = startable(WORKER_URL);
    const begins = isFirst && isOurs;
    isFirst = false;
    super(url, { type: "module", name: `offthread ${type}${begins ? BEGINS_WITH + interpreter : ""}` });
    if (begins) expectBeginning(this);
    this.#bridge = loadBridge();
    // It is looked at when the worker starts.
    this.#bridge.catch(() => {});
    this.type = type;
    this.interpreter = interpreter;
    this.shared = shared;
    this.isOwn = isOwn;
    /** Functions by name, the page's and the worker's. @type {Record<string, any>} */
    this.sync = this.#sync.proxy;
    this.sync.isStuck = () => this.#isStuck;
    this.sync.notStuck = () => void (this.#isStuck = false);
    /** Its own name, and those of its scripts. @type {Set<string>} */
    this.names = new Set();
    this.#owner = owner;
    /** Whether another is to take its place, so that its end, and what the end leads to, is no news. */
    this.isReplaced = false;
    /** What it was started with. @type {import("../worker/messages.js").WorkerConfig | null} */
    this.config = null;
    /** Which of that could not be loaded. @type {Failure[]} */
    this.configErrors = [];
    /** The scripts it ran, by the file name that tracebacks show. @type {Map<string, Element>} */
    this.scripts = new Map();
    /** Resolves when the interpreter can run code. @type {Promise<void>} */
    this.started = this.#started.promise;
    /** Resolves with the worker when the first script it runs has ended, and rejects where that has failed. */
    this.ready = this.#ready.promise;
    // Everyone who runs code awaits that too; without a script there is nobody to tell.
    for (const promise of [this.started, this.ready, this.#internals.promise]) promise.catch(() => {});
    this.started.finally(release).catch(() => {});
    this.addEventListener("message", (event) => {
      const { data } = event;
      if (!data?.offthread) return;
      // What the page's own listeners get is what the code in the worker has posted.
      event.stopImmediatePropagation();
      this.#receive(data);
      for (const listener of this.#bridgeListeners) listener(event);
    });
    this.addEventListener("error", (event) => {
      // Those that are not the browser's are our own, for the page: see report.js.
      if (!event.isTrusted) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!live.has(this)) return;
      const reason = event.message ?? "";
      if (this.#settled) this.#report(new Failure("OT103", { reason }));
      else this.#fail(new Failure("OT104", { url: WORKER_URL, reason }));
    });
    live.add(this);
    watchStart(this);
  }

  /**
   * Boot the interpreter; once. What fails is told by `started`.
   *
   * @param {import("../worker/messages.js").WorkerConfig} config
   */
  async start(config) {
    if (!live.has(this)) return;
    this.config = config;
    // The worker fetches what it needs meanwhile; its interpreter waits for the bridge.
    const { interpreter, type, isOwn } = this;
    this.postMessage({ offthread: CONTROL.START, type: interpreter, name: type, isOwn, config, baseURL: document.baseURI });
    try {
      const { FarEnd } = await this.#bridge;
      if (!live.has(this)) return;
      const { limits, sync_deadline_ms: syncDeadlineMs } = config.bridge;
      const onError = (/** @type {unknown} */ error) => this.#report(error);
      // Neither end can tell what the other has understood.
      const onCorrupt = (/** @type {Error} */ { message }) => this.#break({ reason: message, file: "", line: 0 });
      const internals = (/** @type {Record<string, Function>} */ functions) => this.#internals.resolve(functions);
      const offer = (/** @type {Record<string, Function>} */ functions) => this.#offer(functions);
      const post_message = (/** @type {unknown} */ data) =>
        queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data })));
      const transfer_canvas = (/** @type {HTMLCanvasElement} */ canvas) => {
        const object = canvas.transferControlToOffscreen();
        const id = ++this.#handed;
        super.postMessage({ offthread: CONTROL.HANDED, id, object }, [object]);
        return id;
      };
      const services = { internals, offer, post_message, transfer_canvas, ...this.#sync.services, ...exportServices, ...this.#services.functions };
      this.#farEnd = new FarEnd(this.#link(), { limits, syncDeadlineMs, onError, watcher: discovery, services, onCorrupt });
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Send a message to the code in the worker, which gets a copy.
   *
   * @param {any} message
   * @param {Transferable[] | StructuredSerializeOptions} [options]
   */
  postMessage(message, options) {
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    if (message?.offthread || transfer.length || this.interpreter === "javascript") return super.postMessage(message, transfer);
    this.internal("message", structuredClone(message)).catch((error) => live.has(this) && this.#report(error));
  }

  /** Have something end with the worker. @param {() => void} end */
  onEnd(end) {
    this.#ends.push(end);
  }

  /** A script is to run here. @param {import("./tag.js").Tag} tag */
  adopt(tag) {
    this.#tags.set(tag.key, tag);
    this.scripts.set(tag.filename, tag.element);
    if (tag.name) this.claimName(tag.name, String(tag));
  }

  /** Be found by a name, as soon as a script has run. @param {string} name @param {string} script as errors name it */
  claimName(name, script) {
    announce(name, this, script);
    this.names.add(name);
  }

  /**
   * Run code after what was asked for before; resolves when it has ended, top-level awaits included.
   *
   * @param {string} code
   * @param {Runnable | string} script or just the name of its file
   * @returns {Promise<void>}
   */
  async run(code, script) {
    const { filename, key = "", isAsync = true, hooks } = typeof script === "string" ? { filename: script } : script;
    if (!live.has(this)) throw await explain(this.ended());
    const id = this.#nextRun++;
    const run = Object.assign(withResolvers(), { filename });
    this.#runs.set(id, run);
    this.postMessage({ offthread: CONTROL.RUN, id, code, filename, script: key, isAsync, hooks });
    const isOver = () => {
      this.#hasRun = true;
      this.#sync.settle();
      this.#offer({});
    };
    run.promise.then(isOver, isOver);
    run.promise.then(() => this.#ready.resolve(this), this.#ready.reject);
    return run.promise;
  }

  /**
   * Call a function of worker/python/offthread/_handle.py when the worker is free.
   *
   * @param {string} name
   * @param {unknown[]} args
   * @returns {Promise<any>}
   */
  async internal(name, ...args) {
    await this.started;
    if (!this.#hasAsked) this.postMessage({ offthread: CONTROL.OFFER });
    this.#hasAsked = true;
    const functions = await this.#internals.promise;
    return this.invoke(functions[name], args);
  }

  /**
   * Say where printed lines go.
   *
   * @param {string} stream "stdout" or "stderr"
   * @param {((line: string) => void) | null} taker null for the console
   */
  divert(stream, taker) {
    if (taker) this.#takers.set(stream, taker);
    else this.#takers.delete(stream);
    this.postMessage({ offthread: CONTROL.DIVERT, stream, isDiverted: taker !== null });
  }

  /** Raise KeyboardInterrupt in the Python that is running: none before the bridge is there. */
  interrupt() {
    this.#farEnd?.interrupt();
  }

  /** Tell a loop in the worker to end that asks `sync.isStuck()` now and then, as in PolyScript. `interrupt()` asks nobody. */
  unstuck() {
    this.#isStuck = true;
  }

  /**
   * Call a function of this worker when it is free.
   *
   * @param {Function | number} wrapper a number is one of BUILTIN (sync_bridge/protocol.js)
   * @param {unknown[]} args
   * @returns {Promise<unknown>}
   */
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
   * @returns {{ script: string, element?: Element }}
   */
  running(file = "") {
    const { scripts } = this;
    const [run] = this.#runs.values();
    const names = [...scripts.keys()];
    const script = scripts.has(file) ? file : (run?.filename ?? names.join(", "));
    return { script, element: scripts.get(script) };
  }

  /** Counters: what the worker holds of the page, and the page of the worker; what it has downloaded for all workers. */
  stats() {
    // Before the bridge is there, nothing can be held.
    const held = this.#farEnd?.stats() ?? { references: 0, callables: 0, roundTrips: 0 };
    return { ...held, ...madeBy(this) };
  }

  /** End the worker and let go of all it held on the page. */
  terminate() {
    this.fail(this.ended());
  }

  /** End the worker because of a failure, with which its promises are rejected. @param {unknown} failure */
  fail(failure) {
    if (live.has(this)) this.#fail(failure);
  }

  /** What promises of a worker that has ended are rejected with. */
  ended() {
    return new Failure("OT105", { type: this.type });
  }

  /** @param {unknown} failure */
  #fail(failure) {
    if (!live.delete(this)) return;
    /** @type {PromiseWithResolvers<any>[]} */
    const waiting = [...this.#runs.values()];
    if (!this.#settled) waiting.push(this.#started);
    if (!this.#hasRun) waiting.push(this.#ready);
    if (this.#hasAsked) waiting.push(this.#internals);
    this.#settled = true;
    // The sentences of errors are loaded only if somebody is told.
    if (waiting.length) explain(failure).then((error) => waiting.forEach(({ reject }) => reject(error)));
    this.#pong?.(true);
    this.#runs.clear();
    this.scripts.clear();
    this.#tags.clear();
    this.#farEnd?.close();
    withdraw(this, failure);
    leave(this);
    this.#sync.close(failure);
    this.#services.close();
    super.terminate();
    this.#endLines();
    for (const end of this.#ends) end();
    registry.end(this, failure);
  }

  /** The worker as the bridge sees it. @returns {Worker} */
  #link() {
    const listeners = this.#bridgeListeners;
    const link = {
      addEventListener: (/** @type {string} */ _, /** @type {(event: MessageEvent) => void} */ listener) => listeners.add(listener),
      removeEventListener: (/** @type {string} */ _, /** @type {(event: MessageEvent) => void} */ listener) =>
        listeners.delete(listener),
      postMessage: (/** @type {object} */ message, /** @type {Transferable[]} */ transfer) => super.postMessage(message, transfer),
    };
    return /** @type {Worker} */ (/** @type {unknown} */ (link));
  }

  /** Let others use functions of the worker, by its names and as `sync`. @param {Record<string, Function>} functions */
  #offer(functions) {
    for (const [name, call] of Object.entries(functions)) this.#sync.expose(name, call);
    for (const name of this.names) offer(name, this.#sync.exposed);
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
        const { failure } = message;
        const error = failure ? new Failure(failure.code, failure.facts) : revive(message.error);
        const run = this.#take(message.id);
        if (run) explain(error).then(run.reject);
        else this.#report(error);
        break;
      }
      case CONTROL.LINES:
        this.#give(message.stream, message.lines);
        break;
      case CONTROL.FLOOD:
        this.#readLines(message.buffer);
        break;
      case CONTROL.PONG:
        this.#pong?.(true);
        break;
      case CONTROL.BROKEN:
        this.#break(/** @type {import("../worker/messages.js").BrokenMessage} */ (message));
        break;
      case CONTROL.EXITED:
        this.terminate();
        break;
      case CONTROL.NEED:
        need(this, message);
        break;
      case CONTROL.BEGUN:
        begun(this);
        break;
      case CONTROL.MADE:
        made(this, message);
        break;
      case CONTROL.KEEP:
        keepLater(this, message);
        break;
      case CONTROL.PERSIST:
        introduceToKeeper(message);
        break;
      case CONTROL.PROGRESS:
        tell(this, message.progress);
    }
  }

  /** @param {SharedArrayBuffer} buffer of a worker that prints much */
  async #readLines(buffer) {
    const { readLines } = await import("./line_reader.js");
    this.#endLines = readLines(buffer, (stream, lines) => this.#give(stream, lines));
    if (!live.has(this)) this.#endLines();
  }

  /** Give lines to what takes those of a stream. @param {string} stream @param {string[]} lines @returns {boolean} whether it is there */
  #give(stream, lines) {
    const take = this.#takers.get(stream);
    if (!take) return false;
    for (const line of lines) {
      try {
        take(line);
      } catch (error) {
        // It is the page's. The lines after this one are to come all the same.
        reportError(error);
      }
    }
    return true;
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

/** @param {{ port: MessagePort, shared: SharedArrayBuffer }} message of a worker that stands still */
async function introduceToKeeper(message) {
  try {
    const { introduce } = await import("./persist.js");
    introduce(message, startable(new URL("keeper.js", DIST).href));
  } catch {
    // The worker tells it: the second word says that there will be no keeper.
    new Int32Array(message.shared)[1] = 1;
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

/** `Promise.withResolvers` is younger than some browsers we support. @returns {PromiseWithResolvers<any>} */
function withResolvers() {
  /** @type {any} */
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
