// The folder /persist as a file system of Emscripten, in both interpreters: synchronous, and there again after a reload.
//
// A file that is open is in this worker's memory. What was written goes to the keeper as a whole when the file is closed
// or synced (`os.fsync`), and there is nothing between the old version and the new one, whatever is killed when. A file
// that is only appended to is written at the end of the turn as well, as nobody closes a log.
//
// Emscripten truncates a file before it opens it (`open(path, "w")`), and a version of no bytes must not be written then:
// a change of a file that is not open waits for what comes next, which is its opening or anything else.

import { WorkerFailure } from "../failure.js";
import { PersistClient } from "./client.js";
import { FileContents } from "./contents.js";
import { ERRNO, PersistError } from "./protocol.js";
import { Tree } from "./tree.js";

export const MOUNT_POINT = "/persist";
const FOLDER_MODE = 0o40777;
const FILE_MODE = 0o100666;
const BLOCK_BYTES = 4096;
/** How the names of SQLite's journals end. */
const JOURNAL = "-journal";
/** Flags of `open`. */
const O_CREAT = 0o100;
const O_APPEND = 0o2000;

/**
 * Make the folder.
 * @param {any} FS of the interpreter
 * @param {{ post(message: object, transfer: Transferable[]): void, unawaited(error: Error): void }} io
 * @param {boolean} closesSilently whether the interpreter ignores that closing a file has failed, so that the page is told
 */
