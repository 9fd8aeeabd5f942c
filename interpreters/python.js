// What the adapters of both Pythons share: where the library and packages go, and how Python's errors come out.

import { PythonError } from "../sync_bridge/errors.js";

/** Absolute folder of the library and of installed packages, by interpreter. */
export const SITE_PACKAGES = Object.freeze({ pyodide: "/lib/python3.14/site-packages", micropython: "/lib" });

/**
 * The error for what Python's `describe` says of an exception.
 * @param {(index: number) => any} field type, message, traceback, file, line
 */
export function pythonError(field) {
  const [type, message, traceback, file, line] = [0, 1, 2, 3, 4].map(field);
  return new PythonError(message ? `${type}: ${message}` : type, { type, traceback, file, line });
}

/**
 * Write a file with the folders it needs into an Emscripten file system.
 * @param {any} FS @param {string} path @param {Uint8Array | string} content
 */
export function writeFile(FS, path, content) {
  const folder = path.slice(0, path.lastIndexOf("/"));
  if (folder) makeFolders(FS, folder);
  FS.writeFile(path, content);
}

/**
 * Write many files below a folder, without looking for each of the folders anew.
 * @param {any} FS @param {string} folder @param {Record<string, Uint8Array | string>} files
 */
export function writeFiles(FS, folder, files) {
  const known = new Set();
  for (const [path, content] of Object.entries(files)) {
    const within = `${folder}/${path.slice(0, path.lastIndexOf("/") + 1)}`;
    if (!known.has(within)) makeFolders(FS, within);
    known.add(within);
    FS.writeFile(`${folder}/${path}`, content);
  }
}

/**
 * Put what is in an archive into a folder.
 * @param {any} FS @param {string} folder @param {Uint8Array} bytes
 */
export async function unpackInto(FS, folder, bytes) {
  const { unpack } = await import("../worker/archives/unpack.js");
  for (const { path, content } of await unpack(bytes)) writeFile(FS, `${folder}/${path}`, content);
}

/** @param {any} FS @param {string} path */
function makeFolders(FS, path) {
  const absolute = path.startsWith("/");
  let at = absolute ? "" : ".";
  for (const part of path.split("/")) {
    if (!part) continue;
    at += `/${part}`;
    if (!FS.analyzePath(at).exists) FS.mkdir(at);
  }
}
