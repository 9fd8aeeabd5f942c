// Packages by name for Pyodide: its own installer, micropip, which is loaded only where a config lists a name that has not been
// installed on an earlier visit.
//
// micropip looks into the list of packages that comes with Pyodide (pyodide-lock.json) and, for others, into indexes. What it
// has found is kept as a lock (package_lock.js), from which the next visit installs the same without it.
// Called by pyodide.js.

import { messageOf, WorkerFailure } from "../worker/failure.js";
import { PackageCache, Unreachable } from "../worker/package_cache.js";
import { SITE_PACKAGES } from "./python.js";
import { installLocked, keepLock, Recording } from "./package_lock.js";

/** Which form of a page an index is asked for. */
const HEADERS = { Accept: "application/vnd.pypi.simple.v1+json, */*;q=0.01" };

/**
 * @param {any} pyodide
 * @param {string[]} names as pip's requirements
 * @param {object} options
 * @param {string[]} options.indexURLs
 * @param {boolean} options.isOurs whether it is the build in dist/, which has only micropip of the packages on its list
 * @param {import("../worker/messages.js").WorkerConfig["packagesCache"]} options.packagesCache
 * @param {string | null} options.whole what the list of names and its result depend on; null for a part of the list
 */
export async function installByName(pyodide, names, { indexURLs, isOurs, packagesCache, whole }) {
  const cache = new PackageCache(packagesCache);
  const page = (/** @type {string} */ url) => cache.page(url, HEADERS);
  const loadListed = (/** @type {string[]} */ listed) => {
    if (isOurs) listFromAfar(pyodide);
    return loadStrictly(pyodide.loadPackage, listed, true);
  };
  if (whole && (await installLocked(pyodide, cache, whole, { page, loadListed, folder: SITE_PACKAGES.pyodide }))) return;
  if (!("micropip" in pyodide.loadedPackages)) {
    // Ours is its authors' own wheel (micropip.txt), which is packed otherwise than the one that Pyodide lists.
    await loadStrictly(pyodide.loadPackage, ["micropip"], !isOurs);
    if (isOurs) listFromAfar(pyodide);
  }
  const recording = new Recording(cache, page, loadListed);
  const packages = pyodide.pyimport("offthread._packages");
  // micropip appends "/NAME/" to a URL that has no place for the name.
  const urls = indexURLs.map((url) => url.replace(/\/$/, ""));
  const failed = await packages.install(names, urls, recording.page, recording.file, recording.installed, recording.load);
  packages.destroy();
  if (failed) throw failureOf(names, failed, recording);
  if (whole) await keepLock(cache, whole, recording);
}

/**
 * Why packages could not be installed, as far as that can be told.
 *
 * @param {string[]} names
 * @param {string} reason in micropip's words, which name what was missing first
 * @param {Recording} recording
 */
function failureOf(names, reason, { pages, failures }) {
  const name = names.join(", ");
  const damaged = /Invalid checksum: expected (\w+)/.exec(reason);
  if (damaged) return new WorkerFailure("OT523", { url: `a file of "${name}"`, hash: damaged[1] });
  const needed = /(?<!\w)'([\w.-]+)/.exec(reason)?.[1] ?? name;
  if (failures.some((error) => error instanceof Unreachable)) {
    return new WorkerFailure("OT524", { name, reason: messageOf(failures.find((error) => error instanceof Unreachable)) });
  }
  if (!/Can't f/.test(reason)) return new WorkerFailure("OT507", { name, reason });
  const isThere = [...pages.keys()].some((url) => url.replace(/[_.]/g, "-").toLowerCase().includes(`/${needed.toLowerCase()}/`));
  return new WorkerFailure(isThere ? "OT522" : "OT521", { name, needed });
}

/**
 * Load packages of Pyodide's list. Its own function says what it does by printing, and only so what went wrong.
 * @param {Function} load @param {string[]} names @param {boolean} checkIntegrity
 */
async function loadStrictly(load, names, checkIntegrity) {
  /** @type {string[]} */
  const said = [];
  const errorCallback = (/** @type {string} */ text) => said.push(text);
  await load(names, { messageCallback() {}, errorCallback, checkIntegrity });
  if (said.some((text) => text.includes("error occurred while loading"))) throw new Error(said.join(" "));
}

/** Have what else is on Pyodide's list loaded from where Pyodide itself would. @param {any} pyodide */
function listFromAfar(pyodide) {
  const { lockfile_packages: listed, config } = pyodide._api;
  for (const entry of Object.values(listed)) entry.file_name = new URL(entry.file_name, config.cdnUrl).href;
}
