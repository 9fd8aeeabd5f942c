// What is thrown for an archive that cannot be read, and the decompression that may find it so. Used by zip.js, tar.js
// and unpack.js.

/** Its message goes on after "could not be unpacked:". */
export class DamagedArchive extends Error {}

/**
 * @param {Uint8Array} bytes
 * @param {CompressionFormat} format
 * @param {string} what is compressed, as the error names it
 * @returns {Promise<Uint8Array>}
 */
export async function decompress(bytes, format, what) {
  try {
    const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream(format));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    // Browsers say no more than that the data is not valid, or that there is too little or too much of it.
    throw new DamagedArchive(`${what} is damaged, as it cannot be decompressed`);
  }
}
