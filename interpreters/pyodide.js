// Pyodide behind the contract of contract.js.

import { WORD } from "../sync_bridge/protocol.js";
import { createPort } from "../sync_bridge/near_end/port.js";
import { LineSplitter } from "./line_splitter.js";
import { SITE_PACKAGES, pythonError, writeFile } from "./python.js";

/**
 * @param {import("./contract.js").LoadOptions} options
 * @param {import("./contract.js").IO} io
 * @returns {Promise<import("./contract.js").Interpreter>}
 */
export async function load({ indexURL, library, near, config }, io) {
  const entry = config.interpreter ?? `${indexURL}pyodide.mjs`;
  const { loadPyodide } = await import(/* @vite-ignore */ entry);
  const pyodide = await loadPyodide({ indexURL: new URL("./", entry).href });
  // Pyodide's own line buffering keeps a last line that has no end.
  const stdout = new LineSplitter(io.stdout);
  const stderr = new LineSplitter(io.stderr);
  pyodide.setStdout({ write: writer(stdout) });
  pyodide.setStderr({ write: writer(stderr) });
  // The byte that Pyodide looks at between bytecodes is the low one of the bridge's own interrupt word.
  pyodide.setInterruptBuffer(new Uint8Array(near.buffer, WORD.INTERRUPT * 4, 1));

  near.conventions = { bends: false, tokens: false };
  pyodide.registerJsModule("_offthread_port", portFor(near, pyodide._module));
  for (const [path, source] of Object.entries(library)) writeFile(pyodide.FS, `${SITE_PACKAGES.pyodide}/${path}`, source);

  const run = pyodide.pyimport("offthread._run");
  const unawaited = (/** @type {any[]} */ ...fields) => io.unawaited(pythonError((index) => fields[index]));
  const [call, forget, turn, failed] = run.install(unawaited, config.bridge.mode ?? "default");
  near.dispatcher = { call, forget, turn, failed };

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
    run(code, { filename, script = "" }) {
      run.begin(script);
      check(run.run(code, filename));
    },
    async runAsync(code, { filename, script = "" }) {
      run.begin(script);
      check(await run.run_async(code, filename));
    },
    call(name, ...args) {
      let target = pyodide.globals;
      for (const part of name.split(".")) target = target === pyodide.globals ? target.get(part) : target[part];
      return target(...args);
    },
    registerModule: (name, module) => pyodide.registerJsModule(name, module),
    writeFile: (path, bytes) => writeFile(pyodide.FS, path, bytes),
    async install(packages) {
      for (const { name, bytes } of packages) {
        pyodide.unpackArchive(bytes, name.endsWith(".whl") ? "wheel" : "zip");
      }
    },
    interrupt: () => Atomics.store(new Int32Array(near.buffer), WORD.INTERRUPT, 2),
    capabilities: { interruptsLoops: true, compiledPackages: true, identity: true },
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
 * @param {import("../sync_bridge/near_end/index.js").NearEnd} near
 * @param {{ HEAPU8: Uint8Array }} memory of the interpreter; it moves when it grows
 */
function portFor(near, memory) {
  const port = createPort(near);
  return {
    ...port,
    /** The commands that CPython has collected, as bytes in its memory. @param {number} address @param {number} length */
    take_commands: (address, length) => near.unawaited.take(memory.HEAPU8.subarray(address, address + length)),
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
