// What PyScript and PolyScript export besides, and pages import by name. index.js exports it.
//
// Some of it has lost its purpose: PyScript gives its Python library to interpreters as text, and keeps `input()` from being
// called on the main thread. Here the library is in the worker and `input()` works, so that these texts are empty: code that runs
// them still runs.

import { explain, Failure } from "./failure.js";

/** How the messages begin of errors that PolyScript has too [OT304, OT303, OT301]. */
export const INVALID_CONTENT = "Invalid content";
export const INVALID_SRC_ATTR = "Invalid worker attribute";
export const INVALID_WORKER_ATTR = "Invalid worker attribute";

export const inputFailure = "";
export const stdlib = "";
export const optional = "";

/** @param {string | URL} url @param {string | URL} [base] */
export const relative_url = (url, base = location.href) => new URL(url, base).href;

/** @param {{ interpreter?: string } | null} [config] @returns {string | undefined} the URL of its interpreter, if it names one */
export const offline_interpreter = (config) => (config?.interpreter ? relative_url(config.interpreter) : undefined);

/** An interpreter for pieces of code, in a worker of its own. @param {import("./donkey.js").Options} [options] */
export const donkey = async (options) => (await import("./donkey.js")).donkey(options);

const absent = () => explain(new Failure("OT314", {})).then((error) => Promise.reject(error));

/** There is no CodeMirror here: whoever asks for a part of it is told so. @type {Readonly<Record<string, Promise<never>>>} */
export const codemirror = Object.freeze(
  Object.defineProperties(
    {},
    Object.fromEntries(
      ["commands", "core", "language", "python", "state", "view"].map((name) => [name, { get: absent, enumerable: true }]),
    ),
  ),
);
