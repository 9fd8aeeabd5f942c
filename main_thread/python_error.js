// Exceptions of programs on the page: how to make one of what a worker posted, and how to recognise one. Those of
// Python are PythonErrors; those of JavaScript are errors of their own class that have the fields of one.

import { PythonError } from "../sync_bridge/errors.js";
import { Failure } from "./failure.js";

/** @param {import("../worker/messages.js").ErrorRecord} record @returns {Error | Failure} */
export function revive({ name, message, ...details }) {
  if (name === "PythonError") return new PythonError(message, details);
  if (name === "JavaScriptError") return scriptError(message, details);
  return new Failure("OT103", { reason: `${name}: ${message}` }, details.traceback);
}

/** @param {string} message @param {Omit<import("../worker/messages.js").ErrorRecord, "name" | "message">} details */
function scriptError(message, { type, traceback, file, line }) {
  const Class = Reflect.get(globalThis, type);
  const error = Class?.prototype instanceof Error || Class === Error ? new Class(message) : new Error(message);
  error.name = type;
  error.stack = traceback;
  return Object.assign(error, { type, traceback, file, line });
}

/** Whether an error is one of a program, and says where it was thrown. @param {unknown} value @returns {value is PythonError} */
export function isPythonError(value) {
  return value instanceof Error && "traceback" in value && "type" in value;
}
