// MicroPython behind the contract of contract.js.
//
// Its crossing into JavaScript needs care: an exception of JavaScript must never reach it, whole
// numbers beyond 32 bits are bent, text ends at a NUL on the way out, and a proxy cannot tell that it died. The port's
// conventions and worker/python/offthread/_native.py keep all of that from users of the bridge.

import { createPort } from "../sync_bridge/near_end/port.js";
import { WORD } from "../sync_bridge/protocol.js";
import { createHttp } from "../worker/http.js";
import { createLocal } from "../worker/local/index.js";
import { mountPersist } from "../worker/persist/file_system.js";
import { createMembers, watchTokens } from "./micropython_members.js";
import { begin, withFiles } from "./own_files.js";
import { SITE_PACKAGES, pythonError, unpackInto, writeFile, writeFiles } from "./python.js";
import { LineSplitter } from "./line_splitter.js";

/** 4 MiB to begin with; it grows as needed. */
const HEAP_BYTES = 4 * 1024 * 1024;
/** Room for calls with some thousand arguments, in words. */
const PYSTACK_WORDS = 32 * 1024;
/** Members that are compiled, for the build that is shipped. */
const MEMBERS = "_offthread_members.wasm";
/** Any number that no driver of Emscripten uses. */
const DEVICE_MAJOR = 64;

/**
 * @param {import("./contract.js").LoadOptions} options
 * @param {import("./contract.js").IO} io
 * @returns {Promise<import("./contract.js").Interpreter>}
 */
export async function load({ indexURL, library, near, baseURL, config }, io) {
  const entry = config.interpreter ?? `${indexURL}micropython.mjs`;
  const url = entry.replace(/\.mjs(?=$|\?)/, ".wasm");
  const urls = config.interpreter === null ? [url, `${indexURL}${MEMBERS}`] : [url];
  const { stage, whole, files: coming } = begin("MicroPython", urls, indexURL);
  const [files, { loadMicroPython }] = await Promise.all([coming, import(/* @vite-ignore */ entry)]);
  const stdout = new LineSplitter(io.stdout);
  const stderr = new LineSplitter(io.stderr);
  const options = {
    url,
    heapsize: HEAP_BYTES,
    pystack: PYSTACK_WORDS,
    linebuffer: false,
    stdout: (/** @type {Uint8Array} */ bytes) => {
      stdout.write(bytes);
      near.poll();
    },
    stderr: (/** @type {Uint8Array} */ bytes) => stderr.write(bytes),
  };
  const compiled = /** @type {WebAssembly.Module | undefined} */ (files.get(`${indexURL}${MEMBERS}`));
  /** @type {object} */
  let members = NO_MEMBERS;
  const micropython = await withFiles(
    files,
    () => loadMicroPython(options),
    async (module, imports) => {
      const tokens = watchTokens(imports);
      const instance = await WebAssembly.instantiate(module, imports);
      if (compiled) members = createMembers(compiled, { instance, imports, tokens }, near);
      return instance;
    },
  );
  const { FS } = micropython;

  near.conventions = { bends: true, tokens: true, nesting: 16, signals: false };
  const local = createLocal({ near, FS, baseURL });
  const port = { ...portFor(near, FS, createHttp(near, baseURL), local, { log: io.log, stderr }), ...members };
  micropython.registerJsModule("_offthread_port", { ...port, run_async: runAsyncFor });
  writeFiles(FS, SITE_PACKAGES.micropython, library);

  mountPersist(FS, io, true);

  if (config.debug) micropython.pyimport("offthread._tracebacks").show_all_frames();
  const environment = Object.entries(config.environment);
  if (environment.length) micropython.pyimport("offthread._environment").install(JSON.stringify(environment));
  const run = micropython.pyimport("offthread._run");
  const dispatch = micropython.pyimport("offthread._dispatch");
  const unawaited = (/** @type {any[]} */ ...fields) => io.unawaited(pythonError((index) => fields[index]));
  run.install(unawaited, config.bridge.mode ?? "default");
  const { call, forget, failed, overrun } = dispatch;
  near.dispatcher = { call, forget, failed, overrun, interrupt() {}, isFatal };
  // Only what it calls can interrupt it: it looks for this at every jump of its bytecode, and never at shared memory. A
  // build without it is interrupted in its waits alone.
  near.onInterrupt = micropython._module?._mp_sched_keyboard_interrupt ?? null;
  stage.settle(whole, true);
  let stdinLines = 1;

  /** @param {string} code */
  async function evaluateAsync(code) {
    return run.needs_await(code) ? micropython.runPythonAsync(code) : micropython.runPython(code);
  }

  /**
   * The same for Python, which an exception of JavaScript must not reach.
   * @param {string} code @returns {Promise<string | null>} name and text of what was raised
   */
  async function runAsyncFor(code) {
    try {
      await evaluateAsync(code);
      return null;
    } catch (error) {
      if (isFatal(error)) throw error;
      const { type, message } = /** @type {{ type: string, message: string }} */ (error);
      return `${type}\n${message}`;
    }
  }

  /** @param {number} failed */
  function check(failed) {
    stdout.flush();
    stderr.flush();
    if (failed) throw pythonError((index) => run.kept(index));
  }

  return {
    raw: micropython,
    evaluate: (code) => micropython.runPython(code),
    evaluateAsync,
    run(code, { filename, script = "" }) {
      run.begin(script, code);
      check(run.run(code, filename));
    },
    async runAsync(code, { filename, script = "" }) {
      run.begin(script, code);
      if (!run.needs_await(code)) return check(run.run(code, filename));
      // Such code can be compiled as "<stdin>" only. Blank lines before it give each script lines of its own, by which
      // tracebacks find the file again.
      const first = stdinLines;
      run.place_stdin(filename, first);
      stdinLines += code.split("\n").length;
      try {
        await micropython.runPythonAsync("\n".repeat(first - 1) + code);
      } catch (error) {
        if (isFatal(error)) throw error;
        const { type, message } = /** @type {{ type: string, message: string }} */ (error);
        check(run.keep_text(type ?? "Error", message));
      }
      check(run.end());
    },
    call(name, ...args) {
      const [first, ...rest] = name.split(".");
      const target = rest.reduce((at, part) => at[part], micropython.globals.get(first));
      return target(...args);
    },
    registerModule: (name, module) => micropython.registerJsModule(name, module),
    async shareFacade(facade) {
      const { wrapperFor } = await import("./micropython_facade.js");
      return wrapperFor(facade, micropython.pyimport("offthread.remote"));
    },
    writeFile: (path, bytes) => writeFile(FS, path, bytes),
    readFile: (path) => FS.readFile(path),
    async install(packages) {
      for (const { bytes } of packages) await unpackInto(FS, SITE_PACKAGES.micropython, bytes);
    },
    async installByName(names, options) {
      const { fetchPackages } = await import("./mip.js");
      const files = await fetchPackages(names, options);
      for (const { path, content } of files) writeFile(FS, `${SITE_PACKAGES.micropython}/${path}`, content);
    },
    offer: () => run.offer_handle(),
    interrupt: () => Atomics.store(new Int32Array(near.buffer), WORD.INTERRUPT, 2),
    isFatal,
    capabilities: { interruptsLoops: false, compiledPackages: false, identity: false },
  };
}

