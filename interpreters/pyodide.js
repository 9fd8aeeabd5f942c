// Pyodide behind the contract of contract.js.

import { createHttp } from "../worker/http.js";
import { createLocal } from "../worker/local/index.js";
import { mountPersist } from "../worker/persist/file_system.js";
import { SIGINT, WORD } from "../sync_bridge/protocol.js";
import { createPort } from "../sync_bridge/near_end/port.js";
import { BUILD } from "./build.js";
import { LineSplitter, PATIENCE_MS } from "./line_splitter.js";
import { begin, withFiles } from "./own_files.js";
import { lookForKept, startFromMemory } from "./pyodide_memory.js";
import { SITE_PACKAGES, pythonError, unpackInto, writeFile } from "./python.js";

/** Beside Pyodide's own files; built from worker/native/core.c. */
const CORE = "_offthread_core.so";
/** What has the library in Python's memory. */
const LIBRARY = "_offthread_library.py";
/** What its loader fetches. */
const FILES = ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];

/** @type {NonNullable<import("./contract.js").Adapter["prepare"]>} */
export const prepare = lookForKept;

/**
 * @param {import("./contract.js").LoadOptions} options
 * @param {import("./contract.js").IO} io
 * @returns {Promise<import("./contract.js").Interpreter>}
 */
