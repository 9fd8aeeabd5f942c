// How many bytes the files of our own interpreters have, so that a worker can tell how much of them is there: what a server
// sends compressed has another length on its way.
//
// The build fills the table in (rollup.config.js): `folder/file` below dist/interpreters/, and the size.

/** @type {Record<string, number>} */
export const SIZES = {};

/**
 * @param {string} url of a file
 * @param {string} indexURL of the folder of the interpreter of ours that it may belong to
 * @returns {number | undefined}
 */
export function sizeOf(url, indexURL) {
  return url.startsWith(indexURL) ? SIZES[url.split("/").slice(-2).join("/")] : undefined;
}
