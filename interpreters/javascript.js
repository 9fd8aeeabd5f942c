// Plain JavaScript behind the contract of contract.js: the worker's own engine, with the page's objects as proxies
// (sync_bridge/near_end/facade/). A program is an ES module, imported by its URL, so that its own imports are relative
// to it and no policy has to allow `unsafe-eval`. Code that is given as text runs as a module too, from a `blob:` URL.

import { offered } from "../worker/javascript/registry.js";
import { LEVEL } from "../sync_bridge/near_end/facade/rules.js";
import { WORD, SIGINT } from "../sync_bridge/protocol.js";

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

/**
 * @param {import("./contract.js").LoadOptions} options
 * @returns {Promise<import("./contract.js").Interpreter>}
 */
export async function load({ near, baseURL, config }) {
  near.conventions = { bends: false, tokens: false, nesting: 64, signals: false };
  const { facade } = await offered();
  facade.level = LEVEL[config.bridge.mode ?? "default"];
  near.onInterrupt = () => facade.interrupt();

  /** @param {string} name a global, or a member of one by its dotted name @param {unknown[]} args */
  function call(name, ...args) {
    const path = name.split(".");
    const owner = path.slice(0, -1).reduce((at, part) => at[part], /** @type {any} */ (scope));
    return owner[path[path.length - 1]](...args);
  }

  return {
    raw: scope,
    /** Needs `unsafe-eval` in a Content-Security-Policy. */
    evaluate: (code) => (0, eval)(code),
    evaluateAsync: async (code) => (0, eval)(code),
    offer() {
      const globals = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (scope));
      facade.commands.service("internals")({
        get: (/** @type {string} */ name) => globals[name],
        set: (/** @type {string} */ name, /** @type {unknown} */ value) => void (globals[name] = value),
        has: (/** @type {string} */ name) => name in globals,
        delete: (/** @type {string} */ name) => delete globals[name],
        event: call,
        run: (/** @type {string} */ code) => (0, eval)(code),
        run_async: async (/** @type {string} */ code) => (0, eval)(code),
        read: noFiles,
        write: noFiles,
      });
    },
    run() {
      throw new Error("A program in JavaScript is a module, which cannot be run at once: use runAsync");
    },
    async runAsync(code, { filename }) {
      const { url, release } = moduleOf(code, new URL(filename, baseURL));
      try {
        await import(/* @vite-ignore */ url);
        facade.commands.settle();
      } finally {
        release();
      }
    },
    call,
    registerModule(name) {
      // What the library's own Python imports. Programs in JavaScript import their modules themselves.
      if (name.startsWith("_offthread_")) return;
      throw new Error(`${name} cannot be registered: JavaScript imports modules by their URLs`);
    },
    writeFile: noFiles,
    readFile: noFiles,
    install: noPackages,
    installByName: noPackages,
    interrupt: () => Atomics.store(new Int32Array(near.buffer), WORD.INTERRUPT, SIGINT),
    isFatal: () => false,
    describe,
    capabilities: { interruptsLoops: false, compiledPackages: false, identity: true },
  };
}

/** @returns {Promise<never>} */
async function noPackages() {
  throw new Error("JavaScript imports its packages by their URLs");
}

/** @param {string} path @returns {never} */
function noFiles(path) {
  throw new Error(`JavaScript has no file system for ${path}: fetch the file by its URL`);
}

/**
 * Where to import a program from: a file by its own URL, and text by a URL that is made for it.
 * @param {string} code empty for a file @param {URL} file what it is called
 */
function moduleOf(code, file) {
  if (code === "") return { url: file.href, release() {} };
  const text = `${code}\n//# sourceURL=${file.href}`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return { url, release: () => URL.revokeObjectURL(url) };
}

/** An exception as the page is told of it: with the place where it was thrown. @param {unknown} thrown */
function describe(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack = "" } = error;
  const [, file = "", line = "0"] = /((?:https?|file):[^\s()]*?):(\d+)(?::\d+)?\)?$/m.exec(stack) ?? [];
  const traceback = stack || `${name}: ${message}`;
  return { name: "JavaScriptError", type: name, message, traceback, file, line: Number(line) };
}
