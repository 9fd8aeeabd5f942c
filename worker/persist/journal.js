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
    /** Where the next record goes. */
    this.end = 0;
  }

  /** Write a task down; it takes the place of the one before when it is whole. @param {Task} task @param {Uint8Array} bytes that belong to it */
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
      writeAll(this.handle, record, this.end);
      this.handle.flush();
      this.end += record.length;
    } catch (error) {
      this.handle.truncate(this.end);
      throw error;
    }
  }

  /** The task has been done, or given up. */
  clear() {
    this.handle.truncate(0);
    this.handle.flush();
    this.end = 0;
  }

  /** What was written down last and not cleared. @returns {{ task: Task, bytes: Uint8Array } | null} */
  read() {
    const records = new Uint8Array(this.handle.getSize());
    this.handle.read(records, { at: 0 });
    /** @type {{ task: Task, bytes: Uint8Array } | null} */
    let last = null;
    for (this.end = 0; ; ) {
      const found = readRecord(records.subarray(this.end));
      if (!found) return last;
      last = found;
      this.end += found.length;
    }
  }
}

/** The record at the beginning, if it is whole. @param {Uint8Array} records */
function readRecord(records) {
  if (records.length < HEADER_BYTES) return null;
  const view = new DataView(records.buffer, records.byteOffset);
  const start = HEADER_BYTES + view.getUint32(4);
  const length = start + view.getUint32(8);
  if (view.getUint32(0) !== MAGIC || length > records.length) return null;
  if (checksum(records.subarray(HEADER_BYTES, length)) !== view.getUint32(12)) return null;
  const task = JSON.parse(new TextDecoder().decode(records.subarray(HEADER_BYTES, start)));
  return { task, bytes: records.subarray(start, length), length };
}

/** Write all of it: no room is an error and not a shorter write. @param {FileSystemSyncAccessHandle} handle @param {Uint8Array} bytes @param {number} at */
export function writeAll(handle, bytes, at) {
  const written = handle.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes), { at });
  if (written < bytes.length) throw new DOMException(`${written} of ${bytes.length} bytes were written`, "QuotaExceededError");
}
