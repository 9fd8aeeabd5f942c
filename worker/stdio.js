// Where printed lines go: to the console, or to the page where that has asked for them (main_thread/wrapper.js).
//
// The console of a worker needs no event loop: a busy loop's lines appear at once. boot.js gives this to the interpreter.

import { CONTROL } from "./messages.js";

/** @type {Set<string>} */
const diverted = new Set();

/** @param {string} stream @param {(line: string) => void} print @returns {(line: string) => void} */
const output = (stream, print) => (line) => {
  if (diverted.has(stream)) postMessage({ offthread: CONTROL.LINE, stream, line });
  else print(line);
};

export const STDIO = Object.freeze({
  stdout: output("stdout", (line) => console.log(line)),
  stderr: output("stderr", (line) => console.warn(line)),
});

/** @param {string} stream "stdout" or "stderr" @param {boolean} isDiverted whether the page wants its lines */
export function divert(stream, isDiverted) {
  if (isDiverted) diverted.add(stream);
  else diverted.delete(stream);
}
