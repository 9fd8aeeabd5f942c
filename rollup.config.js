// Builds dist/: the page's script, its half of the bridge, the worker, the service worker, the style sheet, our Python
// library as one JSON file, and the interpreters as their packages ship them. `npm run build` calls it.
//
// Page, bridge and worker are built apart, so that none has to load what another needs; what two of them need is in
// both. The bridge could be no chunk of the page's script: where chunk and script share code, the one imports the other,
// and by a URL without the query that the page may have added. Files that are loaded by name have fixed names; everything
// else that is loaded on demand is in dist/chunks/.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { INTERPRETERS } from "./interpreters/index.js";
import { VERSIONS } from "./main_thread/config/interpreter.js";
import { types } from "./main_thread/types.js";
import { VERSION } from "./main_thread/version.js";

const require = createRequire(import.meta.url);
const DIST = "dist";
const PYTHON = "worker/python";

/** Packages of interpreters and the files of each that a browser needs. @type {Record<string, [package: string, files: string[]]>} */
const INTERPRETER_FILES = {
  pyodide: [
    "pyodide",
    ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"],
  ],
  micropython: ["@micropython/micropython-webassembly-pyscript", ["micropython.mjs", "micropython.wasm"]],
};

/**
 * What packages that ship no text of their license ask to be told with copies of them.
 * @type {Record<string, string>}
 */