export function mountPersist(FS, io, closesSilently) {
  const client = new PersistClient(io.post);
  const tree = new Tree(client, forgetOld);
  /** Every node that Emscripten may still find without asking us. @type {Set<any>} */
  const nodes = new Set();
  /** Changed files that are not open. @type {Set<any>} */
  const strays = new Set();
  /** Changed files that are only appended to. @type {Set<any>} */
  const logs = new Set();
  let isTurnWatched = false;
  let hasComplained = false;
  /** @type {any} */
  let root;

  /** @param {any} node @returns {string} relative to /persist; "" for that itself */
  function pathOf(node) {
    const names = [];
    for (let at = node; at !== root; at = at.parent) names.unshift(at.name);
    return names.join("/");
  }

  /** @param {any} parent @param {string} name */
  const join = (parent, name) => (parent === root ? name : `${pathOf(parent)}/${name}`);

  /** @param {any} parent @param {string} name @param {boolean} isFolder */
  function makeNode(parent, name, isFolder) {
    const node = FS.createNode(parent, name, isFolder ? FOLDER_MODE : FILE_MODE, 0);
    node.node_ops = isFolder ? folderOps : fileOps;
    node.stream_ops = isFolder ? folderStreamOps : streamOps;
    node.file = isFolder ? null : new FileContents();
    if (parent) nodes.add(node);
    return node;
  }

  /** Nodes of what others have removed must not be found any more. */
  function forgetOld() {
    for (const node of nodes) {
      const entry = tree.entries.get(pathOf(node));
      if (entry?.isFolder === FS.isDir(node.mode) || node.file?.isInUse) continue;
      nodes.delete(node);
      FS.destroyNode(node);
    }
  }

  /** The entry of a node, which somebody else may have removed. @param {any} node */
  function entryOf(node) {
    const entry = tree.find(pathOf(node));
    if (!entry) throw new PersistError(ERRNO.MISSING, "it was removed");
    return entry;
  }

  /** @param {any} node */
  function load(node) {
    const { file } = node;
    while (file.bytes === null) {
      const { size, version } = entryOf(node);
      try {
        file.fill(size ? client.ask({ op: "load", path: pathOf(node), version }, size) : new Uint8Array(0), version);
      } catch (error) {
        if (!(error instanceof PersistError) || error.errno !== ERRNO.STALE) throw error;
        tree.forget(); // Between the list and the question somebody has written it.
      }
    }
    return file;
  }

  /** What is in memory, anew where somebody else has written it. @param {any} node */
  function current(node) {
    const { file } = node;
    if (file.bytes !== null && !file.isChanged && !file.isGone) {
      const entry = tree.find(pathOf(node));
      if (entry && entry.version !== file.base) file.drop();
    }
    return load(node);
  }

  /** Write a file, all of its changes or none. @param {any} node */
  function commit(node) {
    strays.delete(node);
    logs.delete(node);
    const { file } = node;
    if (!file.isChanged) return;
    if (file.isGone) return file.settle(null);
    const path = pathOf(node);
    try {
      const { version, mtime } = client.askJson({ op: "write", path, ...file.changes() });
      tree.setFile(path, file.size, { version, mtime });
      file.settle(version);
    } catch (error) {
      if (!(error instanceof PersistError) || error.errno !== ERRNO.STALE || !file.isAppended) throw error;
      // Somebody else has appended as well: ours goes after that.
      const tail = file.tail();
      file.drop();
      tree.forget();
      load(node);
      file.write(file.size, tail, true);
      commit(node);
    }
  }

  /** Write what waits, but for one node. @param {any} [except] */
  function settle(except) {
    for (const node of strays) if (node !== except) commit(node);
  }

  /**
   * What SQLite does last in a transaction is to remove the journal of its database. It has asked for the database to be
   * written before that, by `fdatasync`, which Emscripten answers without asking anybody.
   * @param {any} folder @param {string} name of the journal
   */
  function commitDatabase(folder, name) {
    if (!name.endsWith(JOURNAL)) return;
    for (const node of nodes) {
      if (node.parent === folder && node.file?.opens && `${node.name}${JOURNAL}` === name) commit(node);
    }
  }

  function watchTurn() {
    if (isTurnWatched) return;
    isTurnWatched = true;
    queueMicrotask(() => {
      isTurnWatched = false;
      for (const node of [...strays, ...logs]) {
        try {
          commit(node);
        } catch (error) {
          // The program has gone on, and nobody can be told but the page.
          complainOf(node, error);
          revert(node);
        }
      }
    });
  }

  /** Give up what could not be written. @param {any} node */
  function revert(node) {
    const path = pathOf(node);
    node.file.drop();
    if (tree.entries.get(path)?.version === null) tree.entries.delete(path);
    tree.forget();
  }

  /** @param {any} node @param {unknown} error */
  function complainOf(node, error) {
    complain(`${MOUNT_POINT}/${pathOf(node)} could not be written: ${/** @type {Error} */ (error).message}`);
  }

  /** @param {string} reason */
  function complain(reason) {
    io.unawaited(new WorkerFailure("OT510", { reason }));
  }

  /**
   * Operations whose errors are what Emscripten knows. An error of ours has more to say than its number, so that the page
   * is told where there is no folder at all.
   * @template {Record<string, Function>} T @param {T} operations @returns {T}
   */
  function guarded(operations) {
    const entries = Object.entries(operations).map(([name, operation]) => [
      name,
      (/** @type {any[]} */ ...args) => {
        try {
          return operation(...args);
        } catch (error) {
          if (!(error instanceof PersistError)) throw error;
          if (error.errno === ERRNO.UNSUPPORTED || error.errno === ERRNO.IO) {
            if (!hasComplained) complain(error.message);
            hasComplained = true;
          }
          throw new FS.ErrnoError(error.errno);
        }
      },
    ]);
    return Object.fromEntries(entries);
  }

  /** @param {any} node @param {Record<string, any>} attributes */
  function setattr(node, attributes) {
    if (attributes.mode != null) node.mode = attributes.mode;
    if (attributes.size === undefined) return;
    settle(node);
    const { file } = node;
    if (attributes.size === 0) commitDatabase(node.parent, node.name);
    if (attributes.size === 0) file.replace();
    else current(node).resize(attributes.size);
    if (!file.opens) {
      strays.add(node);
      watchTurn();
    }
  }

  /** @param {any} node @param {number} size @param {number} mtime */
  function attributes(node, size, mtime) {
    const [atime, ctime] = [new Date(mtime), new Date(mtime)];
    const blocks = Math.ceil(size / BLOCK_BYTES);
    return { dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, atime, mtime: new Date(mtime), ctime, blksize: BLOCK_BYTES, blocks };
  }

  const fileOps = guarded({
    getattr(/** @type {any} */ node) {
      const { file } = node;
      if (file.bytes !== null && (file.isChanged || file.isGone)) return attributes(node, file.size, Date.now());
      const { size, mtime } = entryOf(node);
      return attributes(node, size, mtime);
    },
    setattr,
  });

  const folderOps = guarded({
    getattr: (/** @type {any} */ node) => attributes(node, BLOCK_BYTES, node === root ? 0 : entryOf(node).mtime),
    setattr,
    lookup(/** @type {any} */ parent, /** @type {string} */ name) {
      settle();
      const entry = tree.find(join(parent, name));
      if (!entry) throw new PersistError(ERRNO.MISSING, "there is no such file");
      return makeNode(parent, name, entry.isFolder);
    },
    mknod(/** @type {any} */ parent, /** @type {string} */ name, /** @type {number} */ mode) {
      settle();
      const path = join(parent, name);
      if (FS.isDir(mode)) {
        client.ask({ op: "mkdir", path });
        tree.setFolder(path);
        return makeNode(parent, name, true);
      }
      if (!FS.isFile(mode)) throw new PersistError(ERRNO.UNSUPPORTED, "there are only files and folders");
      tree.refresh();
      tree.setFile(path, 0, { version: null, mtime: Date.now() });
      const node = makeNode(parent, name, false);
      node.file.create();
      strays.add(node);
      watchTurn();
      return node;
    },
    rename(/** @type {any} */ node, /** @type {any} */ folder, /** @type {string} */ name) {
      settle();
      const [from, to] = [pathOf(node), join(folder, name)];
      // What is renamed has to be there; what it replaces goes in the same step.
      if (tree.find(from)?.version === null) commit(node);
      client.ask({ op: "rename", from, to });
      for (const other of nodes) {
        if (other === node || other.parent !== folder || other.name !== name) continue;
        if (other.file) other.file.isGone = true;
        nodes.delete(other);
        FS.hashRemoveNode(other);
      }
      tree.move(from, to);
      node.name = name;
      node.parent = folder;
    },
    unlink(/** @type {any} */ parent, /** @type {string} */ name) {
      settle();
      commitDatabase(parent, name);
      const path = join(parent, name);
      if (tree.find(path)?.version !== null) client.ask({ op: "remove", path });
      tree.entries.delete(path);
      for (const node of nodes) {
        if (node.parent !== parent || node.name !== name) continue;
        if (node.file) node.file.isGone = true;
        nodes.delete(node);
      }
    },
    rmdir(/** @type {any} */ parent, /** @type {string} */ name) {
      settle();
      const path = join(parent, name);
      if (tree.names(path).length) throw new PersistError(ERRNO.NOT_EMPTY, "it is not empty");
      client.ask({ op: "rmdir", path });
      tree.entries.delete(path);
      for (const node of nodes) if (node.parent === parent && node.name === name) nodes.delete(node);
    },
    readdir(/** @type {any} */ node) {
      settle();
      return [".", "..", ...tree.names(pathOf(node))];
    },
  });

  // Listing a folder is reading it from its beginning.
  const folderStreamOps = {
    llseek: (/** @type {any} */ stream, /** @type {number} */ offset, /** @type {number} */ whence) =>
      offset + (whence === 1 ? stream.position : 0),
  };

  const streamOps = guarded({
    open(/** @type {any} */ stream) {
      const { node } = stream;
      const { file } = node;
      settle(node);
      strays.delete(node);
      if (!file.isChanged && !tree.find(pathOf(node))) {
        if (!(stream.flags & O_CREAT)) throw new PersistError(ERRNO.MISSING, "it was removed");
        file.create();
      }
      file.opens++;
    },
    dup(/** @type {any} */ stream) {
      stream.node.file.opens++;
    },
    close(/** @type {any} */ { node }) {
      const { file } = node;
      file.opens--;
      try {
        commit(node);
      } catch (error) {
        if (closesSilently) complainOf(node, error);
        if (!file.opens) revert(node);
        throw error;
      }
      if (!file.opens) file.drop();
    },
    fsync(/** @type {any} */ { node }) {
      settle(node);
      commit(node);
      return 0;
    },
    read(/** @type {any} */ { node }, /** @type {Uint8Array} */ buffer, /** @type {number} */ offset, /** @type {number} */ length, /** @type {number} */ position) {
      settle(node);
      const part = current(node).read(position, length);
      // Of one type: one interpreter hands over signed bytes.
      new Uint8Array(buffer.buffer, buffer.byteOffset + offset, part.length).set(part);
      return part.length;
    },
    write(/** @type {any} */ { node, flags }, /** @type {Uint8Array} */ buffer, /** @type {number} */ offset, /** @type {number} */ length, /** @type {number} */ position) {
      if (!length) return 0;
      settle(node);
      const isAppended = Boolean(flags & O_APPEND);
      // What is written otherwise is a change of what was read here, and must not get into what others have written since.
      const file = isAppended ? current(node) : load(node);
      file.write(position, new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length), isAppended);
      if (node.file.isAppended) {
        logs.add(node);
        watchTurn();
      } else logs.delete(node);
      return length;
    },
    llseek(/** @type {any} */ stream, /** @type {number} */ offset, /** @type {number} */ whence) {
      const start = whence === 1 ? stream.position : whence === 2 ? current(stream.node).size : 0;
      if (start + offset < 0) throw new PersistError(ERRNO.INVALID, "before the beginning");
      return start + offset;
    },
  });

  FS.mkdir(MOUNT_POINT);
  FS.mount({ mount: () => (root = makeNode(null, "/", true)) }, {}, MOUNT_POINT);
}
