// The views that both ends of the `atomics` channel have on the shared buffer. The layout is protocol.js's.

import { BUFFER_BYTES, HEADER_BYTES, PROTOCOL_VERSION, REPLY_BYTES, RING_BYTES, WORD } from "../protocol.js";
import { ProtocolError } from "../errors.js";

/** @returns {SharedArrayBuffer} a fresh buffer; fixed in size, as growable ones are many times slower to write */
export function createBuffer() {
  const buffer = new SharedArrayBuffer(BUFFER_BYTES);
  Atomics.store(new Int32Array(buffer), WORD.VERSION, PROTOCOL_VERSION);
  return buffer;
}

/** Throw where the page that made a buffer is of another build. @param {SharedArrayBuffer} buffer */
export function checkVersion(buffer) {
  const version = Atomics.load(new Int32Array(buffer), WORD.VERSION);
  if (version !== PROTOCOL_VERSION || buffer.byteLength !== BUFFER_BYTES) {
    throw new ProtocolError(
      `The page speaks version ${version} of the bridge and this worker ${PROTOCOL_VERSION}: serve offthread.js and worker.js from one build`,
    );
  }
}

/** The shared buffer as one end sees it. */
export class AtomicsMemory {
  /** @param {SharedArrayBuffer} buffer */
  constructor(buffer) {
    this.words = new Int32Array(buffer);
    this.ring = new Uint8Array(buffer, HEADER_BYTES, RING_BYTES);
    this.ringView = new DataView(buffer, HEADER_BYTES, RING_BYTES);
    this.ringWords = new Int32Array(buffer, HEADER_BYTES, RING_BYTES / 4);
    this.replyBytes = new Uint8Array(buffer, HEADER_BYTES + RING_BYTES, REPLY_BYTES);
    this.replyView = new DataView(buffer, HEADER_BYTES + RING_BYTES, REPLY_BYTES);
  }
}
