// Kills the keeper of /persist at every single step of what it does with the disk, in Node, over a disk of objects: whatever
// comes back afterwards must be the state before an operation or the one after it. test_journal.py runs this.

import { Folder } from "../../worker/persist/folder.js";

/** How many steps are left until the kill. */
let steps = Infinity;

function step() {
  if (steps-- <= 0) throw new Error("killed");
}

class File {
  kind = "file";
  bytes = new Uint8Array(0);
  modified = 1;

  async getFile() {
    const bytes = this.bytes.slice();
    return { size: bytes.length, lastModified: this.modified, arrayBuffer: async () => bytes.buffer };
  }

  async createSyncAccessHandle() {
    const file = this;
    return {
      getSize: () => file.bytes.length,
      read(target, { at }) {
        target.set(file.bytes.subarray(at, at + target.length));
      },
      write(bytes, { at }) {
        // A kill in the middle leaves the first half.
        const isKilled = steps <= 0;
        const part = isKilled ? bytes.subarray(0, bytes.length >> 1) : bytes;
        const whole = new Uint8Array(Math.max(file.bytes.length, at + part.length));
        whole.set(file.bytes);
        whole.set(part, at);
        file.bytes = whole;
        file.modified++;
        step();
        return bytes.length;
      },
      truncate(size) {
        step();
        const bytes = new Uint8Array(size);
        bytes.set(file.bytes.subarray(0, size));
        file.bytes = bytes;
      },
      flush: step,
      close() {},
    };
  }
}

class Directory {
  kind = "directory";
  entries = new Map();

  async getDirectoryHandle(name, { create = false } = {}) {
    return this.#get(name, create, Directory);
  }

  async getFileHandle(name, { create = false } = {}) {
    return this.#get(name, create, File);
  }

  async removeEntry(name, { recursive = false } = {}) {
    const entry = this.entries.get(name);
    if (!entry) throw new DOMException(name, "NotFoundError");
    step();
    if (recursive && entry instanceof Directory) for (const inner of [...entry.entries.keys()]) await entry.removeEntry(inner, { recursive });
    step();
    this.entries.delete(name);
  }

  async *[Symbol.asyncIterator]() {
    yield* [...this.entries];
  }

  #get(name, create, Class) {
    let entry = this.entries.get(name);
    if (!entry && !create) throw new DOMException(name, "NotFoundError");
    if (!entry) {
      step();
      entry = new Class();
      this.entries.set(name, entry);
    }
    return entry;
  }
}

let disk = new Directory();
Object.defineProperty(globalThis, "navigator", { value: { storage: { getDirectory: async () => disk } } });

const content = (letter, size) => new Uint8Array(size).fill(letter.charCodeAt(0));
const write = (path, letter, size) => (folder) =>
  folder.write({ path, size, base: null, ranges: size ? [[0, size]] : [], bytes: content(letter, size) });

/** What programs do, each of which is to be done as a whole or not at all. */
const OPERATIONS = [
  write("a", "1", 100),
  write("a", "2", 9000),
  write("a", "3", 10),
  write("b", "4", 0),
  (folder) => folder.write({ path: "a", size: 5000, base: null, ranges: [[0, 4], [4096, 904]], bytes: content("5", 908) }),
  (folder) => folder.mkdir({ path: "d" }),
  write("d/x", "6", 300),
  (folder) => folder.rename({ from: "a", to: "b" }),
  (folder) => folder.rename({ from: "d/x", to: "b" }),
  write("d/y", "7", 20),
  (folder) => folder.rename({ from: "d", to: "e" }),
  (folder) => folder.remove({ path: "e/y" }),
  (folder) => folder.rmdir({ path: "e" }),
];

async function look() {
  const found = {};
  const walk = async (directory, start) => {
    for (const [name, entry] of directory.entries) {
      if (entry instanceof Directory) {
        found[`${start}${name}/`] = "";
        await walk(entry, `${start}${name}/`);
      } else found[start + name] = Buffer.from(entry.bytes).toString();
    }
  };
  await walk(disk.entries.get("offthread-persist").entries.get("files"), "");
  return JSON.stringify(Object.entries(found).sort());
}

/** The state after the first operations, undisturbed. @param {number} count */
async function prepare(count) {
  disk = new Directory();
  steps = Infinity;
  const folder = new Folder();
  await folder.open();
  for (const operation of OPERATIONS.slice(0, count)) await operation(folder);
  return { folder, state: await look() };
}

const states = [];
for (let count = 0; count <= OPERATIONS.length; count++) states.push((await prepare(count)).state);
let kills = 0;
for (const [index, operation] of OPERATIONS.entries()) {
  for (let limit = 0; ; limit++) {
    const { folder } = await prepare(index);
    steps = limit;
    let isKilled = false;
    await operation(folder).catch((error) => {
      if (error.message !== "killed") throw error;
      isKilled = true;
    });
    if (!isKilled) break;
    kills++;
    // And once more while it is mended.
    for (let again = 0; ; again++) {
      steps = again;
      const mended = await new Folder().open().then(
        () => true,
        () => false,
      );
      if (mended) break;
    }
    steps = Infinity;
    const state = await look();
    if (state !== states[index] && state !== states[index + 1]) {
      console.error(`Torn: operation ${index} killed at step ${limit} left ${state.slice(0, 300)}`);
      process.exit(1);
    }
  }
}
console.log(kills);
