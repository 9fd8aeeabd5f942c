// The memory of an interpreter as bytes that can be shared and stored: its pages, without those that are only zeros, and
// what else belongs to it.
//
//   words   what
//   1       MAGIC
//   1       bytes of the whole memory
//   1       bytes of the text
//   1       number of runs of pages
//   2 each  a run: its first page, and how many
//           the text, filled up to whole words
//           the pages of all runs
//
// Called by pyodide_memory.js; knows no interpreter.

const MAGIC = 0x6d74666f; // "oftm"
const HEADER_WORDS = 4;
/** What operating systems give out, 4 KiB. */
const PAGE_WORDS = 1024;

/**
 * @param {Uint8Array} memory a whole number of pages
 * @param {string} text
 * @returns {Uint8Array} in shared memory
 */
export function pack(memory, text) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
  const runs = runsOf(words);
  const encoded = new TextEncoder().encode(text);
  const textStart = HEADER_WORDS + 2 * runs.length;
  const pagesStart = textStart + Math.ceil(encoded.length / 4);
  const pages = runs.reduce((sum, [, count]) => sum + count, 0);
  const image = new Uint32Array(new SharedArrayBuffer(4 * (pagesStart + pages * PAGE_WORDS)));
  image.set([MAGIC, memory.byteLength, encoded.length, runs.length]);
  image.set(runs.flat(), HEADER_WORDS);
  const bytes = new Uint8Array(image.buffer);
  bytes.set(encoded, 4 * textStart);
  let at = pagesStart;
  for (const [first, count] of runs) {
    image.set(words.subarray(first * PAGE_WORDS, (first + count) * PAGE_WORDS), at);
    at += count * PAGE_WORDS;
  }
  return bytes;
}

/**
 * Read an image, but not its pages.
 *
 * @param {Uint8Array} bytes
 * @returns {{ byteLength: number, text: string, unpackInto: (memory: Uint8Array) => void }} `byteLength` is that of the
 *   memory; what it is unpacked into must be that long, and zero
 */
export function open(bytes) {
  const image = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const [magic, byteLength, textBytes, runCount] = image;
  if (magic !== MAGIC) throw new Error("it is no image of a memory");
  const textStart = HEADER_WORDS + 2 * runCount;
  // TextDecoder refuses shared memory.
  const text = new TextDecoder().decode(bytes.slice(4 * textStart, 4 * textStart + textBytes));
  return {
    byteLength,
    text,
    unpackInto(memory) {
      const words = new Uint32Array(memory.buffer, memory.byteOffset, byteLength / 4);
      let at = textStart + Math.ceil(textBytes / 4);
      for (let run = HEADER_WORDS; run < textStart; run += 2) {
        const length = image[run + 1] * PAGE_WORDS;
        words.set(image.subarray(at, at + length), image[run] * PAGE_WORDS);
        at += length;
      }
    },
  };
}

/** The pages that are not only zeros. @param {Uint32Array} words @returns {[first: number, count: number][]} */
function runsOf(words) {
  /** @type {[number, number][]} */
  const runs = [];
  for (let page = 0; page * PAGE_WORDS < words.length; page += 1) {
    if (isZero(words, page * PAGE_WORDS)) continue;
    const last = runs[runs.length - 1];
    if (last && last[0] + last[1] === page) last[1] += 1;
    else runs.push([page, 1]);
  }
  return runs;
}

/** @param {Uint32Array} words @param {number} start of a page */
function isZero(words, start) {
  const end = Math.min(start + PAGE_WORDS, words.length);
  for (let at = start; at < end; at += 1) {
    if (words[at] !== 0) return false;
  }
  return true;
}
