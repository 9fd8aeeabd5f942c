// The wrapper of an interpreter, which hooks and `whenDefined` get, and what calls the hooks. Loaded when there are some.
//
//   { type, config, interpreter, io, run, runAsync, runEvent, XWorker }
//
// The interpreter is in a worker, so `interpreter` is a handle of it and what it does is a promise: `globals.get("name")`,
// `FS.readFile(path)`, `runPython(code)`. See docs/hooks.md.

/** @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker */

// By an import of its own, the page's script would be there twice.
const INSTANCE = Symbol.for("offthread");
const scope = /** @type {any} */ (globalThis);

/** @type {WeakMap<InterpreterWorker, ReturnType<typeof createWrapper>>} */
const wrappers = new WeakMap();

/** The wrapper of a worker's interpreter: always the same one. @param {InterpreterWorker} worker */
export function wrapperOf(worker) {
  let found = wrappers.get(worker);
  if (!found) wrappers.set(worker, (found = createWrapper(worker)));
  return found;
}

/** @param {InterpreterWorker} worker */
function createWrapper(worker) {
  const interpreter = createHandle(worker);
  return {
    type: worker.type,
    config: structuredClone(worker.config),
    interpreter,
    io: createIO(worker),
    run: interpreter.runPython,
    runAsync: interpreter.runPythonAsync,
    /** Call a global by its dotted name. @param {string} name @param {Event} event */
    runEvent: (name, event) => worker.internal("event", name, event),
    /** Of the same type, unless the options say another. @param {string} url @param {object} [options] */
    XWorker: (url, options) => scope[INSTANCE].createFor(worker, url, { type: worker.type, ...options }),
  };
}

/**
 * Where printed lines go: to the console, unless the page sets `io.stdout` or `io.stderr`.
 *
 * @param {InterpreterWorker} worker
 */
function createIO(worker) {
  /** @param {string} stream */
  const property = (stream) => {
    /** @type {((line: string) => void) | null} */
    let taker = null;
    return {
      enumerable: true,
      get: () => taker,
      /** @param {((line: string) => void) | null} value */
      set(value) {
        taker = value;
        worker.divert(stream, value);
      },
    };
  };
  return Object.defineProperties({ buffered }, { stdout: property("stdout"), stderr: property("stderr") });
}

/**
 * A function that takes bytes, or text, and gives each line to a callback when it ends.
 *
 * @param {(line: string) => void} callback
 * @param {number} [end] the byte that ends a line
 */
function buffered(callback, end = 10) {
  const decoder = new TextDecoder();
  const mark = String.fromCharCode(end);
  let rest = "";
  return (/** @type {Uint8Array | string} */ data) => {
    const parts = (rest + (typeof data === "string" ? data : decoder.decode(data, { stream: true }))).split(mark);
    rest = /** @type {string} */ (parts.pop());
    for (const line of parts) callback(line);
  };
}

/**
 * What `wrap.interpreter` and `await env.py` are.
 *
 * @param {InterpreterWorker} worker
 */
function createHandle(worker) {
  /** @param {string} name */
  const internal = (name) => (/** @type {unknown[]} */ ...args) => worker.internal(name, ...args);
  return Object.freeze({
    runPython: internal("run"),
    runPythonAsync: internal("run_async"),
    globals: Object.freeze({ get: internal("get"), set: internal("set"), has: internal("has"), delete: internal("delete") }),
    FS: Object.freeze({
      /** @param {string} path @param {{ encoding?: string }} [options] */
      async readFile(path, { encoding = "binary" } = {}) {
        const bytes = await worker.internal("read", path);
        return encoding === "utf8" ? new TextDecoder().decode(bytes) : bytes;
      },
      /** Creates folders. @param {string} path @param {string | Uint8Array} data */
      writeFile: internal("write"),
    }),
  });
}

/**
 * Run a script with the hooks of its type around it.
 *
 * @param {import("./tag.js").Tag} tag
 * @param {InterpreterWorker} worker
 * @param {string} code
 * @param {(name: string) => any[]} hooks gives those of a name
 */
export async function runWithHooks(tag, worker, code, hooks) {
  const { filename, key, isAsync, element } = tag;
  const suffix = isAsync ? "Async" : "";
  if (tag.own) {
    return worker.run(code, { filename, key, isAsync, hooks: workerHooks(hooks, suffix) });
  }
  const wrap = wrapperOf(worker);
  for (const hook of hooks("onReady")) await hook(wrap, element);
  for (const hook of hooks(`onBeforeRun${suffix}`)) await hook(wrap, element);
  for (const text of hooks(`codeBeforeRun${suffix}`)) await runPart(text, "before");
  await worker.run(code, { filename, key, isAsync });
  for (const text of hooks(`codeAfterRun${suffix}`)) await runPart(text, "after");
  for (const hook of hooks(`onAfterRun${suffix}`)) await hook(wrap, element);

  /** @param {unknown} text @param {string} when */
  function runPart(text, when) {
    const part = typeof text === "function" ? text() : text;
    return worker.run(String(part), { filename: `${filename} (code ${when} it)`, key, isAsync });
  }
}

/**
 * Hooks on their way to a worker: functions as their source, modules as their URL.
 *
 * @param {(name: string) => any[]} hooks
 * @param {string} suffix
 * @returns {import("../worker/messages.js").WorkerHooks}
 */
export function workerHooks(hooks, suffix) {
  /** @param {string} name */
  const functions = (name) =>
    hooks(name).map((hook) => {
      if (typeof hook === "function") return { name, source: String(hook) };
      return { name, url: new URL(hook, document.baseURI).href };
    });
  /** @param {string} name */
  const codes = (name) => hooks(name).map((text) => String(typeof text === "function" ? text() : text));
  return {
    before: [...functions("onReady"), ...functions(`onBeforeRun${suffix}`)],
    codeBefore: codes(`codeBeforeRun${suffix}`),
    codeAfter: codes(`codeAfterRun${suffix}`),
    after: functions(`onAfterRun${suffix}`),
  };
}

/**
 * What is done with a script of a page's own type that has no worker of its own: the page decides.
 *
 * @param {Element | undefined} element none where the interpreter has no scripts
 * @param {InterpreterWorker} worker
 * @param {(name: string) => any[]} hooks
 */
export async function runCustom(element, worker, hooks) {
  for (const hook of hooks("onReady")) await hook(wrapperOf(worker), element);
}
