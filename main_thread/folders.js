// Folders of a person's disk, for `pyscript.fs.mount`: asks for one in a dialog, as browsers let a page do so only when
// somebody has clicked, and keeps it by its id. Loaded by services.js when a worker asks for the first.

import { DATABASE, STORE } from "../worker/local/folder_database.js";

/** @typedef {(options: { id: string, mode: string, startIn?: string }) => Promise<FileSystemDirectoryHandle>} DirectoryPicker */

/**
 * Make sure that there is a folder of an id that may be used.
 *
 * @param {{ id: string, mode: "read" | "readwrite", root: string }} options
 * @param {DirectoryPicker | null} picker that the page has set, instead of the browser's
 * @param {(reason: string) => unknown} failure makes what is thrown: a chunk must not import what the page's script has
 */
export async function provideFolder({ id, mode, root }, picker, failure) {
  const pick = picker ?? /** @type {any} */ (globalThis).showDirectoryPicker?.bind(globalThis);
  const kept = await access("readonly", (store) => store.get(id));
  if (kept) {
    if ((await permission("queryPermission", kept, mode)) === "granted") return;
    const answer = await ask(`This page would like to use the folder “${kept.name}” again.`, "Allow", () =>
      permission("requestPermission", kept, mode),
    );
    if (answer !== "granted") throw failure("it was not permitted");
    return;
  }
  if (!pick) throw failure("this browser has no showDirectoryPicker");
  const options = { id, mode, ...(root && { startIn: root }) };
  const what = mode === "read" ? "to read its files" : "to read and change its files";
  const text = `This page would like to use a folder of yours, ${what}.`;
  const chosen = picker ? await pick(options) : await ask(text, "Choose a folder", () => pick(options));
  if (!chosen) throw failure("none was chosen");
  await access("readwrite", (store) => store.put(chosen, id));
}

/** Forget a folder. @param {string} id */
export function forgetFolder(id) {
  return access("readwrite", (store) => store.delete(id));
}

/** Browsers without it ask nobody. @param {"queryPermission" | "requestPermission"} method @param {any} folder @param {string} mode */
async function permission(method, folder, mode) {
  return (await folder[method]?.({ mode })) ?? "granted";
}

/**
 * Show a dialog with a button for something that needs a click.
 *
 * @template T @param {string} text @param {string} label @param {() => Promise<T>} action
 * @returns {Promise<T | null>} null where the person does not want to
 */
function ask(text, label, action) {
  const dialog = document.createElement("dialog");
  dialog.className = "offthread-folder";
  const words = document.createElement("p");
  words.id = "offthread-folder-text";
  words.textContent = text;
  dialog.setAttribute("aria-labelledby", words.id);
  const [yes, no] = [label, "Cancel"].map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    return button;
  });
  yes.autofocus = true;
  dialog.append(words, yes, " ", no);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve, reject) => {
    const end = () => {
      dialog.remove();
      resolve(null);
    };
    no.onclick = end;
    dialog.oncancel = end;
    yes.onclick = () => {
      action()
        .then(resolve, (error) => (error.name === "AbortError" ? resolve(null) : reject(error)))
        .finally(() => dialog.remove());
    };
  });
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} action @returns {Promise<any>} */
function access(mode, action) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction(STORE, mode);
      const done = action(transaction.objectStore(STORE));
      transaction.oncomplete = () => (request.result.close(), resolve(done.result));
      transaction.onabort = () => (request.result.close(), reject(transaction.error));
    };
  });
}
