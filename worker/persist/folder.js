// The folder /persist on the disk, in the origin's private file system: the files under their names in `files/`, and the
// journal beside them. Used by one keeper at a time, which turn.js sees to.

import { Journal, writeAll } from "./journal.js";
import { ERRNO, PersistError } from "./protocol.js";

const NAME = "offthread-persist";
/** Files that stay open, as opening takes longer than writing a page. */
const MOST_HANDLES = 8;
/** A tab that was closed may hold its files for a moment. */
const PATIENCE_MS = 5000;

/** @typedef {import("./protocol.js").Entry & { version: string }} Entry */
/** @typedef {FileSystemDirectoryHandle & AsyncIterable<[string, FileSystemHandle]>} Directory */

export class Folder {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** Open files, the one that was used last at the end. @type {Map<string, FileSystemSyncAccessHandle>} */
  #handles = new Map();
  /** Written since the folder was opened: the browser knows better when. @type {Set<string>} */
  #touched = new Set();
  /** @type {Directory} */
  #files = /** @type {any} */ (null);
  /** @type {Journal} */
  #journal = /** @type {any} */ (null);
  #versions = 0;
  /** Whether there may be something in the journal. */
  #mayBeUnfinished = true;
  #id = crypto.randomUUID();

  /** Take the folder, finish what was begun, and see what is there. */
  async open() {
    const home = await (await navigator.storage.getDirectory()).getDirectoryHandle(NAME, { create: true });
    this.#files = /** @type {Directory} */ (await home.getDirectoryHandle("files", { create: true }));
    this.#journal = new Journal(await openFile(await home.getFileHandle("journal", { create: true })));
    try {
      await this.finish();
      this.#closeFiles();
      const known = this.#entries;
      this.#entries = new Map();
      for await (const entry of this.#scan(this.#files, "")) {
        const before = known.get(entry.path);
        const isSame = before && before.isFolder === entry.isFolder && before.size === entry.size && before.mtime === entry.mtime;
        this.#entries.set(entry.path, isSame ? before : entry);
      }
    } catch (error) {
      this.#closeFiles();
      this.#journal.handle.close();
      throw error;
    }
  }

