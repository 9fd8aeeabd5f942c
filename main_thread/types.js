// The types of scripts: those that are there from the beginning, and those that pages define.
//
// The page needs no more than these names; interpreters/index.js says what the interpreters are, and it belongs to the
// worker's bundle. The build fails if the two lists differ. custom_types.js adds to the table.

/**
 * What a page says of a type of its own: see docs/hooks.md.
 *
 * @typedef {object} Definition
 * @property {string} interpreter "pyodide", "micropython", or the name of a type
 * @property {object | string} [config]
 * @property {string} [configURL] what the relative URLs of `config` are relative to
 * @property {string} [version]
 * @property {string} [env] default: the type's name
 * @property {(error: unknown, element?: any) => void} [onerror] is told instead of the console and the page
 * @property {{ main?: Record<string, any>, worker?: Record<string, any> }} [hooks]
 */

/**
 * @typedef {object} Type
 * @property {string} name the value of a script's `type` attribute, and the prefix of its events
 * @property {string} interpreter a name of interpreters/index.js
 * @property {string} element name of the elements that are scripts of this type as well, "" where there are none
 * @property {boolean} isKernel one that PolyScript knows by the name of its interpreter: scripts with different configs do not
 *   share a worker, and have no `pyscript`-like elements
 * @property {boolean} needsWorker whether only scripts with the attribute `worker` are of this type: browsers leave
 *   `<script type="javascript">` alone, and so do we
 * @property {Definition | null} custom what a page has defined
 */

/** @param {string} name @param {string} interpreter @param {boolean} isKernel @returns {[string, Type]} */
const builtIn = (name, interpreter, isKernel) => [
  name,
  { name, interpreter, element: isKernel ? "" : `${name}-script`, isKernel, needsWorker: name === "javascript", custom: null },
];

/** All types, by name. @type {Map<string, Type>} */
export const types = new Map([
  builtIn("py", "pyodide", false),
  builtIn("mpy", "micropython", false),
  builtIn("pyodide", "pyodide", true),
  builtIn("micropython", "micropython", true),
  builtIn("javascript", "javascript", true),
]);
