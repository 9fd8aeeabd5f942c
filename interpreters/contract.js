// What an adapter makes of an interpreter. Types only; worker/boot.js is the caller.

/**
 * @typedef {object} Adapter
 * @property {(options: LoadOptions, io: IO) => Promise<Interpreter>} load
 * @property {(indexURL: string) => unknown} [prepare] begin with what our own build needs besides its files, before it is
 *   known that it is to be loaded
 */

/**
 * @typedef {object} LoadOptions
 * @property {string} indexURL folder with the interpreter's files, ending in a slash
 * @property {Record<string, string | Uint8Array>} library files of our Python library by path
 * @property {import("../sync_bridge/near_end/index.js").NearEnd} near
 * @property {string} baseURL what relative URLs of requests are relative to (worker/http.js)
 * @property {Pick<import("../worker/messages.js").WorkerConfig, "interpreter" | "bridge" | "environment" | "debug">}
 *   config `interpreter` is the URL of another build's .mjs
 */

/**
 * @typedef {object} IO where printed lines go, without their line ends
 * @property {(line: string) => void} stdout
 * @property {(line: string) => void} stderr
 * @property {(level: import("../worker/stdio.js").Level, text: string) => void} log one message, of any number of lines
 * @property {(error: Error) => void} unawaited gets the exceptions of tasks that nobody awaits
 * @property {(message: object, transfer: Transferable[]) => void} post sends a control message to the page
 * @property {(error: unknown, place?: Place) => void} broken the interpreter can run nothing any more, because of an error
 * @property {() => void} exited the interpreter can run nothing any more, as Python asked for it (`os._exit`)
 */

/** @typedef {{ file: string, line: number }} Place where Python stood */

/**
 * @typedef {object} Interpreter
 * Errors of `run`, `runAsync` and `call` are PythonError (sync_bridge/errors.js).
 * @property {unknown} raw what the interpreter's own JavaScript gives, for hooks in the worker
 * @property {(code: string) => unknown} evaluate code, and return the value of its last expression as the interpreter gives it
 * @property {(code: string) => Promise<unknown>} evaluateAsync the same of code that may have a top-level await; of that,
 *   MicroPython has no value
 * @property {(code: string, options: RunOptions) => void} run
 * @property {(code: string, options: RunOptions) => Promise<void>} runAsync may have a top-level await
 * @property {(name: string, ...args: unknown[]) => unknown} call a global by its dotted name
 * @property {(name: string, module: object) => void} registerModule
 * @property {(facade: import("../sync_bridge/near_end/facade/index.js").Facade) => Promise<(module: object) => object>}
 *   [shareFacade] have the page's objects arrive in the worker's own JavaScript as its facade has them, and the other way
 *   round; gives what makes of a module the one that is registered
 * @property {(path: string, bytes: Uint8Array) => void} writeFile creates folders
 * @property {(path: string) => Uint8Array} readFile
 * @property {(packages: { name: string, bytes: Uint8Array }[]) => Promise<void>} install wheels and other archives
 * @property {(names: string[], options: NameOptions) => Promise<void>} installByName what indexes of packages have, with
 *   what it needs
 * @property {() => void} offer the functions that the page's handle of the interpreter calls to the service "internals"
 * @property {() => void} interrupt what it runs, where that can be done from within the worker
 * @property {(error: unknown) => boolean} isFatal whether an error that came out of it has broken it
 * @property {(error: unknown) => object} [describe] what the page is told of an exception: the fields of an ErrorRecord
 * @property {Capabilities} capabilities
 */

/**
 * @typedef {object} NameOptions
 * @property {string[]} indexURLs without any, the interpreter's own installer looks where it does
 * @property {import("../worker/messages.js").WorkerConfig["packagesCache"]} packagesCache
 * @property {string | null} whole what the outcome depends on besides the interpreter, so that it may be repeated on
 *   the next visit; null where these are only some of the names
 */

/**
 * @typedef {object} RunOptions
 * @property {string} filename that tracebacks show; of a program in JavaScript without code, the URL of its module
 * @property {string} [script] the key by which the page knows the script
 */

/**
 * @typedef {object} Capabilities
 * @property {boolean} interruptsLoops a loop that makes no call of the bridge can be interrupted
 * @property {boolean} compiledPackages wheels with extension modules
 * @property {boolean} identity the same object of the page is the same Python object (`is`)
 */

export {};
