// Failures of a worker that the page explains: a code and the facts, without the sentence.

export class WorkerFailure extends Error {
  /** @param {string} code one of main_thread/errors.js @param {Record<string, string>} facts */
  constructor(code, facts) {
    super(code);
    this.code = code;
    this.facts = facts;
  }

  /** What can be posted. @returns {import("./messages.js").Failure} */
  record() {
    return { code: this.code, facts: this.facts };
  }
}

/** The message of whatever was thrown. @param {unknown} thrown @returns {string} */
export function messageOf(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether it says what a record needs: an Error, or what an interpreter has made of one. @param {unknown} thrown */
function isDescribed(thrown) {
  return thrown instanceof Error || (typeof thrown === "object" && thrown !== null && "traceback" in thrown);
}

/**
 * Turn whatever was thrown into a record that survives structured clone.
 *
 * @param {unknown} thrown
 * @returns {import("./messages.js").ErrorRecord}
 */
export function errorRecord(thrown) {
  const error = /** @type {Partial<import("./messages.js").ErrorRecord> & Error} */ (
    isDescribed(thrown) ? thrown : new Error(String(thrown))
  );
  return {
    name: error.name,
    message: error.message,
    type: error.type ?? error.name,
    traceback: error.traceback ?? error.stack ?? `${error.name}: ${error.message}`,
    file: error.file ?? "",
    line: error.line ?? 0,
  };
}
