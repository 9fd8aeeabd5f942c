// What is kept in the browser for the next visit: large things that took long to make, each under a URL that says all it
// depends on. The browser may refuse storage, or drop what is in it; nothing here is needed to run.
//
// main_thread/keep.js writes, when the page has nothing better to do; interpreters/pyodide_memory.js reads. A stored copy ends
// with a checksum, as a storage may be damaged. It is no secret and no proof: whoever can write there can do anything.

const STORE = "offthread";
const TRAILER_BYTES = 4;

/**
 * @param {string} url
 * @returns {Promise<Uint8Array | null>} the bytes in shared memory, or null where there are none; rejects where they are damaged
 */
export async function readKept(url) {
  const store = await openStore();
  const response = await store?.match(url).catch(() => undefined);
  if (!response) return null;
  const stored = new Uint8Array(await response.arrayBuffer());
  const length = stored.length - TRAILER_BYTES;
  const bytes = stored.subarray(0, length);
  const isWhole = length > 0 && length % 4 === 0;
  if (!isWhole || checksumOf(bytes) !== new DataView(stored.buffer).getUint32(length)) throw new Error("it is damaged");
  const copy = new Uint8Array(new SharedArrayBuffer(length));
  copy.set(bytes);
  return copy;
}

/**
 * Keep bytes, and forget what was kept under the same path with another query.
 *
 * @param {string} url
 * @param {Uint8Array} bytes may be in shared memory; a multiple of four
 * @returns {Promise<void>} rejects where the browser refuses
 */
export async function keep(url, bytes) {
  const store = await openStore();
  if (!store) throw new Error("this page has no storage");
  await store.put(url, new Response(withChecksum(bytes)));
  const { pathname } = new URL(url);
  for (const request of await store.keys()) {
    if (request.url !== url && new URL(request.url).pathname === pathname) await store.delete(request);
  }
}

/** @param {string} url */
export async function forget(url) {
  await (await openStore())?.delete(url);
}

/** Null where there is none, as in some browsers' private windows. @returns {Promise<Cache | null>} */
async function openStore() {
  try {
    return await caches.open(STORE);
  } catch {
    return null;
  }
}

/** As often as the browser asks for more, some of it: it is much, and the page is not to stop for it. @param {Uint8Array} bytes */
function withChecksum(bytes) {
  const SLICE_BYTES = 1 << 18;
  let at = 0;
  let sum = SEED;
  return new ReadableStream({
    pull(controller) {
      const slice = bytes.slice(at, at + SLICE_BYTES);
      at += slice.length;
      if (slice.length) {
        sum = checksumOf(slice, sum);
        return controller.enqueue(slice);
      }
      const trailer = new DataView(new ArrayBuffer(TRAILER_BYTES));
      trailer.setUint32(0, sum);
      controller.enqueue(new Uint8Array(trailer.buffer));
      controller.close();
    },
  });
}

const SEED = 0x811c9dc5;

/** A hash in the manner of FNV, but of words. @param {Uint8Array} bytes @param {number} [sum] of those before */
function checksumOf(bytes, sum = SEED) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  for (let at = 0; at < words.length; at += 1) {
    sum = Math.imul(sum ^ words[at], 0x01000193);
    sum ^= sum >>> 15;
  }
  return sum >>> 0;
}
