// The `js_modules` of a config: which modules of JavaScript are loaded, where, and what Python calls them.
//
// Called by validate.js, for a config and for each description of a package that it lists.

import { wrong } from "./check.js";
import { absolute, pathOf } from "./urls.js";

/** @typedef {import("./check.js").Source} Source */
/** @typedef {import("../../worker/messages.js").WorkerConfig["jsModules"]} Modules */

/** Every module of a worker, from wherever it is listed; two must not have one name. */
export class JsModules {
  /** @type {Modules} */
  found = { main: [], worker: [] };

  /** @param {{ main?: Record<string, string>, worker?: Record<string, string> }} table @param {Source} source */
  add({ main = {}, worker = {} }, source) {
    this.#addAll("main", main, source);
    this.#addAll("worker", worker, source);
  }

  /** @param {"main" | "worker"} side @param {Record<string, string>} modules @param {Source} source */
  #addAll(side, modules, source) {
    for (const [from, name] of Object.entries(modules)) {
      const key = `js_modules.${side}.${JSON.stringify(from)}`;
      const url = absolute(from, key, source);
      const isStyle = /\.css$/i.test(pathOf(url));
      if (isStyle && side === "worker") {
        throw wrong(key, "in `js_modules.main`, as a worker has no style sheets", name, source);
      }
      // A style sheet is loaded for its look and often has its module's name.
      if (!name && !isStyle) throw wrong(key, "a name by which Python knows the module", name, source);
      if (!isStyle) this.#refuseSecond(side, name, key, source);
      this.found[side].push({ url, name });
    }
  }

  /** @param {"main" | "worker"} side @param {string} name @param {string} key @param {Source} source */
  #refuseSecond(side, name, key, { place, fail }) {
    const first = this.found[side].find((module) => module.name === name && !/\.css$/i.test(pathOf(module.url)));
    if (first) throw fail("OT409", { place, key, name, first: first.url });
  }
}
