// Reads one config, that of an attribute, of a tag such as `<py-config>`, or the default of a custom type: inline JSON or
// TOML, or the URL of a file with either.
//
// config_of.js loads this when there is a config. It imports nothing of the page's main bundle but what it is given.

import { parseText } from "./parse.js";
import { absolute, pathOf } from "./urls.js";
import { validate } from "./validate.js";

/**
 * @typedef {object} Written a config as it is written
 * @property {unknown} text its text, or the URL of a file with it; or the config itself, where it is made by a script
 * @property {string} [src] the URL of a file with the text
 * @property {string} [format] "json" or "toml", where the text cannot tell
 * @property {string} [parser] URL of a module that parses what is no JSON
 * @property {string} name whose config it is, such as `<script type="py" id="a">`
 * @property {string} baseURL
 */

/**
 * @typedef {object} Options
 * @property {string} interpreter its name, such as "pyodide"
 * @property {(code: string, facts: Record<string, string>) => unknown} fail makes what is thrown
 * @property {(url: string, fail: (reason: string) => any) => Promise<string>} fetchText
 */

// The name of a file, maybe with a query. What JSON and TOML need (braces, quotes, line breaks, `=`) is not in it.
const FILE = /^[^\n{}[\]="'#?]+\.(json|toml|txt)(?:[?#]\S*)?$/i;

/**
 * @param {Written} written
 * @param {Options} options
 * @returns {Promise<import("../../worker/messages.js").WorkerConfig>}
 */
export async function loadConfig({ text, src = "", format = "", parser = "", name, baseURL }, options) {
  const place = `The config of ${name}`;
  const inline = { ...options, place, baseURL };
  if (typeof text !== "string") return validate(text, inline);
  const file = src || (FILE.test(text.trim()) ? text.trim() : "");
  const parserURL = parser && new URL(parser, baseURL).href;
  if (!file) return validate(await parseText(text, format, inline, parserURL), inline);
  const url = absolute(file, "src", inline);
  const content = await options.fetchText(url, (reason) => options.fail("OT401", { url, script: name, reason }));
  const source = { ...options, place: `The config ${url}`, baseURL: url };
  const extension = /\.(json|toml)$/i.exec(pathOf(url))?.[1].toLowerCase() ?? "";
  return validate(await parseText(content, format || extension, source, parserURL), source);
}
