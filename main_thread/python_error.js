// Python's exceptions on the page: how to make one of what a worker posted, and how to recognise one.

import { PythonError } from "../sync_bridge/far_end/index.js";
import { failure } from "./errors.js";

/** @param {import("../worker/messages.js").ErrorRecord} record @returns {Error} */
export function revive({ name, message, ...details }) {
  if (name === "PythonError") return new PythonError(message, details);
  const error = failure("OT103", { reason: `${name}: ${message}` });
  // Where in the worker it happened; the stack of this line helps nobody.
  error.stack = details.traceback;
  return error;
}

/** @param {unknown} value @returns {value is PythonError} */
export function isPythonError(value) {
  return value instanceof Error && value.name === "PythonError" && "traceback" in value;
}
