// Scripts with the attribute `terminal`: what opens a terminal for them is a plugin, which registers itself here.
//
//     setTerminal(async (wrap, element) => { … wrap.io.stdout = (line) => terminal.writeln(line); … });
//
// It is awaited before the script runs. lifecycle.js calls openTerminal().

import { explain, Failure } from "./failure.js";

/** @typedef {(wrap: object, element: Element, xworker: Worker) => unknown} Opener */

/** @type {Opener | null} */
let opener = null;

/** Have a function open terminals: it gets the wrapper of the interpreter, the script, and its worker. @param {Opener | null} open */
export function setTerminal(open) {
  opener = open;
}

/** @param {import("./tag.js").Tag} tag @param {import("./interpreter_worker.js").InterpreterWorker} worker */
export async function openTerminal(tag, worker) {
  if (!opener) return console.warn((await explain(new Failure("OT313", { script: String(tag) }))).message);
  const { wrapperOf } = await import("./wrapper.js");
  await opener(wrapperOf(worker), tag.element, worker);
}
