// Install what a config lists in `packages`: archives that have been fetched, and what has only a name. And what Python asks
// for later.
//
// Called by boot.js when the files of the config have been written. Each package is installed by itself, so that a
// broken one is named and does not keep the others out.

import { messageOf, WorkerFailure } from "./failure.js";
import { fetchBytes } from "./fetching.js";

const RUNS_PURE = /^any$/;
/** Platforms of wheels (PEP 783, and what Pyodide called its own before). */
const RUNS_COMPILED = /^(any|(pyemscripten|pyodide)_2026_0_wasm32)$/;

/** @typedef {import("../interpreters/contract.js").Interpreter} Interpreter */
/**
 * Do something, or list why it failed.
 * @typedef {(action: () => unknown, fail: (reason: string) => WorkerFailure) => Promise<void>} Attempt
 */

/**
 * @param {Interpreter} interpreter
 * @param {{ url: string, bytes: Uint8Array | null }[]} archives those without bytes are among the interpreter's files
 * @param {Attempt} attempt
 */
export async function installArchives(interpreter, archives, attempt) {
  for (const { url, bytes } of archives) {
    await attempt(
      () => installArchive(interpreter, url, bytes ?? interpreter.readFile(decodeURI(new URL(url).pathname))),
      (reason) => new WorkerFailure("OT504", { url, reason }),
    );
  }
}

/** @param {Interpreter} interpreter @param {string} url @param {Uint8Array} bytes */
function installArchive(interpreter, url, bytes) {
  const name = new URL(url).pathname.split("/").pop() ?? "";
  const platform = /-([\w.]+)\.whl$/i.exec(name)?.[1] ?? "any";
  const runs = interpreter.capabilities.compiledPackages ? RUNS_COMPILED : RUNS_PURE;
  if (!platform.split(".").some((tag) => runs.test(tag))) throw new WorkerFailure("OT525", { url, platform });
  return interpreter.install([{ name, bytes }]);
}

/**
 * @param {Interpreter} interpreter
 * @param {import("./messages.js").WorkerConfig} config
 * @param {Attempt} attempt
 */
export async function installNames(interpreter, { names, packages, indexURLs, packagesCache }, attempt) {
  if (!names.length) return;
  // What is installed beforehand need not be looked for.
  const whole = new URLSearchParams({ names: [...names].sort().join("\n"), packages: packages.join("\n"), indexes: indexURLs.join("\n") });
  // All at once takes the least time; only where that fails, one by one says which it was.
  try {
    await interpreter.installByName(names, { indexURLs, packagesCache, whole: whole.toString() });
  } catch {
    for (const name of names) {
      await attempt(
        () => interpreter.installByName([name], { indexURLs, packagesCache, whole: null }),
        (reason) => new WorkerFailure("OT507", { name, reason }),
      );
    }
  }
}

/**
 * What installs packages while scripts run: worker/python/offthread/_packages_later.py calls it.
 *
 * @param {Interpreter} interpreter
 * @param {import("./messages.js").WorkerConfig} config
 * @param {string} baseURL of the page
 */
export function createInstaller(interpreter, { indexURLs, packagesCache }, baseURL) {
  return {
    /** @param {string} packages a JSON list of names and of URLs of wheels @returns {Promise<string>} "", or why it failed */
    async install(packages) {
      try {
        /** @type {string[]} */
        const wanted = JSON.parse(packages);
        const isURL = (/** @type {string} */ text) => /^\.{0,2}\/|:\/\/|\.whl$/i.test(text);
        for (const url of wanted.filter(isURL).map((text) => new URL(text, baseURL).href)) {
          await installArchive(interpreter, url, await fetchBytes(url, "OT502", "packages"));
        }
        const names = wanted.filter((text) => !isURL(text));
        if (names.length) await interpreter.installByName(names, { indexURLs, packagesCache, whole: null });
        return "";
      } catch (error) {
        // An exception of JavaScript that crosses MicroPython cannot be caught there.
        const reason = error instanceof WorkerFailure ? Object.values(error.facts).join(": ") : `${packages}: ${messageOf(error)}`;
        return `A package could not be installed: ${reason} [OT509]`;
      }
    },
  };
}
