// Compares a parsed config with the schema: every key is known, and every value is of the kind it must be.
//
// validate.js calls it, for configs and for descriptions of packages. What is thrown is made by the caller's `fail`, as
// nothing that is loaded on demand may import the main bundle.

import { nearest } from "./nearest.js";
import { EXPECTED } from "./schema.js";

/** @typedef {import("./schema.js").Entry} Entry */

/**
 * @typedef {object} Source
 * @property {string} place where the config is written, as errors name it
 * @property {string} baseURL what its relative URLs are relative to
 * @property {string} interpreter the interpreter's name, such as "pyodide"
 * @property {(code: string, facts: Record<string, string>) => unknown} fail makes what is thrown
 * @property {(url: string, fail: (reason: string) => any) => Promise<string>} fetchText
 */

/**
 * Throw unless a config is as the schema says.
 *
 * A key that the schema does not have, and that can be no mistake for one it has, is the page's own.
 *
 * @param {unknown} config
 * @param {Record<string, Entry>} schema
 * @param {Source} source
 * @returns {Record<string, unknown>} the page's own keys
 */
export function check(config, schema, source) {
  if (!isTable(config)) throw wrong("the config", EXPECTED.table, config, source);
  const own = Object.entries(config).filter(([name]) => !Object.hasOwn(schema, name));
  for (const [name] of own) refuseUnknown(name, schema, "", source);
  const known = Object.entries(config).filter(([name]) => Object.hasOwn(schema, name));
  checkTable(Object.fromEntries(known), schema, "", source);
  return Object.fromEntries(own);
}

/**
 * @param {unknown} table @param {Record<string, Entry>} schema
 * @param {string} prefix of its keys, such as "bridge."
 * @param {Source} source
 */
function checkTable(table, schema, prefix, source) {
  if (!isTable(table)) throw wrong(prefix.slice(0, -1), EXPECTED.table, table, source);
  for (const [name, value] of Object.entries(table)) {
    if (!Object.hasOwn(schema, name)) refuseUnknown(name, schema, prefix, source);
    else checkValue(value, schema[name], prefix + name, source);
  }
}

/** @param {unknown} value @param {Entry} entry @param {string} key @param {Source} source */
function checkValue(value, entry, key, source) {
  const { type, keys = {} } = entry;
  if (type === "table") return checkTable(value, keys, `${key}.`, source);
  if (type !== "tables") {
    if (CHECKS[type](value)) return;
    throw wrong(key, EXPECTED[type], value, source);
  }
  if (!Array.isArray(value)) throw wrong(key, EXPECTED.tables, value, source);
  for (const [index, table] of value.entries()) checkTable(table, keys, `${key}[${index}].`, source);
}

/**
 * @param {string} name @param {Record<string, Entry>} schema
 * @param {string} prefix of the key's table; what is on top may be the page's own
 * @param {Source} source
 */
function refuseUnknown(name, schema, prefix, { place, fail }) {
  const names = Object.keys(schema);
  const { word, isClose } = nearest(name, names);
  const facts = { place, key: prefix + name, known: names.join(", "), nearest: word && prefix + word };
  if (prefix || isClose) throw fail("OT403", facts);
  const question = word && `Did you mean \`${word}\`? `;
  sayOnce(
    "warn",
    `${place} has the key \`${name}\`, which Offthread does not know, and leaves to Python's \`config\`. ` +
      `${question}Known keys: ${facts.known}`,
  );
}

/** What has been said on the console, as many scripts may have one config. @type {Set<string>} */
const said = new Set();

/** @param {"warn" | "info"} level @param {string} text */
export function sayOnce(level, text) {
  if (!said.has(text)) console[level](text);
  said.add(text);
}

/**
 * The error of a value that is not what it must be.
 * @param {string} key @param {string} expected @param {unknown} found @param {Pick<Source, "place" | "fail">} source
 */
export function wrong(key, expected, found, { place, fail }) {
  const text = JSON.stringify(found) ?? String(found);
  return fail("OT404", { place, key, expected, found: text.length > 60 ? `${text.slice(0, 60)}…` : text });
}

/** @type {Record<Exclude<Entry["type"], "table" | "tables">, (value: unknown) => boolean>} */
const CHECKS = {
  text: isText,
  anyText: (value) => typeof value === "string",
  texts: isTexts,
  textOrTexts: (value) => isText(value) || isTexts(value),
  textByText: (value) => isTable(value) && Object.values(value).every((text) => typeof text === "string"),
  environment: (value) => isTable(value) && Object.values(value).every(isPlain),
  flag: (value) => typeof value === "boolean",
  mode: (value) => value === "strict" || value === "default" || value === "fast",
  cache: (value) => value === "never" || value === "passthrough" || value === "all",
  count: (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) > 0,
  any: () => true,
};

/** @param {unknown} value */
function isText(value) {
  return typeof value === "string" && value !== "";
}

/** @param {unknown} value */
function isTexts(value) {
  return Array.isArray(value) && value.every(isText);
}

/** @param {unknown} value */
function isPlain(value) {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
