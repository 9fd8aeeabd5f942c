// The worker's entry: dist/worker.js. Listens to the page, boots one interpreter, runs what it is asked to run, in
// that order, and reports what became of it. It knows no interpreter and nothing of the bridge's inside.
//
// Nothing here may await before the listeners are set: messages that came earlier are delivered right after this
// module has been evaluated, and would be lost.

import { openNearEnd } from "../sync_bridge/near_end/index.js";
// What the adapters of both Pythons import, so that each of them is one file.
import "../sync_bridge/near_end/port.js";
import "../interpreters/line_splitter.js";
import "../interpreters/python.js";
import "./http.js";
import { begin } from "../interpreters/own_files.js";
import { INTERPRETERS } from "../interpreters/index.js";
import { boot } from "./boot.js";
import { asFirst, sharedJson } from "./downloads.js";
import { errorRecord, messageOf, WorkerFailure } from "./failure.js";
import { receive } from "./handed.js";
import { holdMessages } from "./javascript/held_messages.js";
import { openApi } from "./javascript/own.js";
import { offer, offered } from "./javascript/registry.js";
import { loadLibrary, stage } from "./library.js";
import { BEGINS_WITH, CONTROL } from "./messages.js";
import { divert, settle } from "./stdio.js";

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
const dist = new URL("./", import.meta.url);
/** Its failure is part of the boot's; until then nobody awaits it. @type {Promise<any>} */
let table;
const [, firstWith] = scope.name.split(BEGINS_WITH);
if (firstWith) asFirst(() => (beginInterpreter(firstWith), beginTable()));
else beginTable();
const near = openNearEnd(scope);
offer(() => openApi(scope, near, table));
const releaseMessages = holdMessages(scope);

/** What has been asked for so far; every request starts after the one before it. @type {Promise<void>} */
let queue = Promise.resolve();
/** @type {import("../interpreters/contract.js").Interpreter | null} */
let interpreter = null;
/** @type {import("../sync_bridge/channels/atomics_near.js").NearAtomics} */
let channel;
/** That of the scripts that run here. */
let type = "";
/** Whether the interpreter can run nothing any more. What still comes of it then says nothing. */
let isOver = false;

const events = {
  unawaited: report,
  broken,
  exited: () => end({ offthread: CONTROL.EXITED }),
  post: (/** @type {object} */ message, /** @type {Transferable[]} */ transfer) => scope.postMessage(message, transfer),
};

scope.addEventListener("message", ({ data }) => {
  if (data?.offthread === CONTROL.START) queue = queue.then(() => start(data));
  else if (data?.offthread === CONTROL.RUN) queue = queue.then(() => run(data));
  else if (data?.offthread === CONTROL.DIVERT) divert(data.stream, data.isDiverted);
  else if (data?.offthread === CONTROL.OFFER) queue = queue.then(() => entered(() => interpreter?.offer()));
  else if (data?.offthread === CONTROL.HANDED) receive(data.id, data.object);
  else if (data?.offthread === CONTROL.PING) scope.postMessage({ offthread: CONTROL.PONG });
});
scope.addEventListener("error", (event) => {
  event.preventDefault();
  report(event.error ?? event.message);
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  report(event.reason);
});

function beginTable() {
  table = sharedJson(new URL("interfaces.json", dist).href, stage);
}

/** @param {string} interpreterName whose files, of our own build, are needed whatever the config says */
function beginInterpreter(interpreterName) {
  const { adapter, folder, files, modules, name, isPython } = INTERPRETERS[interpreterName];
  const indexURL = new URL(`interpreters/${folder}/`, dist).href;
  const imports = modules.map((module) => import(/* @vite-ignore */ `${indexURL}${module}`));
  if (files.length) begin(name, files.map((file) => `${indexURL}${file}`), indexURL);
  const library = isPython ? [loadLibrary(dist, interpreterName, true)] : [];
  // What keeps one of them from loading is told when it is needed.
  for (const promise of [adapter().then(({ prepare }) => prepare?.(indexURL)), ...imports, ...library]) promise.catch(() => {});
}

/** @param {import("./messages.js").StartMessage} message */
async function start({ type: interpreterName, name, isOwn, config, baseURL }) {
  type = name;
  try {
    const parts = { dist, scriptType: name, isOwn, baseURL, table, near, events };
    const booted = await boot(interpreterName, config, parts);
    interpreter = booted.interpreter;
    channel = (await near).channel;
    channel.leave(); // It has been entered since it began to start.
    scope.postMessage({ offthread: CONTROL.STARTED, failures: booted.failures });
  } catch (error) {
    const failure = error instanceof WorkerFailure ? error : new WorkerFailure("OT103", { reason: messageOf(error) });
    scope.postMessage({ offthread: CONTROL.FAILED, failure: failure.record() });
  }
}

/** @param {import("./messages.js").RunMessage} message */
async function run({ id, code, filename, script, isAsync, hooks }) {
  try {
    // Where it did not start, the page ends the worker.
    const ready = /** @type {import("../interpreters/contract.js").Interpreter} */ (interpreter);
    const execute = (/** @type {string} */ code, /** @type {string} */ filename) =>
      entered(() => (isAsync ? ready.runAsync(code, { filename, script }) : ready.run(code, { filename, script })));
    if (hooks) {
      const [{ runWithHooks }, { xworker }] = await Promise.all([import("./hooks.js"), offered()]);
      await runWithHooks(code, filename, hooks, { type, interpreter: ready, execute, xworker });
    } else await execute(code, filename);
    settle();
    scope.postMessage({ offthread: CONTROL.DONE, id });
  } catch (error) {
    settle();
    report(error, id);
  } finally {
    releaseMessages();
  }
}

/** Enter the interpreter: the page knows that it runs. @template T @param {() => T} action @returns {T} */
function entered(action) {
  channel.enter();
  try {
    return action();
  } finally {
    channel.leave();
  }
}

/**
 * Report what the interpreter has thrown.
 *
 * @param {unknown} thrown
 * @param {number} [id] of the run that it ended
 */
function report(thrown, id) {
  if (interpreter?.isFatal(thrown)) broken(thrown);
  else if (isOver) return;
  else if (thrown instanceof WorkerFailure) scope.postMessage({ offthread: CONTROL.ERROR, id, failure: thrown.record() });
  else scope.postMessage({ offthread: CONTROL.ERROR, id, error: errorRecord(interpreter?.describe?.(thrown) ?? thrown) });
}

/** @param {unknown} thrown @param {import("../interpreters/contract.js").Place} [place] */
function broken(thrown, { file, line } = { file: "", line: 0 }) {
  const { name, message } = errorRecord(thrown);
  end({ offthread: CONTROL.BROKEN, reason: `${name}: ${message}`, file, line });
}

/** Say that there will be no more. @param {object} message */
function end(message) {
  if (!isOver) scope.postMessage(message);
  isOver = true;
}
