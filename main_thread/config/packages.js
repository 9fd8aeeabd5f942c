// The `packages` of a config, sorted by what they are: archives by URL, names, and descriptions that list more of both.
//
// Called by validate.js. A description is a file of its own:
//
//   name = "charts"
//   packages = ["./charts-1.0-py3-none-any.whl", "attrs"]
//   files = {"./palette.json" = ""}
//   [js_modules.main]
//   "./chart.js" = "chart"
//
// Its URLs are relative to itself. It may list further descriptions; one that is listed twice is read once.

import { check, wrong } from "./check.js";
import { parseText } from "./parse.js";
import { DESCRIPTION_SCHEMA } from "./schema.js";
import { absolute, pathOf } from "./urls.js";

/** @typedef {import("./check.js").Source} Source */

const ARCHIVE = /\.(whl|zip|tar|tar\.gz|tgz)$/i;
const DESCRIPTION = /\.(json|toml)$/i;
const EXPECTED = "the name of a package, or the URL of a .whl, .zip, .tar, .tar.gz, .tgz, .json or .toml";
/** What pip calls a requirement, without URLs; for MicroPython also `name@version`. */
const REQUIREMENT = /^[a-z\d]([\w.-]*[a-z\d])?\s*(\[[^\]]*\])?\s*([<>=!~@;].*)?$/i;

export class Packages {
  /** Absolute URLs of archives. @type {string[]} */
  urls = [];
  /** @type {string[]} */
  names = [];
  #files;
  #modules;
  /** The descriptions that have been read, by URL. @type {Set<string>} */
  #read = new Set();
  /** Where each name of a description was found. @type {Map<string, string>} */
  #described = new Map();

  /** @param {import("./files.js").Files} files @param {import("./js_modules.js").JsModules} modules */
  constructor(files, modules) {
    this.#files = files;
    this.#modules = modules;
  }

  /** @param {string[]} list @param {Source} source */
  async add(list, source) {
    for (const [index, entry] of list.entries()) {
      const key = `packages[${index}]`;
      const path = pathOf(entry);
      if (ARCHIVE.test(path)) this.urls.push(absolute(entry, key, source));
      else if (DESCRIPTION.test(path)) await this.#addDescription(absolute(entry, key, source), source);
      else if (REQUIREMENT.test(entry)) this.names.push(entry);
      else throw wrong(key, EXPECTED, entry, source);
    }
  }

  /** @param {string} url @param {Source} lister */
  async #addDescription(url, lister) {
    if (this.#read.has(url)) return;
    this.#read.add(url);
    const text = await lister.fetchText(url, (reason) => lister.fail("OT410", { url, place: lister.place, reason }));
    const place = `The package ${url}`;
    const source = { ...lister, place, baseURL: url };
    const parsed = await parseText(text, DESCRIPTION.exec(pathOf(url))?.[1] ?? "", source);
    const description = /** @type {any} */ (parsed);
    check(parsed, DESCRIPTION_SCHEMA, source);
    const { name, packages = [], files = {}, js_modules: modules = {} } = description;
    if (!name) throw wrong("name", "the name of the package", name, source);
    const first = this.#described.get(name);
    if (first) throw source.fail("OT409", { place, key: "name", name, first });
    this.#described.set(name, url);
    await this.add(packages, source);
    this.#files.addTable(files, source);
    this.#modules.add(modules, source);
  }
}
