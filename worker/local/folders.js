// Folders of the person's disk in the interpreter's file system: `pyscript.fs.mount`. The page has asked for the folder and
// keeps it in a database by its id (main_thread/folders.js); here it is read into the memory of the interpreter, and what
// Python changes there is written back by `sync`.

import { checksum } from "../archives/checksum.js";
import { DATABASE, STORE } from "./folder_database.js";

/** @typedef {FileSystemDirectoryHandle & AsyncIterable<[string, FileSystemHandle]>} Directory */
/** @typedef {{ handle: Directory, isWritable: boolean, known: Map<string, { sum: number, modified: number }> }} Mount */

/** @param {import("./index.js").Context} context */
export function open({ FS }) {
  /** @type {Map<string, Mount>} */
  const mounts = new Map();

  /** @param {string} path */
  function mountOf(path) {
    const mount = mounts.get(path);
    if (!mount) throw new DOMException(`nothing is mounted at ${path}`, "NotFoundError");
    return mount;
  }

  /** Paths of files and folders in the memory below a path. @param {string} root @param {string} [inner] @returns {Generator<{ path: string, isFolder: boolean }>} */
  function* here(root, inner = "") {
    for (const name of FS.readdir(`${root}/${inner}`)) {
      if (name === "." || name === "..") continue;
      const path = inner ? `${inner}/${name}` : name;
      const isFolder = FS.isDir(FS.stat(`${root}/${path}`).mode);
      yield { path, isFolder };
      if (isFolder) yield* here(root, path);
    }
  }

  /** Write what Python has changed, then read what others have. @param {string} root @param {Mount} mount */
  async function exchange(root, { handle, isWritable, known }) {
    const now = new Map([...here(root)].map(({ path, isFolder }) => [path, isFolder]));
    const sums = new Map();
    for (const [path, isFolder] of now) if (!isFolder) sums.set(path, checksum(FS.readFile(`${root}/${path}`)));
    if (isWritable) {
      for (const [path, isFolder] of now) if (isFolder && !known.has(path)) await folderAt(handle, path);
      for (const [path, sum] of sums) {
        if (known.get(path)?.sum === sum) continue;
        const { folder, name } = await placeOf(handle, path);
        const file = await folder.getFileHandle(name, { create: true });
        const stream = await file.createWritable();
        await stream.write(FS.readFile(`${root}/${path}`));
        await stream.close();
        known.set(path, { sum, modified: (await file.getFile()).lastModified });
      }
      // Deepest first, so that folders are empty by then.
      for (const path of [...known.keys()].filter((path) => !now.has(path)).sort().reverse()) {
        const { folder, name } = await placeOf(handle, path);
        await folder.removeEntry(name).catch(ignoreMissing);
        known.delete(path);
      }
    }
    const there = new Set();
    for await (const [path, entry] of walk(handle)) {
      there.add(path);
      if (entry.kind === "directory") {
        if (!now.has(path)) FS.mkdir(`${root}/${path}`);
        known.set(path, { sum: 0, modified: 0 });
        continue;
      }
      const file = await /** @type {FileSystemFileHandle} */ (entry).getFile();
      const before = known.get(path);
      if (before && before.modified === file.lastModified && now.has(path)) continue;
      const bytes = new Uint8Array(await file.arrayBuffer());
      FS.writeFile(`${root}/${path}`, bytes);
      known.set(path, { sum: checksum(bytes), modified: file.lastModified });
    }
    for (const path of [...known.keys()].filter((path) => !there.has(path)).sort().reverse()) {
      if (now.get(path) === true) FS.rmdir(`${root}/${path}`);
      else if (now.has(path)) FS.unlink(`${root}/${path}`);
      known.delete(path);
    }
  }

  return {
    /** @param {string} path absolute @param {string} id of the folder, as JSON @param {boolean} isWritable */
    async mount(path, id, isWritable) {
      const handle = await read(JSON.parse(id));
      if (!handle) throw new DOMException("the page has not kept the folder", "NotFoundError");
      if (!FS.analyzePath(path).exists) FS.mkdirTree ? FS.mkdirTree(path) : FS.mkdir(path);
      if (FS.readdir(path).length > 2) throw new DOMException(`${path} is not empty`, "InvalidStateError");
      /** @type {Mount} */
      const mount = { handle, isWritable, known: new Map() };
      await exchange(path, mount);
      mounts.set(path, mount);
    },
    /** @param {string} path */
    sync: (path) => exchange(path, mountOf(path)),
    /** @param {string} path */
    async unmount(path) {
      await exchange(path, mountOf(path));
      mounts.delete(path);
      for (const { path: inner, isFolder } of [...here(path)].reverse()) {
        if (isFolder) FS.rmdir(`${path}/${inner}`);
        else FS.unlink(`${path}/${inner}`);
      }
    },
  };
}

/** @param {string} id @returns {Promise<Directory | undefined>} */
function read(id) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const found = request.result.transaction(STORE).objectStore(STORE).get(id);
      found.onsuccess = () => (request.result.close(), resolve(found.result));
      found.onerror = () => (request.result.close(), reject(found.error));
    };
  });
}

/** @param {Directory} root @param {string} path */
async function folderAt(root, path) {
  let folder = root;
  for (const name of path.split("/")) {
    if (name) folder = /** @type {Directory} */ (await folder.getDirectoryHandle(name, { create: true }));
  }
  return folder;
}

/** @param {Directory} root @param {string} path */
async function placeOf(root, path) {
  const end = path.lastIndexOf("/");
  return { folder: await folderAt(root, path.slice(0, Math.max(end, 0))), name: path.slice(end + 1) };
}

/** @param {Directory} folder @param {string} [start] @returns {AsyncGenerator<[string, FileSystemHandle]>} */
async function* walk(folder, start = "") {
  for await (const [name, handle] of folder) {
    yield [start + name, handle];
    if (handle.kind === "directory") yield* walk(/** @type {Directory} */ (handle), `${start}${name}/`);
  }
}

/** @param {Error} error */
function ignoreMissing(error) {
  if (error.name !== "NotFoundError") throw error;
}