  /** Do again what was written down and not done: by whoever was killed, or by this one, where the browser failed. */
  async finish() {
    if (!this.#mayBeUnfinished) return;
    const left = this.#journal.read();
    if (left) await this.#perform(left.task, left.bytes);
    this.#journal.clear();
    this.#mayBeUnfinished = false;
  }

  /** Let go of the folder. */
  async close() {
    this.#mayBeUnfinished = true;
    this.#closeFiles();
    this.#journal.handle.close();
    for (const path of this.#touched) {
      const entry = this.#entries.get(path);
      if (!entry) continue;
      const { parent, name } = await this.#place(path);
      entry.mtime = (await (await parent.getFileHandle(name)).getFile()).lastModified;
    }
    this.#touched.clear();
  }

  /** @returns {Entry[]} */
  list() {
    return [...this.#entries.values()];
  }

  /** @param {{ path: string, version: string }} file */
  async load({ path, version }) {
    if (this.#entries.get(path)?.version !== version) throw stale(path);
    const handle = await this.#open(path);
    const bytes = new Uint8Array(handle.getSize());
    handle.read(bytes, { at: 0 });
    return bytes;
  }

  /** @param {{ path: string, size: number, base: string | null, ranges: [number, number][], bytes: Uint8Array }} file */
  async write({ path, size, base, ranges, bytes }) {
    const entry = this.#entries.get(path);
    if (entry?.isFolder) throw new PersistError(ERRNO.IS_FOLDER, `${path} is a folder`);
    if (base !== null && base !== (entry?.version ?? "")) throw stale(path);
    await this.#place(path);
    await this.#do({ op: "write", path, size, ranges, isNew: !entry }, bytes);
    const written = { path, isFolder: false, size, mtime: Date.now(), version: this.#nextVersion() };
    this.#entries.set(path, written);
    this.#touched.add(path);
    return written;
  }

  /** @param {{ path: string }} folder */
  async mkdir({ path }) {
    if (this.#entries.has(path)) throw new PersistError(ERRNO.EXISTS, `${path} exists`);
    const { parent, name } = await this.#place(path);
    await parent.getDirectoryHandle(name, { create: true });
    this.#entries.set(path, { path, isFolder: true, size: 0, mtime: Date.now(), version: this.#nextVersion() });
  }

  /** @param {{ path: string }} folder */
  async rmdir({ path }) {
    if (!this.#entries.get(path)?.isFolder) throw missing(path);
    if (this.#isFull(path)) throw new PersistError(ERRNO.NOT_EMPTY, `${path} is not empty`);
    await this.#remove(path);
  }

  /** @param {{ path: string }} file */
  async remove({ path }) {
    if (!this.#entries.has(path)) throw missing(path);
    await this.#remove(path);
  }

  /** @param {{ from: string, to: string }} names */
  async rename({ from, to }) {
    const [source, target] = [this.#entries.get(from), this.#entries.get(to)];
    if (!source) throw missing(from);
    if (target?.isFolder && !source.isFolder) throw new PersistError(ERRNO.IS_FOLDER, `${to} is a folder`);
    if (target && !target.isFolder && source.isFolder) throw new PersistError(ERRNO.NO_FOLDER, `${to} is no folder`);
    if (target?.isFolder && this.#isFull(to)) throw new PersistError(ERRNO.NOT_EMPTY, `${to} is not empty`);
    await this.#place(to);
    await this.#do({ op: "rename", from, to });
    this.#entries.delete(to);
    for (const entry of this.list()) {
      if (entry.path !== from && !entry.path.startsWith(`${from}/`)) continue;
      this.#entries.delete(entry.path);
      const path = to + entry.path.slice(from.length);
      this.#entries.set(path, { ...entry, path });
      if (!entry.isFolder) this.#touched.add(path);
    }
  }

  /** Do what must not be left half done. @param {import("./journal.js").Task} task @param {Uint8Array} [bytes] */
  async #do(task, bytes) {
    this.#journal.write(task, bytes);
    this.#mayBeUnfinished = true;
    try {
      await this.#perform(task, bytes ?? new Uint8Array(0));
    } catch (error) {
      // Everything is as it was. After any other failure, the journal knows what is to be done.
      if (error instanceof PersistError) this.#journal.clear();
      throw error;
    }
    this.#journal.clear();
    this.#mayBeUnfinished = false;
  }

  /** May have been done before, in part or as a whole. @param {any} task @param {Uint8Array} bytes */
  async #perform(task, bytes) {
    if (task.op === "write") await this.#performWrite(task, bytes);
    else if (task.op === "rename") await this.#performRename(task.from, task.to);
    else if (task.op === "removal") await this.#performRemoval(task.path);
  }

  /** @param {{ path: string, size: number, ranges: [number, number][], isNew: boolean }} task @param {Uint8Array} bytes */
  async #performWrite({ path, size, ranges, isNew }, bytes) {
    const handle = await this.#open(path, true);
    const before = handle.getSize();
    try {
      // Only growing needs room, so that nothing of the old version is lost where there is none.
      if (size !== before) handle.truncate(size);
    } catch (error) {
      if (isNew) await this.#remove(path);
      else handle.truncate(before);
      throw new PersistError(ERRNO.NO_SPACE, `there is no room for ${path}: ${/** @type {Error} */ (error).message}`);
    }
    let at = 0;
    for (const [start, length] of ranges) {
      writeAll(handle, bytes.subarray(at, at + length), start);
      at += length;
    }
    handle.flush();
  }

  /** @param {string} from @param {string} to */
  async #performRename(from, to) {
    this.#closeFiles();
    const source = await this.#place(from);
    const moved = /** @type {FileSystemHandle} */ (await find(source.parent, source.name));
    const target = await this.#place(to);
    // What there is may be what a first attempt has made of it, in part.
    const old = await find(target.parent, target.name);
    if (old) await target.parent.removeEntry(target.name, { recursive: true });
    await copy(moved, target.parent, target.name);
    // From here on the source may be incomplete: a folder is not removed in one step.
    this.#journal.write({ op: "removal", path: from });
    await this.#performRemoval(from);
  }

  /** @param {string} path */
  async #performRemoval(path) {
    const { parent, name } = await this.#place(path);
    if (await find(parent, name)) await parent.removeEntry(name, { recursive: true });
  }

  /** @param {string} path */
  async #remove(path) {
    this.#closeFile(path);
    const { parent, name } = await this.#place(path);
    await parent.removeEntry(name);
    this.#entries.delete(path);
  }

  /** @param {string} path */
  #isFull(path) {
    return this.list().some((entry) => entry.path.startsWith(`${path}/`));
  }

  /** The folder that a path is in, and its name there. @param {string} path @returns {Promise<{ parent: Directory, name: string }>} */
  async #place(path) {
    const names = path.split("/");
    const name = /** @type {string} */ (names.pop());
    let parent = this.#files;
    for (const part of names) parent = /** @type {Directory} */ (await parent.getDirectoryHandle(part));
    return { parent, name };
  }

  /** @param {string} path @param {boolean} [create] */
  async #open(path, create = false) {
    const open = this.#handles.get(path);
    this.#handles.delete(path);
    let handle = open;
    if (!handle) {
      const { parent, name } = await this.#place(path);
      handle = await openFile(await parent.getFileHandle(name, { create }));
    }
    this.#handles.set(path, handle);
    if (this.#handles.size > MOST_HANDLES) this.#closeFile(/** @type {string} */ (this.#handles.keys().next().value));
    return handle;
  }

  /** @param {string} path */
  #closeFile(path) {
    this.#handles.get(path)?.close();
    this.#handles.delete(path);
  }

  #closeFiles() {
    for (const path of [...this.#handles.keys()]) this.#closeFile(path);
  }

  #nextVersion() {
    return `${++this.#versions}.${this.#id}`;
  }

  /** @param {Directory} folder @param {string} start of paths @returns {AsyncGenerator<Entry>} */
  async *#scan(folder, start) {
    for await (const [name, handle] of folder) {
      const path = start + name;
      const version = this.#nextVersion();
      if (handle.kind === "directory") {
        yield { path, isFolder: true, size: 0, mtime: 0, version };
        yield* this.#scan(/** @type {Directory} */ (handle), `${path}/`);
      } else {
        const { size, lastModified } = await /** @type {FileSystemFileHandle} */ (handle).getFile();
        yield { path, isFolder: false, size, mtime: lastModified, version };
      }
    }
  }
}

