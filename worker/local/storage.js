// Databases of `pyscript.storage`: one IndexedDB database for each name, whose entries are text under a key. Names, stores
// and texts are PyScript's, so that what a page has stored with it is found.
//
// A change is a transaction that is committed in the same breath, so that it is kept although the program goes on without
// returning to the event loop, or the page is closed then.

const PREFIX = "IDBMap/@pyscript/";
const ENTRIES = "entries";

/** @typedef {{ database: IDBDatabase, unsettled: Set<Promise<void>>, failures: unknown[] }} Store */

export function open() {
  /** @type {Map<string, Store>} */
  const stores = new Map();

  /** @param {string} name @returns {Promise<Store>} */
  async function storeOf(name) {
    const known = stores.get(name);
    if (known) return known;
    const database = await openDatabase(`${PREFIX}${name}`);
    const store = { database, unsettled: new Set(), failures: [] };
    // Another page deletes it, or needs a newer one: the next use opens it again.
    const forget = () => {
      database.close();
      stores.delete(name);
    };
    database.onversionchange = forget;
    database.onclose = forget;
    stores.set(name, store);
    return store;
  }

  return {
    /**
     * All entries, after what was changed here.
     * @param {string} quoted the name, as JSON @returns {Promise<string>} JSON of [key, text] pairs
     */
    async load(quoted) {
      const name = JSON.parse(quoted);
      const store = await storeOf(name);
      await Promise.all(store.unsettled);
      if (store.failures.length) throw store.failures.splice(0)[0];
      const transaction = store.database.transaction(ENTRIES, "readonly");
      const entries = transaction.objectStore(ENTRIES);
      const [keys, values] = await Promise.all([settled(entries.getAllKeys()), settled(entries.getAll())]);
      return JSON.stringify(keys.map((key, at) => [key, values[at]]));
    },

    /**
     * Change entries, all or none.
     * @param {string} quoted the name, as JSON @param {string} changes JSON: "clear", keys to be deleted, and [key, text] pairs
     */
    change(quoted, changes) {
      const name = JSON.parse(quoted);
      const store = /** @type {Store} */ (stores.get(name));
      if (!store) throw new DOMException(`The database of the storage "${name}" was deleted by another page`, "InvalidStateError");
      const transaction = store.database.transaction(ENTRIES, "readwrite");
      const entries = transaction.objectStore(ENTRIES);
      for (const change of JSON.parse(changes)) {
        if (change === "clear") entries.clear();
        else if (change.length === 1) entries.delete(change[0]);
        else entries.put(change[1], change[0]);
      }
      transaction.commit();
      /** @type {Promise<void>} */
      const end = new Promise((resolve) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => {
          store.failures.push(transaction.error);
          // The next `sync` tells it; a program that never asks is to hear of it all the same.
          if (store.failures.length === 1) console.error(`The storage "${name}" could not be written: ${transaction.error?.message} [OT612]`);
          resolve();
        };
      });
      store.unsettled.add(end);
      end.then(() => store.unsettled.delete(end));
    },
  };
}

/** @param {string} name @returns {Promise<IDBDatabase>} */
function openDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => {
      if (!request.result.objectStoreNames.contains(ENTRIES)) request.result.createObjectStore(ENTRIES);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException("another page is deleting it", "InvalidStateError"));
  });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
