// Zip archives, and so wheels: the files that the directory at the end lists, stored or deflated (PKWARE's APPNOTE.TXT).

import { checksum } from "./checksum.js";
import { DamagedArchive, decompress } from "./damaged.js";

const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** What stands in a field whose value is elsewhere, as it needs more than 32 bits. */
const ELSEWHERE = 0xffffffff;

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<import("./unpack.js").ArchivedFile[]>} with their paths as they are written there
 */
export async function readZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (at === ELSEWHERE) throw new DamagedArchive("it is too large a zip archive (zip64)");
  const files = [];
  for (let index = 0; index < count; index++) {
    const entry = readEntry(view, at);
    at = entry.next;
    if (!entry.path.endsWith("/")) files.push({ path: entry.path, content: await contentOf(bytes, view, entry) });
  }
  return files;
}

/** The end of the directory stands before a comment of up to 64 KiB. @param {DataView} view */
function findEnd(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === DIRECTORY_END) return at;
  }
  throw new DamagedArchive("the zip archive's end is missing");
}

/** @param {DataView} view @param {number} at */
function readEntry(view, at) {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
    throw new DamagedArchive("the zip archive's directory is damaged");
  }
  const number = (/** @type {number} */ offset) => view.getUint32(at + offset, true);
  const short = (/** @type {number} */ offset) => view.getUint16(at + offset, true);
  const nameLength = short(28);
  const next = at + 46 + nameLength + short(30) + short(32);
  const name = new Uint8Array(view.buffer, view.byteOffset + at + 46, Math.min(nameLength, view.byteLength - at - 46));
  const path = new TextDecoder().decode(name);
  return { path, flags: short(8), method: short(10), crc: number(16), size: number(20), start: number(42), next };
}

/** @param {Uint8Array} bytes @param {DataView} view @param {ReturnType<typeof readEntry>} entry */
async function contentOf(bytes, view, { path, flags, method, crc, size, start }) {
  if (flags & ENCRYPTED) throw new DamagedArchive(`${path} is encrypted`);
  if (size === ELSEWHERE || start === ELSEWHERE) throw new DamagedArchive(`${path} is too large for it (zip64)`);
  if (method !== STORED && method !== DEFLATED) {
    throw new DamagedArchive(`${path} is compressed in a way (${method}) that is not supported`);
  }
  if (start + 30 > view.byteLength) throw new DamagedArchive(`${path} is missing`);
  // Each file has a header of its own, whose length only that header tells.
  const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  if (from + size > view.byteLength) throw new DamagedArchive(`${path} ends too early`);
  const data = bytes.subarray(from, from + size);
  const content = method === STORED ? data : await decompress(data, "deflate-raw", path);
  if (checksum(content) !== crc) throw new DamagedArchive(`${path} is damaged, as its checksum says`);
  return content;
}