/** @param {string} path */
const stale = (path) => new PersistError(ERRNO.STALE, `${path} was changed by another worker or tab since it was read`);
/** @param {string} path */
const missing = (path) => new PersistError(ERRNO.MISSING, `there is no ${path}`);

/** @param {FileSystemFileHandle} file @returns {Promise<FileSystemSyncAccessHandle>} */
async function openFile(file) {
  for (const until = performance.now() + PATIENCE_MS; ; ) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "NoModificationAllowedError" || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** @param {Directory} folder @param {string} name @returns {Promise<FileSystemHandle | null>} */
async function find(folder, name) {
  for await (const [other, handle] of folder) if (other === name) return handle;
  return null;
}

/** @param {FileSystemHandle} source @param {Directory} folder @param {string} name */
async function copy(source, folder, name) {
  if (source.kind === "directory") {
    const made = /** @type {Directory} */ (await folder.getDirectoryHandle(name, { create: true }));
    for await (const [inner, handle] of /** @type {Directory} */ (source)) await copy(handle, made, inner);
    return;
  }
  const file = await /** @type {FileSystemFileHandle} */ (source).getFile();
  const handle = await openFile(await folder.getFileHandle(name, { create: true }));
  try {
    handle.truncate(0);
    writeAll(handle, new Uint8Array(await file.arrayBuffer()), 0);
    handle.flush();
  } finally {
    handle.close();
  }
}
