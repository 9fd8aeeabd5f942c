// Lines in shared memory, on their way from a worker that prints faster than a page can take messages to the page, which
// empties the ring now and then (main_thread/line_reader.js). Used by both sides; stdio.js says when.
//
// Whoever reads holds the lock, so that the worker can read its own lines where the page does not come to it. A record is
// a word with the kind of the line in its upper byte and the number of its bytes below, then the bytes of its UTF-8,
// padded to whole words. Counters count bytes and wrap, as those of the bridge do.

/** What a line is, and what the console calls that. Only the first is standard output. */
export const KINDS = Object.freeze(["log", "warn", "debug", "info", "warn", "error"]);

const HEAD = 0; // bytes ever written
const TAIL = 1; // bytes ever read
const LOCK = 2; // 1 while somebody reads
const OPEN = 3; // 1 while lines go into the ring
const HEADER_BYTES = 64;
const RING_BYTES = 256 * 1024; // a power of two
/** A longer line does not go into the ring. */
export const LONGEST_BYTES = RING_BYTES / 4;

export class LineRing {
  #encoder = new TextEncoder();
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @param {SharedArrayBuffer} [buffer] of a ring that is there already */
  constructor(buffer = new SharedArrayBuffer(HEADER_BYTES + RING_BYTES)) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.records = new Int32Array(buffer, HEADER_BYTES);
    this.bytes = new Uint8Array(buffer, HEADER_BYTES);
  }

  get isOpen() {
    return Atomics.load(this.words, OPEN) === 1;
  }

  /** @param {boolean} isOpen */
  set isOpen(isOpen) {
    Atomics.store(this.words, OPEN, isOpen ? 1 : 0);
  }

  get isEmpty() {
    return Atomics.load(this.words, HEAD) === Atomics.load(this.words, TAIL);
  }

  /** @param {string} line @returns {Uint8Array} */
  encode(line) {
    return this.#encoder.encode(line);
  }

  /**
   * Write a line, if there is room for it.
   *
   * @param {number} kind @param {Uint8Array} line
   * @returns {boolean}
   */
  put(kind, line) {
    const head = Atomics.load(this.words, HEAD);
    const used = (head - Atomics.load(this.words, TAIL)) | 0;
    const size = 4 + ((line.length + 3) & ~3);
    if (used + size > RING_BYTES) return false;
    let at = head & (RING_BYTES - 1);
    this.records[at >> 2] = (kind << 24) | line.length;
    at = (at + 4) & (RING_BYTES - 1);
    const first = Math.min(line.length, RING_BYTES - at);
    this.bytes.set(line.subarray(0, first), at);
    this.bytes.set(line.subarray(first), 0);
    Atomics.store(this.words, HEAD, (head + size) | 0);
    return true;
  }

  /**
   * Read lines, unless somebody else does.
   *
   * @param {(kind: number, lines: string[]) => void} take gets lines of one kind that follow each other
   * @param {() => boolean} [isEnough] asked after some lines
   */
  read(take, isEnough = () => false) {
    if (Atomics.compareExchange(this.words, LOCK, 0, 1) !== 0) return;
    try {
      while (!this.isEmpty && !isEnough()) take(...this.#some());
    } finally {
      Atomics.store(this.words, LOCK, 0);
      Atomics.notify(this.words, TAIL);
    }
  }

  /** Lines of one kind, as many as one message may have. @returns {[kind: number, lines: string[]]} */
  #some() {
    const head = Atomics.load(this.words, HEAD);
    let tail = Atomics.load(this.words, TAIL);
    const kind = this.records[(tail & (RING_BYTES - 1)) >> 2] >>> 24;
    const lines = [];
    for (let bytes = 0; tail !== head && bytes < LONGEST_BYTES; ) {
      const at = tail & (RING_BYTES - 1);
      const record = this.records[at >> 2];
      if (record >>> 24 !== kind) break;
      const length = record & 0xffffff;
      lines.push(this.#text((at + 4) & (RING_BYTES - 1), length));
      bytes += length;
      tail = (tail + 4 + ((length + 3) & ~3)) | 0;
    }
    Atomics.store(this.words, TAIL, tail);
    return [kind, lines];
  }

  /** @param {number} at @param {number} length */
  #text(at, length) {
    // A decoder takes no shared memory.
    const copy = new Uint8Array(length);
    const first = Math.min(length, RING_BYTES - at);
    copy.set(this.bytes.subarray(at, at + first));
    copy.set(this.bytes.subarray(0, length - first), first);
    return this.#decoder.decode(copy);
  }

  /**
   * Wait until somebody has read something. Workers may, pages may not.
   *
   * @param {number} ms at most
   * @returns {boolean} whether there is more room than before
   */
  waitForRoom(ms) {
    const tail = Atomics.load(this.words, TAIL);
    Atomics.wait(this.words, TAIL, tail, ms);
    return Atomics.load(this.words, TAIL) !== tail;
  }
}
