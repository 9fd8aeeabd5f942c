// What the page does for a worker beside lending its objects: functions that Python asks for by name, and that no
// script of the page sees. Part of the page's script, so all that a service needs is loaded when it is first used.
//
//   input(prompt, scriptId)   a person types a line: in a field (input_field.js), or where setInputHandler() says
//
// interpreter_worker.js opens the services of each worker and closes them when it ends.

import { DIST } from "./dist.js";

/**
 * @typedef {import("./input_field.js").Answer} Answer
 * @typedef {Promise<string | null> & { cancel?(): void }} HandledAnswer null where the person cancels; `cancel()` is
 *   called when nobody waits for it any more
 * @typedef {(prompt: string, scriptId: string) => HandledAnswer} InputHandler
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

/**
 * Open the services of one worker.
 *
 * `functions` is what the worker may call; each returns at once. `close()` takes back what was asked for and has not
 * been answered.
 */
export function openServices() {
  /** @type {Set<Answer>} */
  const unanswered = new Set();

  /**
   * Ask for a line. The promise resolves to null where the person, or `cancel()`, cancels; `cancel()` works before the
   * code of the field has arrived, too.
   *
   * @param {string} prompt
   * @param {string} scriptId
   * @returns {Answer}
   */
  function input(prompt, scriptId) {
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
        asked = ask(prompt, scriptId);
        asked.then(resolve, reject);
      };
      if (inputHandler) begin(inputHandler);
      else loadField().then(begin).catch(reject);
    });
    const answer = Object.assign(text, { cancel });
    const forget = () => unanswered.delete(answer);
    unanswered.add(answer);
    answer.then(forget, forget);
    return answer;
  }

  const close = () => unanswered.forEach(({ cancel }) => cancel());
  return { functions: { input }, close };
}

/** @returns {Promise<InputHandler>} */
async function loadField() {
  const { askForInput } = await import("./input_field.js");
  const { href } = new URL("offthread.css", DIST);
  return (prompt, scriptId) => askForInput(prompt, scriptId, href);
}
