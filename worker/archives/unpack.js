// The files in an archive: zip (and so whl), tar, and tar in gzip, told apart by how they begin and not by their names,
// as servers may have unpacked the gzip on the way.
//
// boot.js unpacks what a config wants to have extracted; the interpreters' adapters unpack packages. Nothing here
// writes a file: whoever does can rely on paths that stay below the folder they are put in.

import { decompress, DamagedArchive } from "./damaged.js";
import { readTar } from "./tar.js";
import { readZip } from "./zip.js";

export { DamagedArchive };

/** @typedef {{ path: string, content: Uint8Array }} ArchivedFile its path is relative and stays within its folder */

/**
 * Unpack an archive.
 *
 * @param {Uint8Array} bytes
 * @returns {Promise<ArchivedFile[]>} files only, in the order of the archive
 * @throws {DamagedArchive} with what is wrong, and with which file
 */
export async function unpack(bytes) {
  const files = await read(bytes);
  return files.map(({ path, content }) => ({ path: relative(path), content }));
}

/** @param {Uint8Array} bytes @returns {Promise<ArchivedFile[]>} */
async function read(bytes) {
  const [first, second] = bytes;
  if (first === 0x1f && second === 0x8b) return readTar(await decompress(bytes, "gzip", "the archive"));
  if (first === 0x50 && second === 0x4b) return readZip(bytes);
  return readTar(bytes);
}

/**
 * A path in an archive, as one below a folder. Files elsewhere are refused: an archive may be of anybody's making.
 * @param {string} path
 */
function relative(path) {
  const parts = path.replaceAll("\\", "/").split("/");
  if (parts[0] === "" || /^[a-z]:$/i.test(parts[0]) || parts.includes("..") || path.includes("\0")) {
    throw new DamagedArchive(`it has a file outside of itself: ${JSON.stringify(path)}`);
  }
  return parts.filter((part) => part !== "" && part !== ".").join("/");
}
