// What the page does for a worker beside lending its objects: functions that Python asks for by name, and that no
// script of the page sees. Part of the page's script, so all that a service needs is loaded when it is first used.
//
//   input(prompt, key)   a person types a line: in a field (input_field.js), or where setInputHandler() says
//   script(key)          the element of a script
//   target(key)          where the output of a script goes
//   js_module(name)      a module of JavaScript that the config lists for the page
//   import_modules(urls) modules of JavaScript that a program imports on the page: `js_import`
//   storage_module()     the module of storage_entry.js
//   provide_folder(…)    a folder of the person's disk, which is then in a database (folders.js); forget_folder(id)
//   create_worker(…)     a worker: XWorker, which knows workers and so cannot be imported here
//
// A key is what the worker has got with the script's code; "" where there is no script.
// interpreter_worker.js opens the services of each worker and closes them when it ends.

import { DIST } from "./dist.js";
import { explain, Failure } from "./failure.js";
import { targetOf } from "./output.js";

/**
 * @typedef {import("./input_field.js").Answer} Answer
 * @typedef {Promise<string | null> & { cancel?(): void }} HandledAnswer null where the person cancels; `cancel()` is
 *   called when nobody waits for it any more
 * @typedef {(prompt: string, script: Element | null) => HandledAnswer} InputHandler
 */

/** @type {InputHandler | null} */
let inputHandler = null;

/**
 * Have something else than a field ask for the lines of `input()`, as a terminal does.
 *
 * @param {InputHandler | null} handler null for the field
 */
export function setInputHandler(handler) {
  inputHandler = handler;
}

/** @type {import("./folders.js").DirectoryPicker | null} */
let directoryPicker = null;

/**
 * Have something else than the browser's dialog choose the folders of `pyscript.fs.mount`.
 *
 * @param {import("./folders.js").DirectoryPicker | null} picker null for the browser's
 */
export function setDirectoryPicker(picker) {
  directoryPicker = picker;
}

/** @type {(creator: any, url: string, options: object) => Worker} */
let createWorker;

/** @param {typeof createWorker} create */
export function onCreateWorker(create) {
  createWorker = create;
}

/**
 * Open the services of one worker.
 *
 * `functions` is what the worker may call; each returns at once. `close()` takes back what was asked for and has not
 * been answered.
 *
 * @param {import("./interpreter_worker.js").InterpreterWorker} worker
 * @param {(key: string) => import("./tag.js").Tag | undefined} tagOf finds the script of a key
 * @param {() => import("../worker/messages.js").JsModule[]} modules of the config, for the page
 */
export function openServices(worker, tagOf, modules) {
  /** @type {Set<Answer>} */
  const unanswered = new Set();

  /**
   * Ask for a line. The promise resolves to null where the person, or `cancel()`, cancels; `cancel()` works before the
   * code of the field has arrived, too.
   *
   * @param {string} prompt
   * @param {string} key
   * @returns {Answer}
   */
  function input(prompt, key) {
    let cancel = () => {};
    /** @type {Promise<string | null>} */
    const text = new Promise((resolve, reject) => {
      let isCancelled = false;
      /** @type {HandledAnswer | null} */
      let asked = null;
      cancel = () => {
        isCancelled = true;
        asked?.cancel?.();
        resolve(null);
      };
      /** @param {InputHandler} ask */
      const begin = (ask) => {
        if (isCancelled) return;
        asked = ask(prompt, script(key));
        asked.then(resolve, reject);
      };
      if (inputHandler) begin(inputHandler);
      else loadField(() => target(key)).then(begin).catch(reject);
    });
    const answer = Object.assign(text, { cancel });
    const forget = () => unanswered.delete(answer);
    unanswered.add(answer);
    answer.then(forget, forget);
    return answer;
  }

  /** @param {string} key */
  const script = (key) => tagOf(key)?.element ?? null;
  /** @param {string} key */
  const target = (key) => {
    const tag = tagOf(key);
    return tag ? targetOf(tag) : (document.body ?? document.documentElement);
  };
  /** @param {string} name */
  const js_module = async (name) => {
    const { loadModule } = await import("./js_modules.js");
    return loadModule(name, modules(), (code, facts) => explain(new Failure(code, facts)));
  };
  /** @param {{ id: string, mode: "read" | "readwrite", root: string }} options */
  const provide_folder = async (options) => {
    const { provideFolder } = await import("./folders.js");
    const failure = (/** @type {string} */ reason) => new Failure("OT632", { id: options.id, reason });
    return provideFolder(options, directoryPicker, failure).catch(async (error) => {
      throw await explain(error);
    });
  };
  /** @param {string} id */
  const forget_folder = async (id) => (await import("./folders.js")).forgetFolder(id);
  /** @param {string[]} urls */
  const import_modules = async (urls) => (await import("./js_modules.js")).importModules(urls);
  const storage_module = () => import(`${DIST}storage.js`);
  /** @param {string} url @param {object} options */
  const create_worker = (url, options) => createWorker(worker, url, options);
  const close = () => unanswered.forEach(({ cancel }) => cancel());
  const folders = { provide_folder, forget_folder };
  return { functions: { input, script, target, js_module, import_modules, storage_module, create_worker, ...folders }, close };
}

/** @param {() => Element} place @returns {Promise<InputHandler>} */
async function loadField(place) {
  const { askForInput } = await import("./input_field.js");
  const { href } = new URL("offthread.css", DIST);
  return (prompt) => askForInput(prompt, place, href);
}
