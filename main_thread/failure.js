// What went wrong, as a code and the facts; errors.js has the sentences, and is loaded when the first one is needed.
//
// Everything in main_thread/ throws Failures. explain() makes the error of one where it leaves us: report.js for
// events, console and banner, interpreter_worker.js for the promises that pages can hold.

export class Failure {
  /**
   * @param {string} code one of errors.js
   * @param {import("./errors.js").Facts} facts
   * @param {string} [stack] where in the worker it happened; the stack of a line of ours helps nobody
   */
  constructor(code, facts, stack) {
    this.code = code;
    this.facts = facts;
    this.stack = stack;
  }
}

/** The error that a page gets for whatever was thrown. @param {unknown} thrown @returns {Promise<Error>} never rejects */
export async function explain(thrown) {
  if (!(thrown instanceof Failure)) return thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code, facts, stack } = thrown;
  try {
    return (await import("./errors.js")).create(code, facts, stack);
  } catch (error) {
    // Most likely the folder is not served whole, which may be what the failure is about as well.
    const message = `${JSON.stringify(facts)}. The text of this error could not be loaded: ${error} [${code}]`;
    return Object.assign(new Error(message), { name: "OffthreadError", code }, stack && { stack });
  }
}
