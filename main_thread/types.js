// The values of a script's `type` attribute that are ours.
//
// The page needs no more than these names; interpreters/index.js says what they mean, and it belongs to the worker's
// bundle. The build fails if the two lists differ.

export const TYPES = Object.freeze(["py", "mpy", "pyodide", "micropython"]);
