// Boot one interpreter: its files, our Python library, and the files and wheels of a config, all fetched at once.
//
// Called by index.js once per worker. A file or wheel that is missing does not keep the interpreter from running:
// it is listed, and the page decides whose error that is.

import { INTERPRETERS } from "../interpreters/index.js";
import { InterfaceTable } from "../sync_bridge/near_end/interface_table.js";
import { messageOf, WorkerFailure } from "./failure.js";
import { fetchBytes } from "./fetching.js";
import { STDIO } from "./stdio.js";

/**
 * @typedef {object} Parts
 * @property {URL} dist folder of the built files
 * @property {string} baseURL what relative URLs of requests are relative to
 * @property {Promise<Record<string, string>>} library
 * @property {Promise<any>} table what Web IDL knows of interfaces (sync_bridge/near_end/interface_table.js)
 * @property {Promise<import("../sync_bridge/near_end/index.js").NearEnd>} near
 * @property {Omit<import("../interpreters/contract.js").IO, "stdout" | "stderr">} events
 */

/**
 * Boot the interpreter of a type.
 *
 * @param {string} type
 * @param {import("./messages.js").WorkerConfig} config
 * @param {Parts} parts
 */
export async function boot(type, config, parts) {
  const files = settle(config.files.map(async ({ url, path }) => ({ path, bytes: await fetchBytes(url, "OT501") })));
  const packages = settle(
    config.packages.map(async (url) => ({ name: fileName(url), url, bytes: await fetchBytes(url, "OT502") })),
  );
  const interpreter = await load(type, config, parts);
  const failures = [...(await files).failures, ...(await packages).failures];
  for (const { path, bytes } of (await files).values) {
    try {
      interpreter.writeFile(path, bytes);
    } catch (error) {
      failures.push(new WorkerFailure("OT503", { path, reason: messageOf(error) }));
    }
  }
  // One by one, so that a broken wheel is named and does not keep the others out.
  for (const wheel of (await packages).values) {
    try {
      await interpreter.install([wheel]);
    } catch (error) {
      failures.push(new WorkerFailure("OT504", { url: wheel.url, reason: messageOf(error) }));
    }
  }
  return { interpreter, failures: failures.map((failure) => failure.record()) };
}

/** @param {string} type @param {import("./messages.js").WorkerConfig} config @param {Parts} parts */
async function load(type, config, { dist, baseURL, library, table, near, events }) {
  const { adapter, folder, name } = INTERPRETERS[type];
  const indexURL = new URL(`interpreters/${folder}/`, dist).href;
  try {
    const [{ load }, sources, interfaces, nearEnd] = await Promise.all([adapter(), library, table, near]);
    nearEnd.replies.table = new InterfaceTable(interfaces);
    return await load({ indexURL, library: sources, near: nearEnd, baseURL, config }, { ...STDIO, ...events });
  } catch (error) {
    const url = config.interpreter ?? indexURL;
    throw new WorkerFailure("OT505", { name, url, reason: messageOf(error) });
  }
}

/** @param {string} url */
function fileName(url) {
  return decodeURIComponent(new URL(url).pathname.split("/").pop() ?? "");
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
