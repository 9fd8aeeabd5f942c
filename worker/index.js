// The worker's entry: dist/worker.js. Listens to the page, boots one interpreter, runs what it is asked to run, in
// that order, and reports what became of it. It knows no interpreter and nothing of the bridge's inside.
//
// Nothing here may await before the listeners are set: messages that came earlier are delivered right after this
// module has been evaluated, and would be lost.

import { openNearEnd } from "../sync_bridge/near_end/index.js";
import { boot } from "./boot.js";
import { sharedJson } from "./downloads.js";
import { errorRecord, messageOf, WorkerFailure } from "./failure.js";
import { receive } from "./handed.js";
import { holdMessages } from "./javascript/held_messages.js";
import { openApi } from "./javascript/own.js";
import { offer, offered } from "./javascript/registry.js";
import { CONTROL } from "./messages.js";
import { Stage } from "./progress.js";
import { divert } from "./stdio.js";

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
const dist = new URL("./", import.meta.url);
const near = openNearEnd(scope);
const stage = new Stage("library", "library");
// Their failure is part of the boot's; until then nobody awaits them.
const library = sharedJson(new URL("python.json", dist).href, stage);
const table = sharedJson(new URL("interfaces.json", dist).href, stage);
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

/** @param {import("./messages.js").StartMessage} message */
async function start({ type: interpreterName, name, config, baseURL }) {
  type = name;
  try {
    const booted = await boot(interpreterName, config, { dist, scriptType: name, baseURL, library, table, near, events });
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
    scope.postMessage({ offthread: CONTROL.DONE, id });
  } catch (error) {
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
