// Install what a config lists in `packages`: archives that have been fetched, and what has only a name.
//
// Called by boot.js when the files of the config have been written. Each package is installed by itself, so that a
// broken one is named and does not keep the others out.

import { WorkerFailure } from "./failure.js";

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