export async function load({ indexURL, library, near, baseURL, config }, io) {
  const entry = config.interpreter ?? `${indexURL}pyodide.mjs`;
  const folder = new URL("./", entry).href;
  const isOurs = config.interpreter === null;
  const urls = FILES.map((name) => `${folder}${name}`);
  const { stage, whole, files: coming } = begin("Pyodide", [...urls, `${indexURL}${CORE}`], indexURL);
  const [files, { loadPyodide }] = await Promise.all([coming, import(/* @vite-ignore */ entry)]);
  const start = (/** @type {object} */ options) => withFiles(files, () => loadPyodide({ indexURL: folder, ...options }));
  // These are sources: only MicroPython's library is compiled beforehand.
  const sources = /** @type {Record<string, string>} */ (library);
  const addLibrary = (/** @type {any} */ pyodide) => keepLibrary(pyodide, sources);
  // The memory that workers share knows no environment, and what Python reads of it as it starts must be there by then.
  const isAlone = !isOurs || Object.keys(config.environment).some((name) => name.startsWith("PYTHON"));
  const pyodide = isAlone ? await start({ env: config.environment }) : await startFromMemory(folder, start, addLibrary);
  if (isAlone) addLibrary(pyodide);
  else if (Object.keys(config.environment).length) {
    pyodide.pyimport("os").environ.update(pyodide.toPy(config.environment));
  }
  if (config.debug) pyodide.setDebug(true);
  // Pyodide's own line buffering keeps a last line that has no end.
  const stdout = new LineSplitter(io.stdout);
  const stderr = new LineSplitter(io.stderr);
  pyodide.setStdout({ write: writer(stdout) });
  pyodide.setStderr({ write: writer(stderr) });
  // The byte that Pyodide looks at between bytecodes is the low one of the bridge's own interrupt word.
  pyodide.setInterruptBuffer(new Uint8Array(near.buffer, WORD.INTERRUPT * 4, 1));

  near.conventions = { bends: false, tokens: false, nesting: 64, signals: true };
  /** Python keeps what has no line end until its streams are flushed: when nothing has run for a while, as in line_splitter.js. */
  const flushSoon = later(() => {
    // The message that interrupts what is awaited is still to come, and looks for the word.
    if (run.flush_when_idle()) Atomics.store(near.channel.words, WORD.INTERRUPT, SIGINT);
  });
  const port = createPort(near);
  const { leave } = port;
  port.leave = () => {
    leave();
    flushSoon();
  };
  const local = createLocal({ near, FS: pyodide.FS, baseURL });
  pyodide.registerJsModule("_offthread_port", portFor(port, createHttp(near, baseURL), local, io));
  const compiled = /** @type {Uint8Array} */ (files.get(`${indexURL}${CORE}`));
  writeFile(pyodide.FS, `${SITE_PACKAGES.pyodide}/${CORE}`, compiled);
  const core = connectCore(pyodide, port, near);

  mountPersist(pyodide.FS, io, false);

  pyodide._api.on_fatal = (/** @type {Error} */ error) => {
    if (error.name === "Exit") return io.exited();
    io.broken(error, placeOf(pyodide, stdout));
  };

  if (config.debug) pyodide.pyimport("offthread._tracebacks").show_all_frames();
  const run = pyodide.pyimport("offthread._run");
  const unawaited = (/** @type {any[]} */ ...fields) => io.unawaited(pythonError((index) => fields[index]));
  const [call, forget, failed, overrun, interrupt] = run.install(unawaited, config.bridge.mode ?? "default");
  /** @param {any[]} args */
  const callFromPage = (...args) => {
    call(...args);
    flushSoon();
  };
  near.dispatcher = { call: callFromPage, forget, failed, overrun, interrupt, isFatal };
  stage.settle(whole, true);

  /** @param {any} failure what Python's runner returned: None, or a description to be thrown */
  function check(failure) {
    stdout.flush();
    stderr.flush();
    if (failure === undefined) return;
    const error = pythonError((index) => failure.get(index));
    failure.destroy();
    throw error;
  }

  return {
    raw: pyodide,
    evaluate: (code) => pyodide.runPython(code),
    evaluateAsync: (code) => pyodide.runPythonAsync(code),
    run(code, { filename, script = "" }) {
      run.begin(script, code);
      check(run.run(code, filename));
    },
    async runAsync(code, { filename, script = "" }) {
      run.begin(script, code);
      check(await run.run_async(code, filename));
    },
    call(name, ...args) {
      let target = pyodide.globals;
      for (const part of name.split(".")) target = target === pyodide.globals ? target.get(part) : target[part];
      return target(...args);
    },
    registerModule: (name, module) => pyodide.registerJsModule(name, module),
    async shareFacade(facade) {
      const { shareFacade } = await import("./pyodide_facade.js");
      shareFacade(pyodide, facade, core);
      return (module) => module;
    },
    writeFile: (path, bytes) => writeFile(pyodide.FS, path, bytes),
    readFile: (path) => pyodide.FS.readFile(path),
    async install(packages) {
      for (const { name, bytes } of packages) {
        // Pyodide also loads the compiled modules of a wheel.
        if (/\.whl$/i.test(name)) pyodide.unpackArchive(bytes, "wheel");
        else await unpackInto(pyodide.FS, SITE_PACKAGES.pyodide, bytes);
      }
    },
    async installByName(names, options) {
      const { installByName } = await import("./micropip.js");
      const whole = options.whole && `${options.whole}&interpreter=${isOurs ? BUILD : encodeURIComponent(entry)}`;
      await installByName(pyodide, names, { ...options, whole, isOurs });
    },
    offer: () => run.offer_handle(),
    interrupt: () => Atomics.store(near.channel.words, WORD.INTERRUPT, SIGINT),
    isFatal,
    capabilities: { interruptsLoops: true, compiledPackages: true, identity: true },
  };
}

/** Have Python import our library from its memory. @param {any} pyodide @param {Record<string, string>} library */
function keepLibrary(pyodide, library) {
  const { [LIBRARY]: keeper, ...modules } = library;
  writeFile(pyodide.FS, `${SITE_PACKAGES.pyodide}/${LIBRARY}`, keeper);
  const sources = pyodide.toPy(modules);
  const { keep } = pyodide.pyimport(LIBRARY.replace(".py", ""));
  keep(sources, SITE_PACKAGES.pyodide);
  keep.destroy();
  sources.destroy();
}

/** Whether an error is one after which Pyodide can run nothing any more, as it has said already. @param {any} error */
function isFatal(error) {
  return error?.pyodide_fatal_error === true;
}

