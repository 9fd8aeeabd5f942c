// Reads the `config` attribute of one tag: inline JSON or TOML, or the URL of a file with either.
//
// Loaded only when a tag has that attribute. It imports nothing of the page's main bundle but what it is given.

import { parseJson } from "./json.js";
import { validate } from "./validate.js";

/**
 * @typedef {object} Options
 * @property {string} script the tag, as errors name it
 * @property {string} baseURL of the page
 * @property {(code: string, facts: Record<string, string>) => unknown} fail makes what is thrown
 * @property {(url: string, fail: (reason: string) => any) => Promise<string>} fetchText
 */

// The name of a file, maybe with a query. What JSON and TOML need (braces, quotes, line breaks, `=`) is not in it.
const FILE = /^[^\n{}[\]="'#?]+\.(json|toml)(?:[?#]\S*)?$/i;

/**
 * @param {string} attribute
 * @param {Options} options
 * @returns {Promise<import("../../worker/messages.js").WorkerConfig>}
 */
export async function loadConfig(attribute, { script, baseURL, fail, fetchText }) {
  const inline = attribute.trim();
  const file = FILE.exec(inline);
  if (!file) {
    const place = `The config of ${script}`;
    const json = inline.startsWith("{");
    return validate(await parse(attribute, json, place, fail), { place, baseURL, fail });
  }
  const url = new URL(inline, baseURL).href;
  const text = await fetchText(url, (reason) => fail("OT401", { url, script, reason }));
  const place = `The config ${url}`;
  const parsed = await parse(text, file[1].toLowerCase() === "json", place, fail);
  return validate(parsed, { place, baseURL: url, fail });
}

/**
 * @param {string} text
 * @param {boolean} json
 * @param {string} place
 * @param {Options["fail"]} fail
 */
async function parse(text, json, place, fail) {
  // Outside of `try`: a missing chunk is no mistake in a config.
  const parser = json ? parseJson : (await import("./toml.js")).parse;
  try {
    return parser(text);
  } catch (error) {
    // Both parsers' errors have a place. smol-toml appends the source line to its message; the first line suffices.
    const { message, line, column } = /** @type {Error & { line: number, column: number }} */ (error);
    const reason = message.split("\n")[0].replace(/^Invalid TOML document: /, "");
    throw fail("OT402", { place, format: json ? "JSON" : "TOML", line: String(line), column: String(column), reason });
  }
}
