// Wheels for interpreters that cannot unpack a zip archive themselves.

/**
 * The files of a zip archive, stored or deflated.
 * @param {Uint8Array} bytes
 * @returns {Promise<[path: string, content: Uint8Array][]>}
 */
export async function unpackWheel(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  /** @type {[string, Uint8Array][]} */
  const files = [];
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== CENTRAL_HEADER) throw new Error("the archive's directory is damaged");
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const header = view.getUint32(at + 42, true);
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (name.endsWith("/")) continue;
    if (name.startsWith("/") || name.split("/").includes("..")) throw new Error(`the archive has a file outside of it: ${name}`);
    files.push([name, await inflate(bytes.subarray(start, start + size), method, name)]);
  }
  return files;
}

const CENTRAL_HEADER = 0x02014b50;
const END_HEADER = 0x06054b50;

/** The end record stands before a comment of up to 64 KiB. @param {DataView} view */
function findEnd(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === END_HEADER) return at;
  }
  throw new Error("it is no zip archive");
}

/** @param {Uint8Array} data @param {number} method @param {string} name */
async function inflate(data, method, name) {
  if (method === 0) return data;
  if (method !== 8) throw new Error(`${name} is compressed in a way (${method}) that is not supported`);
  const stream = new Blob([/** @type {any} */ (data)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
