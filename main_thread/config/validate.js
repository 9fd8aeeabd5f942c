// Checks a parsed config against the schema and turns it into what a worker needs: absolute URLs, one list of files.
//
// What is thrown is made by the caller's `fail`, as nothing that is loaded on demand may import the main bundle.

import { nearest } from "./nearest.js";
import { EXPECTED, SCHEMA } from "./schema.js";

/**
 * @typedef {object} Source
 * @property {string} place where the config is written, as errors name it
 * @property {string} baseURL what its relative URLs are relative to
 * @property {(code: string, facts: Record<string, string>) => unknown} fail makes what is thrown
 */

/**
 * @param {unknown} config
 * @param {Source} source
 * @returns {import("../../worker/messages.js").WorkerConfig}
 */
export function validate(config, source) {
  config = expand(config);
  checkTable(config, SCHEMA, "", source);
  const { packages = [], files = {}, interpreter = null, bridge = {} } = /** @type {any} */ (config);
  return {
    packages: packages.map((/** @type {string} */ url) => absolute(url, "packages", source)),
    files: resolveFiles(files, source),
    interpreter: interpreter && absolute(interpreter, "interpreter", source),
    bridge,
  };
}

/** Tables of which only the main key is written. @param {unknown} config */
function expand(config) {
  if (!isTable(config)) return config;
  const entries = Object.entries(config).map(([name, value]) => {
    const { shorthand } = (Object.hasOwn(SCHEMA, name) && SCHEMA[name]) || {};
    return [name, shorthand && typeof value === "string" ? { [shorthand]: value } : value];
  });
  return Object.fromEntries(entries);
}

/**
 * @param {unknown} table
 * @param {Record<string, import("./schema.js").Entry>} schema
 * @param {string} prefix of the keys in it, such as "bridge."
 * @param {Source} source
 */
function checkTable(table, schema, prefix, { place, fail, ...rest }) {
  const wrong = (/** @type {string} */ key, /** @type {string} */ expected, /** @type {unknown} */ found) =>
    fail("OT404", { place, key, expected, found: describe(found) });
  if (!isTable(table)) throw wrong(prefix.slice(0, -1) || "the config", EXPECTED.table, table);
  for (const [name, value] of Object.entries(table)) {
    const key = prefix + name;
    if (!Object.hasOwn(schema, name)) {
      const known = Object.keys(schema);
      const suggestion = nearest(name, known);
      throw fail("OT403", { place, key, known: known.join(", "), nearest: suggestion && prefix + suggestion });
    }
    const entry = schema[name];
    if (entry.type === "table") checkTable(value, entry.keys ?? {}, `${key}.`, { place, fail, ...rest });
    else if (!CHECKS[entry.type](value)) throw wrong(key, EXPECTED[entry.type], value);
    if (entry.type === "urls") {
      for (const [index, url] of /** @type {string[]} */ (value).entries()) {
        if (!/\.whl([?#]|$)/i.test(url)) throw wrong(`${key}[${index}]`, "the URL of a wheel (.whl)", url);
      }
    }
  }
}

/** @type {Record<Exclude<import("./schema.js").Entry["type"], "table">, (value: unknown) => boolean>} */
const CHECKS = {
  url: isText,
  urls: (value) => Array.isArray(value) && value.every(isText),
  files: (value) => isTable(value) && Object.values(value).every((path) => typeof path === "string"),
  mode: (value) => value === "strict" || value === "default" || value === "fast",
  count: (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) > 0,
};

/** @param {unknown} value */
function isText(value) {
  return typeof value === "string" && value !== "";
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** @param {Record<string, string>} files @param {Source} source */
function resolveFiles(files, source) {
  const taken = new Set();
  return Object.entries(files).map(([from, to]) => {
    const key = `files.${JSON.stringify(from)}`;
    const url = absolute(from, key, source);
    const path = destination(url, to);
    if (!path || path.endsWith("/")) {
      const expected = "the URL of a file, or have a destination with a name";
      throw source.fail("OT404", { place: source.place, key, expected, found: describe(to) });
    }
    if (taken.has(path)) throw source.fail("OT405", { place: source.place, key, path });
    taken.add(path);
    return { url, path };
  });
}

/** @param {string} url @param {string} path */
function destination(url, path) {
  if (path && !path.endsWith("/")) return path;
  return path + decodeURIComponent(new URL(url).pathname.split("/").pop() ?? "");
}

/** @param {string} url @param {string} key @param {Source} source */
function absolute(url, key, { place, baseURL, fail }) {
  if (URL.canParse(url, baseURL)) return new URL(url, baseURL).href;
  throw fail("OT404", { place, key, expected: EXPECTED.url, found: describe(url) });
}

/** @param {unknown} value */
function describe(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
