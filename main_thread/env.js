// `await env.py`: a handle of the interpreter that scripts share, once all scripts have run that are there by now.
//
// By the name of a type, or of an `env`. index.js exports it.

import { allEnvironments } from "./environments.js";

/** @param {string} name */
async function handleOf(name) {
  const all = allEnvironments();
  const found = all.find(({ env }) => env === name) ?? all.find(({ type, env }) => type === name && env === "");
  if (!found) {
    const names = [...new Set(all.map(({ type, env }) => env || type))];
    const known = names.length ? `There are ${names.join(", ")}` : "There are no interpreters on this page";
    throw new ReferenceError(`The interpreter "${name}" was not found. ${known} [OT311]`);
  }
  await found.worker.started;
  await found.drained;
  const { wrapperOf } = await import("./wrapper.js");
  return wrapperOf(found.worker).interpreter;
}

/** Whoever looks at any object may ask for these. */
const NO_NAMES = new Set(["then", "toJSON", "constructor"]);

/** @type {Record<string, Promise<unknown>>} */
export const env = new Proxy(Object.create(null), {
  get: (_, name) => (typeof name === "symbol" || NO_NAMES.has(name) ? undefined : handleOf(name)),
});
