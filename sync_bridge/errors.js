// Errors of the bridge itself, one tree. Every message says what happened, where and what to do, and ends with a
// stable code that docs/errors.md lists. Python raises the class of the same name.
//
//   BridgeError
//   ├── LimitError       a value is too large, too deep or too long for the configured limits
//   ├── EncodeError      a value cannot cross
//   ├── ReferenceLost    an id that the page does not know (released, or of another worker)
//   ├── ProtocolError    a frame that no correct end writes
//   ├── WorkerEnded      the worker that was called is gone (far_end/calls.js)
//   ├── CallTimeout      a function of the worker did not return in time (far_end/calls.js)
//   ├── LateEventError   a handler decided about an event that the page was done with (far_end/index.js)
//   ├── Deadlock         what waits for each other would wait for ever (far_end/index.js)
//   └── NestingError     the page and the worker called each other too deep (near_end/index.js)

export class BridgeError extends Error {
  // Minifiers rename classes; a name that crosses the bridge must not depend on that.
  static name = "BridgeError";

  /** @param {string} message @param {string} code */
  constructor(message, code) {
    super(`${message} [${code}]`);
    this.name = new.target.name;
    this.code = code;
  }
}

export class LimitError extends BridgeError {
  static name = "LimitError";

  /** @param {string} what @param {number} size @param {number} limit @param {string} key name of the limit */
  constructor(what, size, limit, key) {
    super(`${what} has ${size}, the limit is ${limit}. Send less at a time or raise bridge.limits.${key} in the config`, "OT201");
  }
}

export class EncodeError extends BridgeError {
  static name = "EncodeError";

  /** @param {string} message */
  constructor(message) {
    super(message, "OT202");
  }
}

export class ReferenceLost extends BridgeError {
  static name = "ReferenceLost";

  /** @param {number} id */
  constructor(id) {
    super(`Reference ${id} is not known on the page: it was released, or it belongs to another worker`, "OT203");
  }
}

export class ProtocolError extends BridgeError {
  static name = "ProtocolError";

  /** @param {string} message */
  constructor(message) {
    super(message, "OT204");
  }
}

/** Stands for what Python raised: an error like any other to JavaScript, on the page and in the worker. */
export class PythonError extends Error {
  /** @param {string} message @param {{ type: string, traceback: string, file: string, line: number }} origin */
  constructor(message, { type, traceback, file, line }) {
    super(message);
    this.type = type;
    this.traceback = traceback;
    this.file = file;
    this.line = line;
    // Tools print `stack`: there the Python frames come first, then those of the page.
    this.stack = `${traceback}\n${this.stack ?? ""}`;
  }
}
// Set on the prototype so that a minified class still tells what it is.
PythonError.prototype.name = "PythonError";
