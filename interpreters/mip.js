// Packages by name for MicroPython, from an index as that of micropython-lib: what MicroPython's own `mip` does where it
// is there.
//
//   INDEX/package/py/NAME/VERSION.json   { hashes: [[path, hash]], urls: [[path, url]], deps: [[name, version]] }
//   INDEX/file/HA/HASH                   a file, by the first digits of its SHA-256
//
// Sources only ("py"): compiled files fit a single version of MicroPython. Called by micropython.js.

import { WorkerFailure } from "../worker/failure.js";
import { PackageCache, Unreachable } from "../worker/package_cache.js";

/** @typedef {{ hashes?: [string, string][], urls?: [string, string][], deps?: [string, string][] }} Manifest */
/** @typedef {{ path: string, content: Uint8Array }} PackageFile */

/**
 * Fetch packages with all they need.
 *
 * @param {string[]} names such as "logging", "logging@0.6.1" or "logging==0.6.1"
 * @param {import("./contract.js").NameOptions} options the first index that has a package counts
 * @returns {Promise<PackageFile[]>}
 */
export async function fetchPackages(names, { indexURLs, packagesCache }) {
  const cache = new PackageCache(packagesCache);
  const decoder = new TextDecoder();
  if (!indexURLs.length) throw new Error("for MicroPython the config must name an index in `index_urls`");
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} name @param {string} version @returns {Promise<PackageFile[]>} */
  const collect = async (name, version) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const { index, manifest } = await findManifest(name, version);
    const { hashes = [], urls = [], deps = [] } = manifest;
    const outside = [...hashes, ...urls].find(([path]) => path.startsWith("/") || path.split("/").includes(".."));
    if (outside) throw new Error(`"${name}" would write a file outside of its folder: ${outside[0]}`);
    const parts = await Promise.all([
      ...hashes.map(async ([path, hash]) => [
        { path, content: await cache.file(`${index}/file/${hash.slice(0, 2)}/${hash}`, hash) },
      ]),
      ...urls.map(async ([path, url]) => [{ path, content: (await cache.page(new URL(url, `${index}/`).href)).bytes }]),
      ...deps.map(([needed, wanted]) => collect(needed, wanted)),
    ]);
    return parts.flat();
  };
  /** @param {string} name @param {string} version @returns {Promise<{ index: string, manifest: Manifest }>} */
  const findManifest = async (name, version) => {
    const tried = [];
    for (const url of indexURLs) {
      const index = url.replace(/\/$/, "");
      try {
        const { bytes } = await cache.page(`${index}/package/py/${name}/${version}.json`);
        return { index, manifest: JSON.parse(decoder.decode(bytes)) };
      } catch (error) {
        tried.push(/** @type {Error} */ (error));
      }
    }
    const reason = tried.map(({ message }) => message).join("; ");
    const code = tried.some((error) => error instanceof Unreachable) ? "OT524" : "OT521";
    throw new WorkerFailure(code, { name: names.join(", "), needed: name, reason });
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