/**
 * Where Python stood when it broke: the innermost frame outside of the library and the interpreter's own files. Only the
 * interpreter's last words tell, which it writes to its standard output.
 *
 * @param {any} pyodide @param {LineSplitter} stdout
 * @returns {import("./contract.js").Place | undefined}
 */
function placeOf(pyodide, stdout) {
  /** @type {string[]} */
  const lines = [];
  const { emit } = stdout;
  stdout.flush();
  stdout.emit = (line) => lines.push(line);
  try {
    pyodide._module._dump_traceback();
  } catch {
    // What is broken may be unable even to say that.
  }
  stdout.flush();
  stdout.emit = emit;
  const frames = lines.map((line) => line.match(/^ *File "(.*)", line (\d+)/)).filter((match) => match !== null);
  const frame = frames.find(([, file]) => !file.startsWith("/lib/python"));
  return frame && { file: frame[1], line: Number(frame[2]) };
}

/** A function that calls another one some time after it was called first. @param {() => void} action */
function later(action) {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      action();
    }, PATIENCE_MS);
  };
}

/** @param {LineSplitter} lines */
function writer(lines) {
  return (/** @type {Uint8Array} */ bytes) => {
    lines.write(bytes);
    return bytes.length;
  };
}

/**
 * The port, with buffers as Pyodide hands them over: a PyProxy of the Python object, whose memory is read in place.
 * @param {import("../sync_bridge/near_end/port.js").Port} port @param {ReturnType<typeof createHttp>} http
 * @param {ReturnType<typeof createLocal>} local @param {import("./contract.js").IO} io
 */
function portFor(port, http, local, io) {
  return {
    ...port,
    ...http,
    ...local,
    log: io.log,
    /** @param {any} bytes */
    local_keep(bytes) {
      const view = bytes.getBuffer("u8");
      local.local_keep(view.data);
      view.release();
    },
    /** @param {any} bytes */
    object_keep(bytes) {
      const view = bytes.getBuffer("u8");
      local.object_keep(view.data);
      view.release();
    },
    /** @param {any} bytes */
    keep_body(bytes) {
      const view = bytes.getBuffer("u8");
      http.keep_body(view.data);
      view.release();
    },
    /** @param {any} buffer @param {number} code @param {boolean} writable */
    put_buffer(buffer, code, writable) {
      const view = buffer.getBuffer();
      const { data } = view;
      const status = port.put_buffer(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), code, writable);
      view.release();
      return status;
    },
  };
}

/**
 * Give worker/native/core.c the functions that it calls through the interpreter's table, with integers only, and return those
 * that it gives (pyodide_facade.js).
 * @param {any} pyodide @param {import("../sync_bridge/near_end/port.js").Port} port @param {import("../sync_bridge/near_end/index.js").NearEnd} near
 */
function connectCore(pyodide, port, near) {
  // Its memory moves when it grows.
  const { _module: module } = pyodide;
  /** @type {[Function, string][]} */
  const functions = [
    [
      /** @type {(form: number, receiver: number, result: number, argc: number, start: number, length: number) => number} */
      (form, receiver, result, argc, start, length) => {
        try {
          return near.unawaited.write(form, receiver, result, argc, module.HEAPU8, start, length);
        } catch (error) {
          // It would tear the interpreter apart.
          console.error(error);
          return 0;
        }
      },
      "iiiiiii",
    ],
    [
      /** @type {(form: number, receiver: number, argc: number, start: number, length: number, target: number, room: number) => number} */
      (form, receiver, argc, start, length, target, room) =>
        port.request_written(form, receiver, argc, module, start, length, target, room),
      "iiiiiiii",
    ],
    [(/** @type {number} */ id, /** @type {number} */ introductions) => near.release(id, introductions), "vii"],
    [() => near.channel.synced, "i"],
  ];
  const native = pyodide.pyimport("_offthread_core");
  const places = native.connect(...functions.map(([call, signature]) => module.addFunction(call, signature)));
  const [idOf, proxyOf] = [...places].map((place) => module.wasmTable.get(place));
  places.destroy();
  return { idOf, proxyOf };
}
