// The types of scripts: those that are there from the beginning, and those that pages define.
//
// The page needs no more than these names; interpreters/index.js says what the interpreters are, and it belongs to the
// worker's bundle. The build fails if the two lists differ. custom_types.js adds to the table.

/**
 * @typedef {object} Type
 * @property {string} name the value of a script's `type` attribute, and the prefix of its events
 * @property {string} interpreter a name of interpreters/index.js
 * @property {string} element name of the elements that are scripts of this type as well, "" where there are none
 * @property {boolean} isKernel one that PolyScript knows by the name of its interpreter: scripts with different configs do not
 *   share a worker, and have no `pyscript`-like elements
 * @property {import("./custom_types.js").Definition | null} custom what a page has defined
 */

/** @param {string} name @param {string} interpreter @param {boolean} isKernel @returns {[string, Type]} */
const builtIn = (name, interpreter, isKernel) => [
  name,
  { name, interpreter, element: isKernel ? "" : `${name}-script`, isKernel, custom: null },
];

/** All types, by name. @type {Map<string, Type>} */
export const types = new Map([
  builtIn("py", "pyodide", false),
  builtIn("mpy", "micropython", false),
  builtIn("pyodide", "pyodide", true),
  builtIn("micropython", "micropython", true),
]);

/** Matches every element that is a script of ours. */
export function selector() {
  return [...types.values()]
    .flatMap(({ name, element }) => [`script[type="${CSS.escape(name)}"]`, ...(element ? [element] : [])])
    .join();
}

/** The type of an element that matches `selector()`. @param {Element} element @returns {Type | undefined} */
export function typeOf({ localName, attributes }) {
  if (localName === "script") return types.get((attributes.getNamedItem("type")?.value ?? "").trim().toLowerCase());
  for (const type of types.values()) if (type.element === localName) return type;
  return undefined;
}
