// Runs a script with the hooks of its type around it, in its worker. Loaded by index.js when there are some.
//
// A hook is a module, whose function of the hook's name is called, or whose default export; or a function of the page as its
// source, which cannot see what was around it there and needs `unsafe-eval` in the page's Content-Security-Policy.

import { WorkerFailure, messageOf } from "./failure.js";

/**
 * @typedef {object} Parts
 * @property {string} type of the script
 * @property {import("../interpreters/contract.js").Interpreter} interpreter
 * @property {(code: string, filename: string) => unknown} execute
 * @property {object} xworker
 */

/** @param {string} code @param {string} filename @param {import("./messages.js").WorkerHooks} hooks @param {Parts} parts */
export async function runWithHooks(code, filename, hooks, { type, interpreter, execute, xworker }) {
  const wrap = {
    type,
    interpreter: interpreter.raw,
    run: (/** @type {string} */ code) => interpreter.evaluate(code),
    runAsync: (/** @type {string} */ code) => interpreter.evaluateAsync(code),
    /** @param {string} name @param {unknown} event */
    runEvent: (name, event) => interpreter.call(name, event),
  };
  for (const hook of hooks.before) await (await resolve(hook))(wrap, xworker);
  for (const text of hooks.codeBefore) await execute(text, `${filename} (code before it)`);
  await execute(code, filename);
  for (const text of hooks.codeAfter) await execute(text, `${filename} (code after it)`);
  for (const hook of hooks.after) await (await resolve(hook))(wrap, xworker);
}

/** @param {import("./messages.js").WorkerHook} hook @returns {Promise<Function>} */
async function resolve({ name, source, url = "" }) {
  try {
    if (source !== undefined) return compile(source);
    const module = await import(/* @vite-ignore */ url);
    const found = module[name] ?? module.default;
    if (typeof found !== "function") throw new TypeError(`it exports no function ${name} and none as default`);
    return found;
  } catch (error) {
    throw new WorkerFailure("OT308", { hook: name, from: url || "a function of the page", reason: messageOf(error) });
  }
}

/** @param {string} source of a function, or of a method */
function compile(source) {
  const create = (/** @type {string} */ text) => new Function(`"use strict"; return (${text});`)();
  try {
    return create(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // `onReady(wrap) {}` in an object is no expression by itself.
    return Object.values(create(`{${source}}`))[0];
  }
}
