// The `files` of a config, and the older `fetch`: what to fetch, and where to write it.
//
// Called by validate.js, for a config and for each description of a package that it lists.

import { wrong } from "./check.js";
import { absolute, fileName, plainPath } from "./urls.js";

/** @typedef {import("./check.js").Source} Source */
/** @typedef {import("../../worker/messages.js").WorkerConfig["files"][number]} File */

/** The key of a name for a part of those after it. */
const NAME = /^\{(\w+)\}$/;
const USES = /\{(\w+)\}/g;

/** Every file of a worker, from wherever it is listed; none is to be written over another. */
export class Files {
  /** @type {File[]} */
  list = [];
  /** @type {Set<string>} */
  #taken = new Set();

  /** @param {Record<string, string>} files @param {Source} source */
  addTable(files, source) {
    /** @type {Map<string, string>} */
    const names = new Map();
    for (const [from, to] of Object.entries(files)) {
      const key = `files.${JSON.stringify(from)}`;
      const name = NAME.exec(from)?.[1];
      if (name) names.set(name, fill(to, names, key, source));
      else this.#add(fill(from, names, key, source), fill(to, names, key, source), key, source);
    }
  }

  /** @param {{ from?: string, files?: string[], to_folder?: string, to_file?: string }[]} list @param {Source} source */
  addFetch(list, source) {
    for (const [index, { from = "", files, to_folder, to_file = "" }] of list.entries()) {
      const key = `fetch[${index}]`;
      const folder = `${to_folder || "."}/`;
      if (files && to_file) {
        throw wrong(`${key}.to_file`, "left out beside `files`, which has names of its own", to_file, source);
      }
      if (!files) {
        const hasName = /[^/]$/.test(from.split(/[?#]/)[0]) || to_file;
        if (!from || !hasName) throw wrong(`${key}.from`, "the URL of a file, or stand beside `files`", from, source);
        this.#add(from, folder + to_file, `${key}.from`, source);
        continue;
      }
      const start = !from || from.endsWith("/") ? from : `${from}/`;
      for (const file of files) this.#add(start + file, folder + file, `${key}.files`, source);
    }
  }

  /** @param {string} from @param {string} to @param {string} key @param {Source} source */
  #add(from, to, key, source) {
    const url = absolute(from, key, source);
    if (/(^|\/)\*$/.test(to)) {
      const root = to.startsWith("/") ? "/" : "";
      this.list.push({ url, path: plainPath(to.slice(0, -1)) || root, extract: true });
      return;
    }
    const path = destination(url, to);
    if (!path) throw wrong(key, "the URL of a file, or have a destination with a name", to, source);
    if (this.#taken.has(path)) throw source.fail("OT405", { place: source.place, key, path });
    this.#taken.add(path);
    this.list.push({ url, path, extract: false });
  }
}

/** Where a file is written, or "" where that has no name. @param {string} url @param {string} to */
function destination(url, to) {
  if (to !== "" && to !== "." && !to.endsWith("/")) return plainPath(to);
  const name = fileName(url);
  return name && plainPath(`${to === "." ? "" : to}${name}`);
}

/**
 * A text with the names in it replaced by what they stand for.
 * @param {string} text @param {Map<string, string>} names @param {string} key @param {Source} source
 */
function fill(text, names, key, { place, fail }) {
  return text.replace(USES, (_, /** @type {string} */ name) => {
    const found = names.get(name);
    if (found !== undefined) return found;
    const known = [...names.keys()].map((other) => `{${other}}`).join(", ");
    throw fail("OT407", { place, key, name, known });
  });
}
