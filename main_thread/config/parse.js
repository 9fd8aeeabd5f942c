// Text of JSON or TOML to what it says. A mistake is named with its line and column.
//
// load.js calls it for configs, packages.js for descriptions of packages. TOML's parser is a chunk of its own.

import { parseJson } from "./json.js";

/**
 * @param {string} text
 * @param {string} declared "json" or "toml"; anything else leaves it to the text: JSON begins with a brace
 * @param {Pick<import("./check.js").Source, "place" | "fail">} source
 * @param {string} [parser] URL of a module that parses what is no JSON, instead of TOML
 * @returns {Promise<unknown>}
 */
export async function parseText(text, declared, { place, fail }, parser = "") {
  const isJson = declared === "json" || (declared !== "toml" && text.trimStart().startsWith("{"));
  if (parser && !isJson) return parseBy(parser, text, place, fail);
  // Outside of `try`: a missing chunk is no mistake in a config.
  const parse = isJson ? parseJson : (await import("./toml.js")).parse;
  try {
    return parse(text);
  } catch (error) {
    // Both parsers' errors have a place. smol-toml appends the source line to its message; the first line suffices.
    const { message, line, column } = /** @type {Error & { line: number, column: number }} */ (error);
    const reason = message.split("\n")[0].replace(/^Invalid TOML document: /, "");
    const format = isJson ? "JSON" : "TOML";
    throw fail("OT402", { place, format, line: String(line), column: String(column), reason });
  }
}

/**
 * @param {string} parser @param {string} text
 * @param {string} place @param {import("./check.js").Source["fail"]} fail
 */
async function parseBy(parser, text, place, fail) {
  try {
    const module = await import(/* @vite-ignore */ parser);
    const parse = module.parse ?? module.default;
    if (typeof parse !== "function") throw new TypeError("it exports neither a function `parse` nor one by default");
    return await parse(text);
  } catch (error) {
    throw fail("OT411", { place, parser, reason: error instanceof Error ? error.message : String(error) });
  }
}
