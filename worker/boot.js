// Boot one interpreter: its files, our Python library, and the files and packages of a config, all fetched at once.
//
// Called by index.js once per worker. A file or package that is missing does not keep the interpreter from running:
// it is listed, and the page decides whose error that is.

import { INTERPRETERS } from "../interpreters/index.js";
import { InterfaceTable } from "../sync_bridge/near_end/interface_table.js";
import { messageOf, WorkerFailure } from "./failure.js";
import { fetchBytes, importModule } from "./fetching.js";
import { offered } from "./javascript/registry.js";
import { loadLibrary } from "./library.js";
import { createInstaller, installArchives, installNames } from "./packages.js";
import { STDIO, watch } from "./stdio.js";

/**
 * @typedef {object} Parts
 * @property {URL} dist folder of the built files
 * @property {string} scriptType `type` of the scripts
 * @property {boolean} isOwn whether they have asked for a worker
 * @property {string} baseURL what relative URLs of requests are relative to
 * @property {Promise<any>} table what Web IDL knows of interfaces (sync_bridge/near_end/interface_table.js)
 * @property {Promise<import("../sync_bridge/near_end/index.js").NearEnd>} near
 * @property {Omit<import("../interpreters/contract.js").IO, "stdout" | "stderr" | "log">} events
 */

/** @typedef {import("../interpreters/contract.js").Interpreter} Interpreter */
/** @typedef {import("./messages.js").WorkerConfig} WorkerConfig */

/**
 * Boot the interpreter of a type.
 *
 * @param {string} type
 * @param {WorkerConfig} config
 * @param {Parts} parts
 */
export async function boot(type, config, parts) {
  // What is in the interpreter's own file system can only be read when that is there.
  const isLocal = (/** @type {string} */ url) => url.startsWith("emfs:");
  const files = settle(config.files.map(async (file) => ({ ...file, bytes: await fetchBytes(file.url, "OT501") })));
  const remote = config.packages.filter((url) => !isLocal(url));
  const packages = settle(remote.map(async (url) => ({ url, bytes: await fetchBytes(url, "OT502", "packages") })));
  const modules = settle(
    config.jsModules.worker.map(async ({ url }, index) => ({ index, module: await importModule(url) })),
  );
  const interpreter = await load(type, config, parts);
  const namesOf = (/** @type {import("./messages.js").JsModule[]} */ modules) => modules.map(({ name }) => name).join("\n");
  const { main, worker } = config.jsModules;
  interpreter.registerModule("_offthread_config", {
    type: parts.scriptType,
    is_own: parts.isOwn,
    text: config.written,
    main_modules: namesOf(main),
    worker_modules: namesOf(worker),
  });
  const wrap = (worker.length && (await interpreter.shareFacade?.((await offered()).facade))) || ((module) => module);
  for (const { index, module } of (await modules).values) interpreter.registerModule(`_offthread_js_${index}`, wrap(module));
  interpreter.registerModule("_offthread_packages", createInstaller(interpreter, config, parts.baseURL));
  const failures = [...(await files).failures, ...(await packages).failures, ...(await modules).failures];
  /** @param {() => unknown} action @param {(reason: string) => WorkerFailure} fail */
  const attempt = async (action, fail) => {
    try {
      await action();
    } catch (error) {
      failures.push(error instanceof WorkerFailure ? error : fail(messageOf(error)));
    }
  };
  for (const { url, path, extract, bytes } of (await files).values) {
    await attempt(
      () => (extract ? extractInto(interpreter, path, url, bytes) : interpreter.writeFile(path, bytes)),
      (reason) => new WorkerFailure("OT503", { path: path || ".", reason }),
    );
  }
  const local = config.packages.filter(isLocal).map((url) => ({ url, bytes: null }));
  await installArchives(interpreter, [...(await packages).values, ...local], attempt);
  await installNames(interpreter, config, attempt);
  return { interpreter, failures: failures.map((failure) => failure.record()) };
}

/** @param {string} type @param {WorkerConfig} config @param {Parts} parts @returns {Promise<Interpreter>} */
async function load(type, config, { dist, baseURL, table, near, events }) {
  const { adapter, folder, name, isPython } = INTERPRETERS[type];
  const indexURL = new URL(`interpreters/${folder}/`, dist).href;
  try {
    const library = isPython ? loadLibrary(dist, type, config.interpreter === null) : {};
    const [{ load }, files, interfaces, nearEnd] = await Promise.all([adapter(), library, table, near]);
    watch(nearEnd);
    nearEnd.replies.table = new InterfaceTable(interfaces);
    return await load({ indexURL, library: files, near: nearEnd, baseURL, config }, { ...STDIO, ...events });
  } catch (error) {
    const url = config.interpreter ?? indexURL;
    throw new WorkerFailure("OT505", { name, url, reason: messageOf(error) });
  }
}

/** @param {Interpreter} interpreter @param {string} folder @param {string} url @param {Uint8Array} bytes */
async function extractInto(interpreter, folder, url, bytes) {
  const { DamagedArchive, unpack } = await import("./archives/unpack.js");
  const files = await unpack(bytes).catch((error) => {
    throw error instanceof DamagedArchive ? new WorkerFailure("OT506", { url, reason: error.message }) : error;
  });
  const start = folder && !folder.endsWith("/") ? `${folder}/` : folder;
  for (const { path, content } of files) interpreter.writeFile(start + path, content);
}

/**
 * Wait for all, keep the order, and part results from failures.
 *
 * @template T
 * @param {Promise<T>[]} promises that reject with nothing but a WorkerFailure
 */
async function settle(promises) {
  const results = await Promise.allSettled(promises);
  return {
    values: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    failures: results.flatMap((result) =>
      result.status === "rejected" ? [/** @type {WorkerFailure} */ (result.reason)] : [],
    ),
  };
}
