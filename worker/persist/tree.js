// What a worker knows of the folder /persist: its entries, by path. Asked for again when somebody else has changed it.

import { STATE } from "./protocol.js";

/** @typedef {import("./protocol.js").Entry} Entry */

export class Tree {
  /** A `version` of null: made here, and not written yet. @type {Map<string, Entry>} */
  entries = new Map();
  /** @type {number | null} */
  #seen = null;

  /** @param {import("./client.js").PersistClient} client @param {() => void} changed called when there is another list */
  constructor(client, changed) {
    this.client = client;
    this.changed = changed;
  }

  /** See whether others have changed something. */
  refresh() {
    const { generation } = this.client;
    if (generation === this.#seen) return;
    /** @type {Map<string, Entry>} */
    const entries = new Map(this.client.askJson({ op: "list" }).map((/** @type {Entry} */ entry) => [entry.path, entry]));
    for (const [path, entry] of this.entries) if (entry.version === null && !entries.has(path)) entries.set(path, entry);
    this.entries = entries;
    this.#seen = generation;
    this.changed();
  }

  /** What is known is not true any more. */
  forget() {
    this.#seen = null;
  }

  /** @param {string} path @returns {Entry | undefined} */
  find(path) {
    this.refresh();
    return this.entries.get(path);
  }

  /** Names in a folder. @param {string} folder "" for /persist itself @returns {string[]} */
  names(folder) {
    this.refresh();
    const start = folder ? `${folder}/` : "";
    const names = [];
    for (const path of this.entries.keys()) {
      if (path.startsWith(start) && path.length > start.length && !path.includes("/", start.length)) names.push(path.slice(start.length));
    }
    return names;
  }

  /** @param {string} path @param {number} size @param {{ version: string | null, mtime: number }} written */
  setFile(path, size, { version, mtime }) {
    this.entries.set(path, { path, isFolder: false, size, mtime, version });
  }

  /** @param {string} path */
  setFolder(path) {
    this.entries.set(path, { path, isFolder: true, size: 0, mtime: Date.now(), version: String(STATE.DONE) });
  }

  /** Move an entry with all that is in it. @param {string} from @param {string} to */
  move(from, to) {
    this.entries.delete(to);
    for (const entry of [...this.entries.values()]) {
      if (entry.path !== from && !entry.path.startsWith(`${from}/`)) continue;
      this.entries.delete(entry.path);
      const path = to + entry.path.slice(from.length);
      this.entries.set(path, { ...entry, path });
    }
  }
}
