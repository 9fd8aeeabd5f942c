// Checks a parsed config against the schema and turns it into what a worker needs: absolute URLs, one list of files, one
// of packages. load.js calls it.

import { check, isTable, sayOnce } from "./check.js";
import { Files } from "./files.js";
import { interpreterURL } from "./interpreter.js";
import { JsModules } from "./js_modules.js";
import { Packages } from "./packages.js";
import { SCHEMA } from "./schema.js";
import { absolute } from "./urls.js";

/**
 * @param {unknown} config
 * @param {import("./check.js").Source} source
 * @returns {Promise<import("../../worker/messages.js").WorkerConfig>}
 */
export async function validate(config, source) {
  const expanded = expand(config);
  const own = check(expanded, SCHEMA, source);
  const table = /** @type {any} */ (expanded);
  sayWhatIsIdle(table, source);
  const files = new Files();
  const modules = new JsModules();
  const packages = new Packages(files, modules);
  files.addTable(table.files ?? {}, source);
  files.addFetch(table.fetch ?? [], source);
  modules.add(table.js_modules ?? {}, source);
  await packages.add(table.packages ?? [], source);
  return {
    packages: packages.urls,
    names: packages.names,
    indexURLs: [table.index_urls ?? []].flat().map((url) => indexURL(url, source)),
    packagesCache: table.packages_cache ?? null,
    files: files.list,
    jsModules: modules.found,
    interpreter: interpreterURL(table, source),
    environment: Object.fromEntries(Object.entries(table.env ?? {}).map(([name, text]) => [name, String(text)])),
    plugins: table.plugins ?? [],
    debug: table.debug ?? false,
    syncMainOnly: table.sync_main_only ?? false,
    bridge: table.bridge ?? {},
    own,
    written: JSON.stringify(config),
    place: source.place,
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

/** @param {Record<string, unknown>} config @param {import("./check.js").Source} source */
function sayWhatIsIdle(config, { place }) {
  for (const [name, { idle }] of Object.entries(SCHEMA)) {
    if (idle && name in config) sayOnce("info", `${place}: \`${name}\` has no effect in Offthread: ${idle}`);
  }
}

/**
 * An index's URL may name the place of the package in it, which must stay as it is.
 * @param {string} url @param {import("./check.js").Source} source
 */
function indexURL(url, source) {
  return absolute(url, "index_urls", source).replace(/%7Bpackage_name%7D/gi, "{package_name}");
}
