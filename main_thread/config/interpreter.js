// Which build of an interpreter a config asks for: ours, or one by URL. Called by validate.js.

import { wrong } from "./check.js";
import { absolute, pathOf } from "./urls.js";

/** The builds in dist/interpreters/, by name. The build sees that these are their versions. */
export const VERSIONS = Object.freeze({ pyodide: "314.0.7", micropython: "1.27.0" });

/**
 * @param {{ interpreter?: string, version?: string }} config
 * @param {import("./check.js").Source} source
 * @returns {string | null} absolute URL of its module, or null for ours
 */
export function interpreterURL(config, source) {
  const { interpreter, version } = config;
  if (interpreter && version && interpreter !== version) {
    throw wrong("version", "the same as `interpreter`, or left out beside it", version, source);
  }
  const wanted = interpreter ?? version;
  if (!wanted) return null;
  const key = interpreter ? "interpreter" : "version";
  const { place, fail, interpreter: name } = source;
  const path = pathOf(wanted);
  if (/\.m?js$/i.test(path)) return absolute(wanted, key, source);
  if (path.endsWith("/")) return absolute(`${path}${name}.mjs`, key, source);
  if (!/^v?\d[\w.+-]*$/i.test(wanted)) {
    const expected = "a version, the URL of an interpreter's module (.mjs), or of its folder (ending with \"/\")";
    throw wrong(key, expected, wanted, source);
  }
  const shipped = /** @type {Record<string, string>} */ (VERSIONS)[name] ?? "";
  if (wanted.replace(/^v/i, "") === shipped) return null;
  throw fail("OT408", { place, key, name, version: wanted, shipped });
}
