// What an installation of packages by name has come to, written down so that it can be repeated without an installer: which
// pages of indexes it has read, which wheels it has installed, and which packages of Pyodide's own list.
//
// It holds as long as those pages and wheels are what they were; the indexes are asked for that (worker/package_cache.js).
// Called by micropip.js.

import { Refused, sha256 } from "../worker/package_cache.js";

/**
 * @typedef {import("../worker/package_cache.js").PackageCache} PackageCache
 * @typedef {(url: string) => Promise<{ bytes: Uint8Array, type: string }>} GetPage
 *
 * @typedef {object} Wheel
 * @property {string} url
 * @property {string} filename
 * @property {string} hash
 * @property {boolean} isListed whether the index has said the hash, so that the page stands for the wheel
 * @property {Record<string, string>} metadata that the installer writes beside the package
 *
 * @typedef {{ pages: [url: string, hash: string][], wheels: Wheel[], listed: string[] }} Lock
 */

/** What micropip is given instead of functions of its own, and what it has done with them. */
export class Recording {
  /** The hashes of the pages that were there, by URL. @type {Map<string, string>} */
  pages = new Map();
  /** What was not. @type {unknown[]} */
  failures = [];
  /** @type {Wheel[]} */
  wheels = [];
  /** @type {string[]} */
  listed = [];

  /** @param {PackageCache} cache @param {GetPage} getPage @param {(names: string[]) => Promise<void>} loadListed */
  constructor(cache, getPage, loadListed) {
    this.page = (/** @type {string} */ url) =>
      this.#noting(async () => {
        const { bytes, type } = await getPage(url);
        this.pages.set(url, await sha256(bytes));
        return [new TextDecoder().decode(bytes), type];
      });
    this.file = (/** @type {string} */ url) => this.#noting(async () => (await cache.page(url)).bytes);
    this.installed = async (/** @type {any} */ data, /** @type {string} */ filename, /** @type {string} */ metadata) => {
      const fields = JSON.parse(metadata);
      const isListed = fields.PYODIDE_SOURCE === "pypi";
      this.wheels.push({ url: fields.PYODIDE_URL, filename, hash: await cache.add(data), isListed, metadata: fields });
    };
    this.load = async (/** @type {string[]} */ names) => {
      this.listed.push(...names);
      await this.#noting(() => loadListed(names));
    };
  }

  /** @template T @param {() => Promise<T>} action @returns {Promise<T>} */
  async #noting(action) {
    try {
      return await action();
    } catch (error) {
      this.failures.push(error);
      throw error;
    }
  }
}

/** @param {PackageCache} cache @param {string} whole what the lock depends on @param {Recording} recording */
export async function keepLock(cache, whole, { pages, wheels, listed }) {
  await cache.note(whole, { pages: [...pages], wheels, listed });
}

/**
 * Install what a lock says.
 *
 * @param {any} pyodide
 * @param {PackageCache} cache
 * @param {string} whole
 * @param {{ page: GetPage, loadListed: (names: string[]) => Promise<void>, folder: string }} how
 * @returns {Promise<boolean>} whether there was one that holds
 */
export async function installLocked(pyodide, cache, whole, { page, loadListed, folder }) {
  /** @type {Lock | null} */
  const lock = await cache.noted(whole);
  if (!lock) return false;
  try {
    const [held, files] = await Promise.all([
      Promise.all(lock.pages.map(async ([url, hash]) => (await sha256((await page(url)).bytes)) === hash)),
      Promise.all(lock.wheels.map((wheel) => bytesOf(cache, wheel))),
    ]);
    if (!held.every(Boolean) || files.includes(null)) return false;
    if (lock.listed.length) await loadListed(lock.listed);
    for (const [index, { filename, metadata }] of lock.wheels.entries()) {
      await pyodide._api.install(files[index], filename, folder, pyodide.toPy(metadata));
    }
    return true;
  } catch (error) {
    // What is there no more is looked for anew.
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** @param {PackageCache} cache @param {Wheel} wheel @returns {Promise<Uint8Array | null>} null where it is another one now */
async function bytesOf(cache, { url, hash, isListed }) {
  if (isListed) return cache.file(url, hash);
  const { bytes } = await cache.page(url);
  return (await sha256(bytes)) === hash ? bytes : null;
}
