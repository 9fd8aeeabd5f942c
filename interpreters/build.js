// What a memory that is kept for the next visit depends on, as one number: Pyodide's files and our Python library. Another
// build, even of the same version, has another one.
//
// The build fills it in (rollup.config.js), from what is in dist/ by then.

export const BUILD = "";
