// What a worker has of a file of /persist while that is open: its bytes, and which of them are not written yet.

const PAGE_BYTES = 4096;

export class FileContents {
  /** As many as there is room for, of which `size` count; null where they are not here. @type {Uint8Array | null} */
  bytes = null;
  size = 0;
  /** The version that the changes are changes of. @type {string | null} */
  base = null;
  /** Streams of it. */
  opens = 0;
  /** It has been removed, and lives as long as somebody has it open. */
  isGone = false;
  /** Whether all of it is new, whatever was there. */
  #isWhole = false;
  /** Changed pages, by number; null where nothing is changed. @type {Set<number> | null} */
  #pages = null;
  /** Where what was appended begins, if nothing else was done; or -1. */
  #appendedFrom = -1;

  get isChanged() {
    return this.#pages !== null;
  }

  get isInUse() {
    return this.opens > 0 || this.isChanged;
  }

  /** Whether it is changed by nothing but what was appended. */
  get isAppended() {
    return this.isChanged && this.#appendedFrom >= 0;
  }

  /** @param {Uint8Array} bytes as they are kept @param {string | null} version */
  fill(bytes, version) {
    this.bytes = new Uint8Array(bytes);
    this.size = bytes.length;
    this.base = version;
  }

  /** Begin anew, with nothing in it. */
  replace() {
    this.bytes = new Uint8Array(0);
    this.size = 0;
    this.#pages = new Set();
    this.#isWhole = true;
    this.#appendedFrom = -1;
  }

  /** The same, of a file that is new: what is appended goes after what others may have made by then. */
  create() {
    this.replace();
    this.base = "";
    this.#appendedFrom = 0;
  }

  /** Its bytes are not needed, or not true. */
  drop() {
    this.bytes = null;
    this.#pages = null;
    this.#isWhole = false;
    this.#appendedFrom = -1;
  }

  /** @param {number} position @param {number} length */
  read(position, length) {
    return /** @type {Uint8Array} */ (this.bytes).subarray(position, Math.min(position + length, this.size));
  }

  /** @param {number} position @param {Uint8Array} bytes @param {boolean} isAppended */
  write(position, bytes, isAppended) {
    if (!this.#pages) this.#appendedFrom = isAppended ? this.size : -1;
    else if (!isAppended) this.#appendedFrom = -1;
    const pages = (this.#pages ??= new Set());
    const end = position + bytes.length;
    // What lies between the old end and the new bytes is new as well.
    const first = Math.min(position, this.size);
    this.#reserve(end);
    /** @type {Uint8Array} */ (this.bytes).set(bytes, position);
    this.size = Math.max(this.size, end);
    for (let page = Math.floor(first / PAGE_BYTES); page * PAGE_BYTES < end; page++) pages.add(page);
  }

  /** @param {number} size */
  resize(size) {
    const pages = (this.#pages ??= new Set());
    this.#appendedFrom = -1;
    this.#reserve(size);
    if (size < this.size) /** @type {Uint8Array} */ (this.bytes).fill(0, size, this.size);
    else for (let page = Math.floor(this.size / PAGE_BYTES); page * PAGE_BYTES < size; page++) pages.add(page);
    this.size = size;
  }

  /** What is to be written. */
  changes() {
    const { size } = this;
    const base = !this.#isWhole ? this.base : this.base === "" && this.isAppended ? "" : null;
    const ranges = this.#isWhole ? whole(size) : rangesOf(/** @type {Set<number>} */ (this.#pages), size);
    const bytes = new Uint8Array(ranges.reduce((sum, [, length]) => sum + length, 0));
    let at = 0;
    for (const [start, length] of ranges) {
      bytes.set(/** @type {Uint8Array} */ (this.bytes).subarray(start, start + length), at);
      at += length;
    }
    return { size, base, ranges, bytes };
  }

  /** What was appended. */
  tail() {
    return /** @type {Uint8Array} */ (this.bytes).slice(this.#appendedFrom, this.size);
  }

  /** The changes are written. @param {string | null} version */
  settle(version) {
    this.base = version;
    this.#pages = null;
    this.#isWhole = false;
    this.#appendedFrom = -1;
  }

  /** @param {number} size */
  #reserve(size) {
    const bytes = /** @type {Uint8Array} */ (this.bytes);
    if (size <= bytes.length) return;
    const larger = new Uint8Array(Math.max(size, Math.min(bytes.length * 2, bytes.length + (1 << 24))));
    larger.set(bytes.subarray(0, this.size));
    this.bytes = larger;
  }
}

/** @param {number} size @returns {[start: number, length: number][]} */
function whole(size) {
  return size ? [[0, size]] : [];
}

/** @param {Set<number>} pages @param {number} size @returns {[start: number, length: number][]} neighbours are one range */
function rangesOf(pages, size) {
  /** @type {[start: number, length: number][]} */
  const ranges = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const start = page * PAGE_BYTES;
    const length = Math.min(PAGE_BYTES, size - start);
    if (length <= 0) continue;
    const last = ranges.at(-1);
    if (last && last[0] + last[1] === start) last[1] += length;
    else ranges.push([start, length]);
  }
  return ranges;
}
