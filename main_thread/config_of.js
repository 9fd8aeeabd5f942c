// The config of a tag, read once. The code that reads it is loaded only if a tag has one.

import { Failure } from "./failure.js";
import { fetchText } from "./tag.js";

/** @typedef {import("../worker/messages.js").WorkerConfig} WorkerConfig */

/** What a worker gets whose tags say nothing. @returns {WorkerConfig} */
export function emptyConfig() {
  return { packages: [], files: [], interpreter: null, bridge: {} };
}

/** @type {WeakMap<import("./tag.js").Tag, Promise<WorkerConfig>>} */
const configs = new WeakMap();

/**
 * @param {import("./tag.js").Tag} tag
 * @returns {Promise<WorkerConfig>} rejects with the Failure of a ConfigError
 */
export function configOf(tag) {
  let config = configs.get(tag);
  if (!config) configs.set(tag, (config = read(tag)));
  return config;
}

/** @param {import("./tag.js").Tag} tag */
async function read(tag) {
  if (tag.config === null || !tag.config.trim()) return emptyConfig();
  const { loadConfig } = await import("./config/load.js");
  const { baseURI: baseURL } = tag.element;
  /** @param {string} code @param {import("./errors.js").Facts} facts */
  const fail = (code, facts) => new Failure(code, facts);
  return loadConfig(tag.config, { script: String(tag), baseURL, fail, fetchText });
}
