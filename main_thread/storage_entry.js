// The module `offthread/storage`: dist/storage.js. What Python keeps with `pyscript.storage`, for the page's JavaScript,
// and the maps of `polyscript.storage`.
//
//     import { storage } from "./offthread/storage.js";
//     const settings = await storage("settings");
//     settings.size = 12;
//     await settings.sync();

import IDBMap from "@webreflection/idb-map";
import IDBMapSync from "@webreflection/idb-map/sync";
import { open } from "../worker/local/storage.js";
import { fromText, toText } from "./storage_format.js";

export { IDBMap, IDBMapSync };

const stores = open();

/**
 * Open the storage of a name: an object whose properties are its entries. Every change is on its way to the database at once.
 * `await sync()` waits until all of them are there, and takes over what workers and other pages have changed; `clear()`
 * removes all. Entries of these two names are read and written in Python only.
 *
 * @param {string} name
 * @returns {Promise<Record<string, any>>} Rejects where the browser lets this page keep nothing.
 */
export async function storage(name) {
  if (!name) throw new SyntaxError('A storage needs a name: await storage("settings") [OT614]');
  const quoted = JSON.stringify(name);
  /**
   * By property. A text is read when it is asked for: one that nobody can read keeps no other from being read. Python's keys
   * may be numbers, which no property is.
   *
   * @type {Map<string, { key: string | number, text: string }>}
   */
  const entries = new Map();
  /** What was read, so that it is the same object each time. @type {Map<string, any>} */
  const values = new Map();

  async function sync() {
    const loaded = JSON.parse(await stores.load(quoted).catch(unusable));
    entries.clear();
    values.clear();
    for (const [key, text] of loaded) entries.set(String(key), { key, text });
  }

  /** @param {any[]} changes */
  function change(changes) {
    try {
      stores.change(quoted, JSON.stringify(changes));
    } catch (error) {
      unusable(error);
    }
  }

  /** @param {any} error @returns {never} */
  function unusable(error) {
    const why = `The storage ${quoted} cannot be used: ${error?.message}. Private windows and full disks are the usual reasons [OT612]`;
    throw new DOMException(why, error?.name);
  }

  function clear() {
    change(["clear"]);
    entries.clear();
    values.clear();
  }

  /** @param {string} key */
  function read(key) {
    const entry = entries.get(key);
    if (!entry || values.has(key)) return values.get(key);
    try {
      values.set(key, fromText(entry.text));
    } catch {
      const shown = String(entry.text).slice(0, 60);
      throw new SyntaxError(`The entry ${JSON.stringify(key)} of the storage ${quoted} cannot be read: ${shown}. Assign another value, or delete it [OT611]`);
    }
    return values.get(key);
  }

  await sync();
  /** @type {Record<string, Function>} */
  const methods = { clear, sync };
  return new Proxy(Object.create(null), {
    ownKeys: () => [...entries.keys()],
    getOwnPropertyDescriptor: (_, key) =>
      typeof key === "string" && entries.has(key)
        ? { value: read(key), writable: true, enumerable: true, configurable: true }
        : undefined,
    has: (_, key) => typeof key === "string" && entries.has(key),
    get: (_, key) => (typeof key === "string" ? (methods[key] ?? read(key)) : undefined),
    set(_, key, value) {
      if (typeof key !== "string" || methods[key]) throw new TypeError(`A storage has no entry ${String(key)}: choose another name [OT613]`);
      const entry = { key: entries.get(key)?.key ?? key, text: toText(value) };
      change([[entry.key, entry.text]]);
      entries.set(key, entry);
      values.delete(key);
      return true;
    },
    deleteProperty(_, key) {
      const entry = typeof key === "string" && entries.get(key);
      if (entry) {
        change([[entry.key]]);
        entries.delete(key);
        values.delete(key);
      }
      return true;
    },
  });
}

/**
 * A map in IndexedDB that is in memory as well: what `polyscript.storage` gives to Python.
 *
 * @param {string} name
 * @returns {Promise<IDBMapSync>} when its entries are there
 */
export async function openMap(name) {
  const map = new IDBMapSync(name);
  try {
    await map.sync();
  } catch (event) {
    // What fails says so by an event of the database.
    throw /** @type {any} */ (event)?.target?.error ?? event;
  }
  return map;
}