const NOTICES = {
  pyodide: `The source code is at https://github.com/pyodide/pyodide, the license at https://www.mozilla.org/MPL/2.0/.
It contains CPython, under the license at https://docs.python.org/3/license.html.`,
  "@micropython/micropython-webassembly-pyscript": `Copyright (c) 2013-2025 Damien P. George

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
};

/** Folders of the packages that dist/ has something of: those known here, and those whose code is bundled. */
const thirdParty = new Set(Object.values(INTERPRETER_FILES).map(([name]) => path.resolve("node_modules", name)));

checkLists();

/** What is written in two places, for the reasons given there, must agree. */
function checkLists() {
  const { version, devDependencies } = require("./package.json");
  /** @type {Record<string, string>} */
  const pinned = devDependencies;
  if (version !== VERSION) throw new Error(`main_thread/version.js says ${VERSION}, package.json ${version}`);
  for (const { name, interpreter } of types.values()) {
    if (!INTERPRETERS[interpreter]) throw new Error(`main_thread/types.js: interpreters/index.js does not know that of ${name}`);
  }
  for (const { folder } of Object.values(INTERPRETERS)) {
    if (!folder) continue;
    if (!INTERPRETER_FILES[folder]) throw new Error(`rollup.config.js does not say what interpreters/${folder}/ needs`);
    const shipped = pinned[INTERPRETER_FILES[folder][0]];
    const said = /** @type {Record<string, string>} */ (VERSIONS)[folder];
    if (said !== shipped) throw new Error(`main_thread/config/interpreter.js says ${folder} ${said}, package.json ${shipped}`);
  }
}

/** Put everything that is not JavaScript of ours into dist/. @returns {import("rollup").Plugin} */
function assets() {
  return {
    name: "assets",
    async buildStart() {
      for (const file of await sources(PYTHON)) this.addWatchFile(file);
      this.addWatchFile("main_thread/offthread.css");
    },
    async writeBundle() {
      await cp("main_thread/offthread.css", `${DIST}/offthread.css`);
      await writeFile(`${DIST}/python.json`, JSON.stringify(await library()));
      const { compileTable } = await import("./sync_bridge/web_idl/compile.js");
      await writeFile(`${DIST}/interfaces.json`, JSON.stringify(await compileTable()));
      for (const [folder, [name, files]] of Object.entries(INTERPRETER_FILES)) {
        await mkdir(`${DIST}/interpreters/${folder}`, { recursive: true });
        for (const file of files) {
          await cp(path.join("node_modules", name, file), `${DIST}/interpreters/${folder}/${file}`);
        }
      }
    },
  };
}

/** The Python library: the text of each file by its path. @returns {Promise<Record<string, string>>} */
async function library() {
  const entries = (await sources(PYTHON)).map(async (file) => {
    const name = path.relative(PYTHON, file).split(path.sep).join("/");
    return [name, await readFile(file, "utf8")];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** @param {string} folder @returns {Promise<string[]>} */
async function sources(folder) {
  if (!existsSync(folder)) return [];
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** Chunks of an earlier build would be shipped for ever. @returns {import("rollup").Plugin} */
function clean() {
  return { name: "clean", buildStart: () => rm(`${DIST}/chunks`, { recursive: true, force: true }) };
}

/**
 * The page loads one file before anything runs, and it must be that file which knows where it came from. The bridge is
 * loaded by that file, and by its name alone.
 *
 * @returns {import("rollup").Plugin}
 */
function alone() {
  return {
    name: "alone",
    generateBundle(_, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === "chunk" && output.isEntry && output.imports.length) {
          this.error(`${output.fileName} needs ${output.imports}: what is loaded on demand must not import it`);
        }
      }
    },
  };
}

/**
 * Tables of constants become their values: a minifier must leave frozen objects alone, and nobody outside of a bundle
 * could change these. A table is `const NAME = Object.freeze({ NAME: value, … })`. The text keeps its length, so that
 * source maps need no change.
 *
 * @returns {import("rollup").Plugin}
 */
function constants() {
  return {
    name: "constants",
    transform(code) {
      for (const { start, end } of this.parse(code).body.flatMap(frozenTables)) {
        const table = code.slice(start, end).replace(/^Object\.freeze\(/, (call) => " ".repeat(call.length));
        code = `${code.slice(0, start)}${table.slice(0, -1)} ${code.slice(end)}`;
      }
      return { code, map: null };
    },
  };
}

/** The calls that freeze the tables of a statement, as places in the text. @param {any} statement of an ESTree */
function frozenTables(statement) {
  const { kind, declarations } = statement.declaration ?? statement;
  if (kind !== "const") return [];
  return declarations
    .filter((/** @type {any} */ { id, init }) => /^[A-Z_]+$/.test(id.name) && isFrozenTable(init))
    .map((/** @type {any} */ { init }) => init);
}

/** @param {any} init @returns {boolean} */
function isFrozenTable(init) {
  if (init?.type !== "CallExpression" || init.callee.object?.name !== "Object") return false;
  if (init.callee.property.name !== "freeze" || init.arguments[0]?.type !== "ObjectExpression") return false;
  return init.arguments[0].properties.every((/** @type {any} */ { key }) => /^[A-Z_]+$/.test(key?.name));
}

/** Fill in interpreters/sizes.js, from what is in dist/ by then. @returns {import("rollup").Plugin} */
function sizes() {
  const folder = `${DIST}/interpreters`;
  return {
    name: "sizes",
    async transform(code, id) {
      if (!id.endsWith(path.join("interpreters", "sizes.js"))) return null;
      const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const entries = files.map(async ({ name, parentPath }) => {
        const { size } = await stat(path.join(parentPath, name));
        return [`${path.basename(parentPath)}/${name}`, size];
      });
      const table = Object.fromEntries((await Promise.all(entries)).sort());
      return { code: code.replace("SIZES = {}", `SIZES = ${JSON.stringify(table)}`), map: null };
    },
  };
}

/** Fill in interpreters/build.js, from what is in dist/ by then. @returns {import("rollup").Plugin} */
function build() {
  const files = INTERPRETER_FILES.pyodide[1].map((name) => `${DIST}/interpreters/pyodide/${name}`);
  return {
    name: "build",
    async transform(code, id) {
      if (!id.endsWith(path.join("interpreters", "build.js"))) return null;
      const hash = createHash("sha256");
      for (const file of [...files, `${DIST}/python.json`]) hash.update(await readFile(file));
      return { code: code.replace('BUILD = ""', `BUILD = "${hash.digest("hex").slice(0, 32)}"`), map: null };
    },
  };
}

/** Keep dist/THIRD_PARTY_LICENSES.txt true: what the packages ask for whose code is in dist/. @returns {import("rollup").Plugin} */
function licenses() {
  return {
    name: "licenses",
    async writeBundle() {
      for (const id of this.getModuleIds()) {
        const folder = id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
        if (folder) thirdParty.add(folder);
      }
      const notices = await Promise.all([...thirdParty].sort().map(notice));
      await writeFile(`${DIST}/THIRD_PARTY_LICENSES.txt`, notices.join(`\n\n${"-".repeat(80)}\n\n`));
    },
  };
}

/** @param {string} folder of a package @returns {Promise<string>} */
async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(path.join(folder, file), "utf8") : NOTICES[name];
  if (!text) throw new Error(`${name} has no file with its license, and rollup.config.js no notice for it`);
  return `${name} ${version} (${license})\n\n${text.trim()}`;
}

/** A warning in our own code is an error. @param {import("rollup").RollupLog} warning */
function fail(warning) {
  if (!warning.ids?.some((id) => id.includes("node_modules"))) throw new Error(warning.message);
}

/**
 * What of the bridge others see and the minifier must not rename: all other properties get short names, apart from those that
 * browsers know and those that are written in quotation marks.
 */
const SEEN_BY_OTHERS = [
  // errors: their classes, what they tell, the limits they name
  ["BridgeError", "LimitError", "EncodeError", "ReferenceLost", "ProtocolError", "traceback", "facts", "failure"],
  ["payloadBytes", "depth", "bigintBytes"],
  // messages between page and worker (sync_bridge/protocol.js)
  ["offthread", "id", "wanted", "flags", "payload", "status", "callables", "callable", "milliseconds"],
  // options of listeners (sync_bridge/far_end/page_listeners.js)
  ["sync", "urgent", "prevent_default", "stop_propagation", "when", "coalesce"],
  // what the page's script gives to the bridge, and asks of it (sync_bridge/far_end/index.js)
  ["FarEnd", "limits", "onError", "watcher", "pause", "resume", "close", "syncDeadlineMs", "services", "invoke", "onCorrupt"],
  ["interrupt", "ready", "stats", "references", "pending"],
  ["commands", "replies", "wakeups", "yields", "roundTrips"],
].flat();

/** What browsers know as well, but is here only a name of our own. */
const OURS_ALONE = /^(offset|view|bytes|frame|channel|command|listeners|closed|buffers|receiver|release|commit|extension)$/;

/**
 * Only entries have their properties renamed: chunks are minified apart, and meet them and each other by name.
 *
 * @param {boolean} module @param {boolean} renames
 * @returns {import("rollup").OutputPlugin[]}
 */
function minify(module, renames) {
  const options = { module, ecma: /** @type {2020} */ (2020), compress: { passes: 3 } };
  if (!renames) return [terser(options)];
  const ours = { builtins: true, regex: OURS_ALONE, keep_quoted: true };
  const others = { reserved: SEEN_BY_OTHERS, keep_quoted: true };
  return [
    only(true, terser({ ...options, compress: false, mangle: { properties: ours } })),
    only(true, terser({ ...options, mangle: { properties: others } })),
    only(false, terser(options)),
  ];
}

/** A plugin for the entry or for the chunks. @param {boolean} entry @param {any} plugin @returns {import("rollup").OutputPlugin} */
function only(entry, plugin) {
  return {
    name: plugin.name,
    renderChunk(...args) {
      return args[1].isEntry === entry ? plugin.renderChunk.apply(this, args) : null;
    },
  };
}

/** @param {string} prefix of the chunks @param {"es" | "iife"} [format] @returns {import("rollup").OutputOptions} */
function output(prefix, format = "es") {
  return {
    dir: DIST,
    format,
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: `chunks/${prefix}-[name].js`,
    generatedCode: "es2015",
    plugins: minify(format === "es", prefix === "bridge"),
  };
}

/** @type {import("rollup").RollupOptions[]} */
export default [
  {
    input: { offthread: "main_thread/index.js" },
    output: output("page"),
    plugins: [clean(), resolve(), constants(), alone(), assets(), licenses()],
    onwarn: fail,
  },
  {
    input: { bridge: "sync_bridge/far_end/index.js" },
    output: output("bridge"),
    plugins: [constants(), alone()],
    onwarn: fail,
  },
  {
    input: { worker: "worker/index.js" },
    output: output("worker"),
    plugins: [resolve(), sizes(), build(), licenses()],
    onwarn: fail,
  },
  {
    input: { keeper: "worker/persist/keeper.js" },
    output: output("keeper"),
    plugins: [alone()],
    onwarn: fail,
  },
  {
    input: { "worker-api": "worker/javascript/entry.js" },
    output: output("worker-api"),
    plugins: [alone()],
    onwarn: fail,
  },
  {
    input: { xworker: "main_thread/xworker_entry.js" },
    output: output("xworker"),
    plugins: [resolve(), alone(), licenses()],
    onwarn: fail,
  },
  {
    input: { storage: "main_thread/storage_entry.js" },
    output: output("storage"),
    plugins: [resolve(), alone(), licenses()],
    onwarn: fail,
  },
  {
    input: { "service-worker": "main_thread/service_worker.js" },
    output: output("service-worker", "iife"),
    onwarn: fail,
  },
];
