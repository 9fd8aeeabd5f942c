// Python's exceptions on the page: how to make one of what a worker posted, and how to recognise one.

import { PythonError } from "../sync_bridge/errors.js";
import { Failure } from "./failure.js";

/** @param {import("../worker/messages.js").ErrorRecord} record @returns {PythonError | Failure} */
export function revive({ name, message, ...details }) {
  if (name === "PythonError") return new PythonError(message, details);
  return new Failure("OT103", { reason: `${name}: ${message}` }, details.traceback);
}

/** @param {unknown} value @returns {value is PythonError} */
export function isPythonError(value) {
  return value instanceof Error && value.name === "PythonError" && "traceback" in value;
}
