// The journal of /persist: what is about to be done, written down in full before it is done. Whatever is killed in between,
// the next one finds either a record that is not whole, and forgets it, or a whole one, and does it again.

import { checksum } from "../archives/checksum.js";

const MAGIC = 0x6f746a31;
const HEADER_BYTES = 16;

/** @typedef {{ op: string } & Record<string, any>} Task */

export class Journal {
  /** @param {FileSystemSyncAccessHandle} handle */
  constructor(handle) {
    this.handle = handle;
  }

  /** Write a task down. @param {Task} task @param {Uint8Array} bytes that belong to it */
  write(task, bytes = new Uint8Array(0)) {
    const head = new TextEncoder().encode(JSON.stringify(task));
    const record = new Uint8Array(HEADER_BYTES + head.length + bytes.length);
    record.set(head, HEADER_BYTES);
    record.set(bytes, HEADER_BYTES + head.length);
    const view = new DataView(record.buffer);
    view.setUint32(0, MAGIC);
    view.setUint32(4, head.length);
    view.setUint32(8, bytes.length);
    view.setUint32(12, checksum(record.subarray(HEADER_BYTES)));
    try {
      writeAll(this.handle, record, 0);
      this.handle.flush();
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  /** The task has been done, or given up. */
  clear() {
    this.handle.truncate(0);
    this.handle.flush();
  }

  /** What was written down and not cleared. @returns {{ task: Task, bytes: Uint8Array } | null} */
  read() {
    const record = new Uint8Array(this.handle.getSize());
    if (record.length < HEADER_BYTES) return null;
    this.handle.read(record, { at: 0 });
    const view = new DataView(record.buffer);
    const start = HEADER_BYTES + view.getUint32(4);
    const end = start + view.getUint32(8);
    if (view.getUint32(0) !== MAGIC || end > record.length) return null;
    if (checksum(record.subarray(HEADER_BYTES, end)) !== view.getUint32(12)) return null;
    const task = JSON.parse(new TextDecoder().decode(record.subarray(HEADER_BYTES, start)));
    return { task, bytes: record.subarray(start, end) };
  }
}

/** Write all of it: no room is an error and not a shorter write. @param {FileSystemSyncAccessHandle} handle @param {Uint8Array} bytes @param {number} at */
export function writeAll(handle, bytes, at) {
  const written = handle.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes), { at });
  if (written < bytes.length) throw new DOMException(`${written} of ${bytes.length} bytes were written`, "QuotaExceededError");
}
