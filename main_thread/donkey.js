// `donkey()`, as PyScript has it: an interpreter in a worker of its own that executes and evaluates pieces of code, and is
// started anew where one never ends. Loaded by pyscript_names.js.
//
// There is no terminal: what is printed goes to the console, or to `terminal` where that is a function.

/**
 * @typedef {object} Options
 * @property {string} [type] "py" or "mpy"
 * @property {boolean} [persistent] whether names stay from one piece of code to the next
 * @property {((line: string) => void) | string} [terminal] takes the lines that are printed; a selector is of no use here
 * @property {object | string} [config]
 * @property {string} [serviceWorker]
 */

// By an import of its own, the page's script would be there twice.
const { XWorker } = /** @type {any} */ (globalThis)[Symbol.for("offthread")];

const HELPERS = `
__donkey = {}
def __execute(code, persistent):
    exec(code, __donkey if persistent else {})
def __evaluate(code, persistent):
    return eval(code, __donkey if persistent else {})
`;

/** @param {Options} [options] */
export async function donkey({ type = "py", persistent = false, terminal, config, serviceWorker } = {}) {
  /** The code that has been given last, until it ends. @type {unknown} */
  let running = null;
  let worker = create();
  await worker.ready;

  function create() {
    const created = XWorker.fromSource(HELPERS, { type, config, serviceWorker });
    if (typeof terminal === "function") for (const stream of ["stdout", "stderr"]) created.divert(stream, terminal);
    return created;
  }

  function reset() {
    running = null;
    worker.terminate();
    worker = create();
    return worker.ready.then(() => {});
  }

  /** @param {string} name @param {string} code */
  async function run(name, code) {
    // As in PyScript, what still runs is given up for what comes.
    if (running) reset();
    const own = (running = {});
    try {
      const { internal } = await worker.ready;
      const helper = await internal.call(worker, "get", name);
      return await helper(code, persistent);
    } finally {
      if (running === own) running = null;
    }
  }

  /** @param {string} code */
  const execute = (code) => run("__execute", code).then(() => {});
  return Object.freeze({
    execute,
    process: execute,
    /** @param {string} code */
    evaluate: (code) => run("__evaluate", code),
    /** Of a terminal there is nothing to clear. */
    clear: async () => {},
    reset,
    kill: () => worker.terminate(),
  });
}
