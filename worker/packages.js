// Install what a config lists in `packages`: archives that have been fetched, and what has only a name.
//
// Called by boot.js when the files of the config have been written. Each package is installed by itself, so that a
// broken one is named and does not keep the others out.

import { messageOf, WorkerFailure } from "./failure.js";
import { fetchBytes } from "./fetching.js";

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
      () => {
        const { pathname } = new URL(url);
        const name = pathname.split("/").pop() ?? "";
        return interpreter.install([{ name, bytes: bytes ?? interpreter.readFile(decodeURI(pathname)) }]);
      },
      (reason) => new WorkerFailure("OT504", { url, reason }),
    );
  }
}

/**
 * @param {Interpreter} interpreter
 * @param {import("./messages.js").WorkerConfig} config
 * @param {Attempt} attempt
 */
export async function installNames(interpreter, { names, indexURLs }, attempt) {
  if (!names.length) return;
  // All at once takes the least time; only where that fails, one by one says which it was.
  try {
    await interpreter.installByName(names, indexURLs);
  } catch {
    for (const name of names) {
      await attempt(
        () => interpreter.installByName([name], indexURLs),
        (reason) => new WorkerFailure("OT507", { name, reason }),
      );
    }
  }
}

/**
 * What a program asks for when it runs: `py_import("name")`. Never rejects, as MicroPython would not survive that.
 *
 * @param {Interpreter} interpreter
 * @param {import("./messages.js").WorkerConfig} config
 * @param {string[]} wanted names, and URLs of archives
 * @returns {Promise<string>} why that failed, or ""
 */
export async function installLater(interpreter, { indexURLs }, wanted) {
  try {
    const urls = wanted.filter((name) => /^https?:/.test(name));
    const names = wanted.filter((name) => !urls.includes(name));
    const archives = urls.map(async (url) => ({ url, bytes: await fetchBytes(url, "OT502", "packages") }));
    for (const { url, bytes } of await Promise.all(archives)) {
      await interpreter.install([{ name: new URL(url).pathname.split("/").pop() ?? "", bytes }]);
    }
    if (names.length) await interpreter.installByName(names, indexURLs);
    return "";
  } catch (error) {
    return error instanceof WorkerFailure ? Object.values(error.facts).join(": ") : messageOf(error);
  }
}
