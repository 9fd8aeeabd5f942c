// Tar archives: ustar, with the longer names and sizes that POSIX (pax) and GNU have added since.

import { DamagedArchive } from "./damaged.js";

const BLOCK = 512;
/** What a header is of, by its type flag. */
const FILE = "0";
const HARD_LINK = "1";
const SYMBOLIC_LINK = "2";
const CONTIGUOUS_FILE = "7";
const PAX = "x";
const PAX_FOR_ALL = "g";
const GNU_NAME = "L";
const GNU_LINK = "K";

const decoder = new TextDecoder();

/**
 * @param {Uint8Array} bytes
 * @returns {import("./unpack.js").ArchivedFile[]} with their paths as they are written there
 */
export function readTar(bytes) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  /** @type {[path: string, target: string][]} */
  const links = [];
  /** What the headers before a file say of it. @type {Record<string, string>} */
  let said = {};
  for (let at = 0; !isEnd(bytes, at); ) {
    const header = readHeader(bytes, at);
    const size = Number(said.size ?? header.size);
    const start = at + BLOCK;
    if (start + size > bytes.length) throw new DamagedArchive(`${said.path ?? header.path} ends too early`);
    const content = bytes.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (header.type === PAX) said = { ...said, ...readPax(content) };
    else if (header.type === GNU_NAME) said.path = textOf(content);
    else if (header.type === GNU_LINK) said.linkpath = textOf(content);
    else if (header.type !== PAX_FOR_ALL) {
      const path = said.path ?? header.path;
      const target = said.linkpath ?? header.target;
      if (header.type === FILE || header.type === CONTIGUOUS_FILE) {
        if (!path.endsWith("/")) files.set(path, content);
      } else if (header.type === HARD_LINK) links.push([path, target]);
      else if (header.type === SYMBOLIC_LINK) links.push([path, beside(path, target)]);
      said = {};
    }
  }
  for (const [path, target] of links) {
    const content = files.get(target);
    if (!content) throw new DamagedArchive(`${path} is a link to ${target}, which is no file in it`);
    files.set(path, content);
  }
  return [...files].map(([path, content]) => ({ path, content }));
}

/** Two blocks of zeros end an archive; some end with one, or with none. @param {Uint8Array} bytes @param {number} at */
function isEnd(bytes, at) {
  if (at > 0 && at >= bytes.length) return true;
  return bytes.length - at >= BLOCK && bytes.subarray(at, at + BLOCK).every((byte) => byte === 0);
}

/** @param {Uint8Array} bytes @param {number} at */
function readHeader(bytes, at) {
  const block = bytes.subarray(at, at + BLOCK);
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (block.length < BLOCK || numberAt(block, 148, 8) !== sum) {
    throw new DamagedArchive(at === 0 ? "it begins as no archive does" : `the tar archive is damaged at byte ${at}`);
  }
  /** @param {number} start @param {number} length */
  const text = (start, length) => textOf(block.subarray(start, start + length));
  const name = text(0, 100);
  // GNU's own format has other things in the place of the prefix.
  const prefix = text(257, 6) === "ustar" ? text(345, 155) : "";
  // Archives from before POSIX have no type for a file.
  const type = text(156, 1) || FILE;
  return { path: prefix ? `${prefix}/${name}` : name, size: numberAt(block, 124, 12), type, target: text(157, 100) };
}

/**
 * Octal digits; or where these are too few, GNU's binary number.
 * @param {Uint8Array} block @param {number} start @param {number} length
 */
function numberAt(block, start, length) {
  const field = block.subarray(start, start + length);
  if (field[0] & 0x80) return field.reduce((value, byte, index) => value * 256 + (index ? byte : byte & 0x7f), 0);
  return parseInt(textOf(field).trim() || "0", 8);
}

/** Lines of "length key=value", where the length counts the whole line in bytes. @param {Uint8Array} content */
function readPax(content) {
  /** @type {Record<string, string>} */
  const said = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = Number(decoder.decode(content.subarray(at, space)));
    if (space < 0 || !(length > 0)) throw new DamagedArchive("one of its pax headers is damaged");
    const line = decoder.decode(content.subarray(space + 1, at + length - 1));
    const equals = line.indexOf("=");
    said[line.slice(0, equals)] = line.slice(equals + 1);
    at += length;
  }
  return said;
}

/** Where a link leads that is relative to its own folder. @param {string} path @param {string} target */
function beside(path, target) {
  if (target.startsWith("/")) return target;
  const parts = path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** The text up to the first NUL. @param {Uint8Array} field */
function textOf(field) {
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}
