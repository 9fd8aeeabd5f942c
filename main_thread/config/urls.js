// URLs and destinations as a config writes them. Used by validate.js and what it calls.

import { wrong } from "./check.js";

/** @typedef {import("./check.js").Source} Source */

/** Make a URL absolute. @param {string} url @param {string} key of the config that has it @param {Source} source */
export function absolute(url, key, source) {
  if (URL.canParse(url, source.baseURL)) return new URL(url, source.baseURL).href;
  throw wrong(key, "a URL, as a string", url, source);
}

/** The path of a URL that may be relative, without query and fragment. @param {string} url */
export function pathOf(url) {
  return url.split(/[?#]/)[0];
}

/** The name of the file at a URL, which may be "". @param {string} url */
export function fileName(url) {
  const name = new URL(url).pathname.split("/").pop() ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    // A lone "%" in it stands for itself.
    return name;
  }
}

/** One spelling for each path: `./a//b` is `a/b`. @param {string} path */
export function plainPath(path) {
  const parts = path.split("/").filter((part, index) => part !== "." && (part !== "" || index === 0));
  return parts.join("/");
}
