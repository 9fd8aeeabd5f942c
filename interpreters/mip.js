// Packages by name for MicroPython, from an index as that of micropython-lib: what MicroPython's own `mip` does where it
// is there.
//
//   INDEX/package/py/NAME/VERSION.json   { hashes: [[path, hash]], urls: [[path, url]], deps: [[name, version]] }
//   INDEX/file/HA/HASH                   a file, by the first digits of its SHA-256
//
// Sources only ("py"): compiled files fit a single version of MicroPython. Called by micropython.js.

import { messageOf } from "../worker/failure.js";

/** @typedef {{ hashes?: [string, string][], urls?: [string, string][], deps?: [string, string][] }} Manifest */
/** @typedef {{ path: string, content: Uint8Array }} PackageFile */

/**
 * Fetch packages with all they need.
 *
 * @param {string[]} names such as "logging", "logging@0.6.1" or "logging==0.6.1"
 * @param {string[]} indexURLs the first one that has a package counts
 * @returns {Promise<PackageFile[]>}
 */
export async function fetchPackages(names, indexURLs) {
  if (!indexURLs.length) throw new Error("for MicroPython the config must name an index in `index_urls`");
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} name @param {string} version @returns {Promise<PackageFile[]>} */
  const collect = async (name, version) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const { index, manifest } = await findManifest(name, version, indexURLs);
    const { hashes = [], urls = [], deps = [] } = manifest;
    const outside = [...hashes, ...urls].find(([path]) => path.startsWith("/") || path.split("/").includes(".."));
    if (outside) throw new Error(`"${name}" would write a file outside of its folder: ${outside[0]}`);
    const parts = await Promise.all([
      ...hashes.map(([path, hash]) => fetchHashed(path, `${index}/file/${hash.slice(0, 2)}/${hash}`, hash)),
      ...urls.map(([path, url]) => fetchFile(path, new URL(url, `${index}/`).href)),
      ...deps.map(([needed, wanted]) => collect(needed, wanted)),
    ]);
    return parts.flat();
  };
  const found = await Promise.all(names.map((requirement) => collect(...parseRequirement(requirement))));
  return found.flat();
}

/** @param {string} requirement @returns {[name: string, version: string]} */
function parseRequirement(requirement) {
  const [, name, version = "latest"] = /^([\w.-]+?)\s*(?:(?:@|==)\s*([\w.+-]+))?$/.exec(requirement.trim()) ?? [];
  if (!name) throw new Error("MicroPython's packages have one version each: write `name` or `name@version`");
  return [name, version];
}

/**
 * @param {string} name @param {string} version @param {string[]} indexURLs
 * @returns {Promise<{ index: string, manifest: Manifest }>}
 */
async function findManifest(name, version, indexURLs) {
  const tried = [];
  for (const url of indexURLs) {
    const index = url.replace(/\/$/, "");
    const manifestURL = `${index}/package/py/${name}/${version}.json`;
    try {
      const response = await fetch(manifestURL);
      if (response.ok) return { index, manifest: await response.json() };
      tried.push(`${manifestURL}: ${refused(response)}`);
    } catch (error) {
      tried.push(`${manifestURL}: ${messageOf(error)}`);
    }
  }
  throw new Error(`no index has "${name}" (${tried.join("; ")})`);
}

/** @param {Response} response */
function refused({ status, statusText }) {
  return `the server answered ${status} ${statusText}`.trim();
}

/** @param {string} path @param {string} url @returns {Promise<PackageFile[]>} */
async function fetchFile(path, url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} of it could not be loaded: ${refused(response)}`);
  return [{ path, content: new Uint8Array(await response.arrayBuffer()) }];
}

/** @param {string} path @param {string} url @param {string} hash @returns {Promise<PackageFile[]>} */
async function fetchHashed(path, url, hash) {
  const files = await fetchFile(path, url);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {any} */ (files[0].content)));
  const digits = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!digits.startsWith(hash)) throw new Error(`${url} is damaged, as its hash says`);
  return files;
}
