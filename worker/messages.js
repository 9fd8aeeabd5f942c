// The control messages between the page and a worker: start, run, what became of it, and whether it is still there.
//
// Constants and typedefs only; main_thread/ and worker/ import this file and it imports nothing. Every message is
// `{ offthread: <name>, … }`. The bridge has messages of its own beside these (sync_bridge/protocol.js); each side
// ignores the names it does not know.

export const CONTROL = Object.freeze({
  START: "control:start", // page → worker, once: { type, name, isOwn, config, baseURL }
  RUN: "control:run", // page → worker: { id, code, filename, script, isAsync }; answered by DONE or ERROR with the same id
  OFFER: "control:offer", // page → worker, once: {}; answered by a call of the service "internals"
  DIVERT: "control:divert", // page → worker: { stream, isDiverted }: the page wants the lines of "stdout" or "stderr"
  HANDED: "control:handed", // page → worker: { id, object }: an object that lives in the worker from now on
  PING: "control:ping", // page → worker: {}; answered by PONG as soon as the worker is back in its event loop
  STARTED: "control:started", // worker → page: { failures }: the interpreter runs; what of its config did not load
  FAILED: "control:failed", // worker → page: { failure }: there will be no interpreter
  DONE: "control:done", // worker → page: { id }
  ERROR: "control:error", // worker → page: { id, error }; without an id nobody awaits what failed
  LINES: "control:lines", // worker → page: { stream, lines }: what the page has asked for
  FLOOD: "control:flood", // worker → page: { buffer }: lines come through that until there are few (main_thread/line_reader.js)
  PONG: "control:pong", // worker → page: {}
  BROKEN: "control:broken", // worker → page: { reason, file, line }: the interpreter can run nothing any more
  EXITED: "control:exited", // worker → page: {}: nor can it here, as Python has ended it
  NEED: "control:need", // worker → page: { url, kind, isBegun }; answered by MAKE or, when it is there, by SHARED
  BEGUN: "control:begun", // worker → page: {}: a worker that was not to wait for MAKE has said what it makes
  MAKE: "control:make", // page → worker: { url }: make it for all workers; answered by MADE
  MADE: "control:made", // worker → page: { url, value } or { url, reason }
  SHARED: "control:shared", // page → worker: { url, value } or { url, reason }
  KEEP: "control:keep", // worker → page: { url, value }: to be kept for the next visit
  PERSIST: "control:persist", // worker → page, once: { port, shared }: it uses /persist (persist/protocol.js)
  PROGRESS: "control:progress", // worker → page: { progress }
});

/**
 * What the name of a worker says after that of its type where it is the page's first: the interpreter with which it is to begin
 * at once. Messages reach a worker only when its script has run and the page has heard of it.
 */
export const BEGINS_WITH = ", begins with ";

/**
 * What a worker needs to start. All URLs are absolute.
 *
 * @typedef {object} WorkerConfig
 * @property {string[]} packages URLs of wheels and other archives, to be unpacked where Python imports from
 * @property {string[]} names of packages, as pip's requirements or as `name@version`
 * @property {string[]} indexURLs where names are looked for, instead of where the interpreter's own installer looks
 * @property {"never" | "passthrough" | "all" | null} packagesCache how packages that have a name are kept
 * @property {{ url: string, path: string, extract: boolean }[]} files what to fetch, and where Python finds it; the path
 *   is a folder where an archive is to be extracted
 * @property {{ main: JsModule[], worker: JsModule[] }} jsModules modules of JavaScript that the page and the worker load
 * @property {string | null} interpreter URL of an interpreter's module instead of the one in dist/
 * @property {Record<string, string>} environment variables
 * @property {string[]} plugins names, after "!" of those to be left out
 * @property {boolean} debug whether tracebacks show our frames
 * @property {boolean} syncMainOnly whether the scripts use nothing of the page but `sync`
 * @property {{ mode?: "strict" | "default" | "fast", sync_deadline_ms?: number, limits?: Partial<import("../sync_bridge/protocol.js").Limits> }} bridge
 * @property {Record<string, unknown>} own keys that are the page's, not ours
 * @property {string} written the whole config as JSON: what Python reads
 * @property {string} place where it is written, as errors name it; "" where nothing is
 *
 * @typedef {{ url: string, name: string }} JsModule a module of JavaScript and what Python calls it, or a style sheet (.css)
 */

/**
 * What is done around a script in its worker: functions as their source or the URL of a module, and code.
 *
 * @typedef {{ name: string, source?: string, url?: string }} WorkerHook
 * @typedef {{ before: WorkerHook[], codeBefore: string[], codeAfter: string[], after: WorkerHook[] }} WorkerHooks
 */

/**
 * A failure with a stable code. The worker knows the facts; the page knows the sentence (main_thread/errors.js).
 *
 * @typedef {object} Failure
 * @property {string} code
 * @property {Record<string, string>} facts
 */

/**
 * An exception on its way to the page: structured clone drops all but a few fields of an Error.
 *
 * @typedef {object} ErrorRecord
 * @property {string} name "PythonError" for an exception that Python raised, "JavaScriptError" for one of a program in
 *   JavaScript
 * @property {string} message
 * @property {string} type the Python class, or the name of the JavaScript error
 * @property {string} traceback the whole text
 * @property {string} file of the innermost frame of the user's code, or ""
 * @property {number} line in that file, or 0
 */

/**
 * How far something is that a worker loads (progress.js).
 *
 * @typedef {object} Progress
 * @property {"interpreter" | "library" | "files" | "packages" | "modules"} what
 * @property {string} name as people know it
 * @property {number} loaded bytes so far
 * @property {number | null} total bytes in all; null where nobody knows
 * @property {boolean} done whether it can be used
 */

/**
 * @typedef {{ offthread: "control:start", type: string, name: string, isOwn: boolean, config: WorkerConfig, baseURL: string }} StartMessage
 *   `type` is that of interpreters/index.js, `name` that of the scripts; `isOwn` is whether they have asked for a worker; `baseURL` is the page's: the worker's own URL is that of its script
 * @typedef {{ offthread: "control:run", id: number, code: string, filename: string, script: string, isAsync: boolean, hooks?: WorkerHooks }} RunMessage
 *   `script` is the key by which Python asks for the script, or ""; with `hooks`, if there are some
 * @typedef {{ offthread: "control:started", failures: Failure[] }} StartedMessage
 * @typedef {{ offthread: "control:failed", failure: Failure }} FailedMessage
 * @typedef {{ offthread: "control:done", id: number }} DoneMessage
 * @typedef {{ offthread: "control:error", id?: number, error?: ErrorRecord, failure?: Failure }} ErrorMessage one of the two
 * @typedef {{ offthread: "control:broken", reason: string, file: string, line: number }} BrokenMessage
 * @typedef {{ offthread: "control:need", url: string, kind: "bytes" | "module" | "memory", isBegun: boolean }} NeedMessage
 * @typedef {{ offthread: "control:made", url: string, value?: Uint8Array | WebAssembly.Module, reason?: string }} MadeMessage
 * @typedef {{ offthread: "control:keep", url: string, value: Uint8Array }} KeepMessage `value` is in shared memory
 * @typedef {{ offthread: "control:progress", progress: Progress }} ProgressMessage
 */