/** Of another build, whose layout may be another one: everything is done by Python. */
const NO_MEMBERS = { attach_members: () => false, take_made() {}, token_example: null };

/**
 * Whether an error has gone through MicroPython's own frames, which leaves its stacks as they were: WebAssembly has
 * trapped, or the worker's stack, of which MicroPython knows nothing, has overflowed before its own.
 *
 * @param {unknown} error
 */
function isFatal(error) {
  // Infinity is a jump of its C to a frame that is gone, most likely since an error before this one.
  if (error instanceof WebAssembly.RuntimeError || error === Infinity) return true;
  // A RangeError, and in Firefox an InternalError.
  return error instanceof Error && /call stack size|too much recursion/.test(error.message) && !("type" in error);
}

/**
 * The port, with bytes going through a device file: the driver's `read` and `write` see the interpreter's memory, which
 * it exports in no other way.
 * @param {import("../sync_bridge/near_end/index.js").NearEnd} near @param {any} FS
 * @param {ReturnType<typeof createHttp>} http @param {ReturnType<typeof createLocal>} local
 * @param {{ log: import("./contract.js").IO["log"], stderr: LineSplitter }} output what MicroPython has not: its standard
 *   error is its standard output
 */
function portFor(near, FS, http, local, output) {
  const port = createPort(near);
  let code = 1;
  let writable = false;
  let status = 0;
  /** Where the next write goes. @type {(bytes: Uint8Array) => void} */
  let sink = putBuffer;
  /** @type {Uint8Array} */
  let source = new Uint8Array(0);
  const device = FS.makedev(DEVICE_MAJOR, 0);
  FS.registerDevice(device, {
    open() {},
    close() {},
    /** @param {unknown} _ @param {Int8Array} memory @param {number} offset @param {number} length */
    write(_, memory, offset, length) {
      sink(new Uint8Array(memory.buffer, offset, length));
      return length;
    },
    /** @param {unknown} _ @param {Int8Array} memory @param {number} offset @param {number} length */
    read(_, memory, offset, length) {
      const part = source.subarray(0, length);
      new Uint8Array(memory.buffer).set(part, offset);
      source = source.subarray(part.length);
      return part.length;
    },
  });
  FS.mkdev("/dev/offthread", 0o666, device);

  /** @param {Uint8Array} bytes */
  function putBuffer(bytes) {
    status = port.put_buffer(bytes, code, writable);
  }

  return {
    ...port,
    ...http,
    ...local,
    /** @param {boolean} empty */
    aim_body(empty) {
      sink = http.keep_body;
      if (empty) sink(new Uint8Array(0));
    },
    /** @param {boolean} empty @param {boolean} isForObject of the worker, or for a call */
    aim_local(empty, isForObject) {
      sink = isForObject ? local.object_keep : local.local_keep;
      if (empty) sink(new Uint8Array(0));
    },
    /** @param {number} kind @param {boolean} mutable @param {boolean} empty an empty write would not reach the driver */
    aim_buffer(kind, mutable, empty) {
      code = kind;
      writable = mutable;
      sink = putBuffer;
      if (empty) sink(new Uint8Array(0));
    },
    aim_stderr() {
      sink = (bytes) => output.stderr.write(bytes);
    },
    /** @param {import("../worker/stdio.js").Level} level of the message that is written next */
    aim_log(level) {
      sink = (bytes) => output.log(level, new TextDecoder().decode(bytes));
    },
    buffer_status: () => status,
    /** Make what `take_bytes` gives readable from the device. Returns its size. */
    load_bytes() {
      source = port.take_bytes();
      return source.length;
    },
  };
}
