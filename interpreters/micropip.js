// Packages by name for Pyodide: its own installer, micropip, which is loaded only where a config lists a name.
//
// micropip looks into the list of packages that comes with Pyodide (pyodide-lock.json) and, for others, into indexes.
// Called by pyodide.js.

/**
 * @param {any} pyodide
 * @param {string[]} names as pip's requirements
 * @param {object} options
 * @param {string[]} options.indexURLs
 * @param {boolean} options.isOurs whether it is the build in dist/, which has only micropip of the packages on its list
 */
export async function installByName(pyodide, names, { indexURLs, isOurs }) {
  if (!("micropip" in pyodide.loadedPackages)) {
    // Ours is its authors' own wheel (micropip.txt), which is packed otherwise than the one that Pyodide lists.
    await loadStrictly(pyodide.loadPackage, ["micropip"], !isOurs);
    if (isOurs) listFromAfar(pyodide);
    importMicropip(pyodide);
  }
  const packages = pyodide.pyimport("offthread._packages");
  // micropip appends "/NAME/" to a URL that has no place for the name.
  const reason = await packages.install(names, indexURLs.map((url) => url.replace(/\/$/, "")));
  if (reason) throw new Error(reason);
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

/** micropip takes Pyodide's function for its list when it is imported, and is to have ours. @param {any} pyodide */
function importMicropip(pyodide) {
  const { loadPackage } = pyodide;
  pyodide.loadPackage = (/** @type {string[]} */ names) => loadStrictly(loadPackage, names, true);
  try {
    pyodide.pyimport("micropip").destroy();
  } finally {
    pyodide.loadPackage = loadPackage;
  }
}
