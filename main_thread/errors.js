// The errors of tags, configs and workers: one tree, and one table with every sentence. Loaded by failure.js when the
// first one is needed.
//
//   OffthreadError
//   ├── IsolationError   the page lacks the headers that make synchronous access to it possible
//   ├── WorkerError      a worker could not start, failed, or ended
//   ├── TagError         a script tag that cannot be run as written, or whose source is missing
//   ├── ConfigError      a config that cannot be read, or does not say what it should
//   └── LoadError        a file, a package or an interpreter that could not be loaded
//
// An exception of Python is none of these: it is a PythonError of the bridge and has a traceback instead of a code.
// A message says what happened, where, and what to do. docs/errors.md lists the codes; a test compares the two.

export class OffthreadError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(`${message} [${code}]`);
    this.name = new.target.name;
    this.code = code;
  }
}

export class IsolationError extends OffthreadError {}
export class WorkerError extends OffthreadError {}
export class TagError extends OffthreadError {}
export class ConfigError extends OffthreadError {}
export class LoadError extends OffthreadError {}

// Minifiers rename classes; the names are part of what a page may compare.
for (const [name, type] of Object.entries({
  OffthreadError,
  IsolationError,
  WorkerError,
  TagError,
  ConfigError,
  LoadError,
})) {
  Object.defineProperty(type, "name", { value: name });
}

/**
 * @typedef {Record<string, string>} Facts
 * @typedef {[type: typeof OffthreadError, sentence: (facts: Facts) => string]} Entry
 */

/** @type {Record<string, Entry>} */
const FAILURES = {
  OT101: [
    IsolationError,
    ({ script }) =>
      `${script} was not run: this page is not cross-origin isolated, and without that Python in a worker cannot ` +
      "reach it. Send `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp` " +
      "with the page (`offthread serve` does), or register `service-worker.js` where you cannot set headers",
  ],
  OT102: [
    IsolationError,
    ({ script, url }) =>
      `${script} was not run: browsers isolate pages only on https and on localhost, and this one is ${url}. ` +
      "Serve it by https, or open it as http://localhost on the machine that serves it",
  ],
  OT103: [WorkerError, ({ reason }) => `The worker failed: ${reason}. Reload the page; if it happens again, report it`],
  OT104: [
    WorkerError,
    ({ url, reason }) =>
      `The worker ${url} could not be started${reason && `: ${reason}`}. Check that the whole folder of offthread.js ` +
      "is served, and that the page's Content-Security-Policy, if any, allows it in `worker-src`",
  ],
  OT105: [WorkerError, ({ type }) => `The worker of the "${type}" scripts was ended. Add the script to the page again`],
  OT106: [
    WorkerError,
    ({ url, reason }) =>
      `The worker could not be reached, as ${url} could not be loaded: ${reason}. Check that the whole folder of ` +
      "offthread.js is served, and that the page's Content-Security-Policy, if any, allows it in `script-src`",
  ],
  OT107: [
    WorkerError,
    ({ script, type, place, reason }) =>
      `The interpreter of ${script} ("${type}") broke${place && ` in ${place}`}: ${reason}. Its worker was started anew, ` +
      "without what its Python had in memory. Most often such an interpreter ran out of its stack (an operation on " +
      "objects nested very deep) or was led out of its memory (`ctypes`, a compiled package)",
  ],
  OT108: [
    WorkerError,
    ({ script, type, grace }) =>
      `${script} ("${type}") did not react to KeyboardInterrupt within ${grace}, so its worker was ended in the midst of ` +
      "what it did, and started anew. Let a long loop use the page now and then, and do not catch KeyboardInterrupt in it",
  ],
  OT109: [
    WorkerError,
    ({ script, type, place, reason }) =>
      `The interpreter of ${script} ("${type}") broke${place && ` in ${place}`} once more: ${reason}. Its worker was started ` +
      "anew three times within a minute, and now stays ended. Correct what breaks it and reload the page, or call the " +
      "worker's `restart()`",
  ],
  OT110: [
    IsolationError,
    ({ script, url, reason }) =>
      `${script} was not run: this page is not cross-origin isolated, and its service worker ${url} does not change that: ` +
      `${reason}. Name Offthread's own \`service-worker.js\`, from a folder that is above the page and \`dist/\`; or send the ` +
      "two headers with the page (`offthread serve` does)",
  ],

  OT301: [
    TagError,
    ({ script, value }) =>
      `Invalid worker attribute: worker="${value}" of ${script} must have no value. Write: ` +
      `<script type="…" src="${value}" worker>`,
  ],
  OT302: [
    TagError,
    ({ script, url, reason }) => `The source ${url} of ${script} could not be loaded: ${reason}. Check its \`src\``,
  ],
  OT303: [TagError, ({ script }) => `Invalid worker attribute: ${script} has an empty \`src\`. Name a file, or remove the attribute`],
  OT304: [
    TagError,
    ({ script }) =>
      `Invalid content: ${script} has both a \`src\` and code of its own, and only one can run. Remove one, or use two scripts`,
  ],
  OT305: [
    TagError,
    ({ script, type, place }) =>
      `The config of ${script} differs from the one its worker was started with, and all "${type}" scripts without ` +
      `\`worker\` share that worker. ${place && `${place} came first. `}Give them one config, or add \`worker\` to this script`,
  ],
  OT306: [
    TagError,
    ({ name, type, count }) =>
      `This page has ${count} tags ${name}, and only one can be the config of the "${type}" scripts. Remove the others, or ` +
      "give scripts a `config` of their own",
  ],
  OT307: [
    TagError,
    ({ script, name }) =>
      `The name "${name}" of ${script} is that of another worker already, by which others find what that exports. ` +
      "Choose another `name`, or end the other worker",
  ],
  OT308: [
    TagError,
    ({ hook, from, reason }) =>
      `The hook ${hook} (${from}) could not be used: ${reason}. A module must export a function of that name, or a default ` +
      "one; a function given as such cannot see what is around it, and needs `unsafe-eval` in a Content-Security-Policy",
  ],
  OT310: [
    LoadError,
    ({ url, reason }) => `The file ${url} of a worker could not be loaded: ${reason}. Check what XWorker is given`,
  ],

  OT313: [
    TagError,
    ({ script }) =>
      `${script} asks for a \`terminal\`, and nothing here opens one: what it prints goes to the console, and \`input()\` shows a ` +
      "field. Load a plugin that does, or register one of your own with `setTerminal()`",
  ],
  OT314: [
    OffthreadError,
    () => "`codemirror` of PyScript is not here: Offthread has no part of CodeMirror. Import it from where you have it",
  ],

  OT321: [TagError, ({ element, reason }) => `The declared event of ${element} was ignored: ${reason}`],
  OT322: [
    TagError,
    ({ element, type, scripts }) =>
      `It is not clear whose handler ${element} means: no "${type}" script shares its worker, and there are several with ` +
      `a worker: ${scripts}. Give the right one an \`env\`, and the element the same as \`${type}-env\``,
  ],
  OT323: [
    TagError,
    ({ element, type, env }) =>
      `The declared event of ${element} goes nowhere: the page has no "${type}" script` +
      `${env && ` with env="${env}"`}. Add one, or correct the attribute`,
  ],

  OT401: [
    ConfigError,
    ({ url, script, reason }) =>
      `The config ${url} of ${script} could not be loaded: ${reason}. Check the URL; it is relative to the page`,
  ],
  OT402: [
    ConfigError,
    ({ place, format, line, column, reason }) =>
      `${place} is not valid ${format} at line ${line}, column ${column}: ${reason}. Correct it there`,
  ],
  OT403: [
    ConfigError,
    ({ place, key, known, nearest }) =>
      `${place} has an unknown key \`${key}\`. ${nearest && `Did you mean \`${nearest}\`? `}Known keys: ${known}`,
  ],
  OT404: [
    ConfigError,
    ({ place, key, expected, found }) => `\`${key}\` in ${place} must be ${expected}, and it is ${found}`,
  ],
  OT405: [
    ConfigError,
    ({ place, key, path }) =>
      `\`${key}\` in ${place} would write ${path}, which another entry of \`files\` writes too. Change one destination`,
  ],
  OT407: [
    ConfigError,
    ({ place, key, name, known }) =>
      `\`${key}\` in ${place} uses {${name}}, which has no value there${known && `; known are ${known}`}. Write ` +
      `"{${name}}" = "…" before it`,
  ],
  OT408: [
    ConfigError,
    ({ place, key, name, version, shipped }) =>
      `\`${key}\` in ${place} asks for version ${version} of "${name}", and ${shipped ? `${shipped} is` : "no build of that is"} here. ` +
      "Leave the key out, or give it the URL of the other build's module (.mjs) or folder",
  ],
  OT409: [
    ConfigError,
    ({ place, key, name, first }) =>
      `\`${key}\` in ${place} is the second one with the name "${name}"; the first is ${first}. Give one of them another name`,
  ],
  OT410: [
    ConfigError,
    ({ url, place, reason }) =>
      `The package ${url} could not be loaded: ${reason}. Check \`packages\` in ${place}`,
  ],
  OT411: [
    ConfigError,
    ({ place, parser, reason }) =>
      `${place} could not be parsed by ${parser}: ${reason}. Check the module's URL in \`config-parser\`, and the text`,
  ],

  OT501: [
    LoadError,
    ({ url, reason }) => `The file ${url} of \`files\` could not be loaded: ${reason}. Check the config`,
  ],
  OT502: [
    LoadError,
    ({ url, reason }) => `The package ${url} of \`packages\` could not be loaded: ${reason}. Check the config`,
  ],
  OT503: [
    LoadError,
    ({ path, reason }) => `\`files\` could not be written to ${path}: ${reason}. Choose another destination`,
  ],
  OT504: [
    LoadError,
    ({ url, reason }) =>
      `The package ${url} could not be installed: ${reason}. It must be a wheel of pure Python, or an archive (.zip, .tar, ` +
      ".tar.gz, .tgz) of what Python imports",
  ],
  OT505: [
    LoadError,
    ({ name, url, reason }) =>
      `${name} could not be loaded from ${url}: ${reason}. Check that this folder is served whole, or the config's ` +
      "`interpreter`",
  ],
  OT506: [
    LoadError,
    ({ url, reason }) =>
      `The archive ${url} could not be unpacked: ${reason}. Archives are .zip, .whl, .tar, .tar.gz and .tgz`,
  ],
  OT507: [
    LoadError,
    ({ name, reason }) =>
      `The package "${name}" could not be installed: ${reason}. Check its name and the connection; or list the URL of its ` +
      "wheel (.whl) in `packages`, or the URL of an index that has it in `index_urls`",
  ],
  OT508: [
    LoadError,
    ({ url, reason }) =>
      `The module ${url} of \`js_modules\` could not be loaded: ${reason}. Check the config, and that its server lets other ` +
      "origins import it (CORS)",
  ],
  OT521: [
    LoadError,
    ({ name, needed, reason }) =>
      `The package "${name}" could not be installed: no index has "${needed}"${reason ? ` (${reason})` : ""}. Check the ` +
      "name in `packages`; `index_urls` names other indexes",
  ],
  OT522: [
    LoadError,
    ({ name, needed }) =>
      `The package "${name}" could not be installed: the index has "${needed}", but no wheel of a version that is asked for ` +
      "runs in Pyodide. Ask for another version, or list the URL of a wheel that ends with `-none-any.whl` or " +
      "`-pyemscripten_2026_0_wasm32.whl` in `packages`",
  ],
  OT523: [
    LoadError,
    ({ url, hash }) =>
      `${url} is damaged, as its hash says: its SHA-256 should begin with ${hash}. Have the index made anew, and look at what ` +
      "is between it and the page",
  ],
  OT524: [
    LoadError,
    ({ name, reason }) =>
      `The package "${name}" could not be installed: ${reason}. Check the connection, and that the server lets pages of ` +
      "other origins read (CORS); or list wheels from your own server in `packages`",
  ],
  OT525: [
    LoadError,
    ({ url, platform }) =>
      `The package ${url} is compiled for ${platform}, and does not run here. Use a wheel that ends with \`-none-any.whl\` or, ` +
      "in Pyodide, `-pyemscripten_2026_0_wasm32.whl`",
  ],
  OT632: [
    LoadError,
    ({ id, reason }) => `The folder "${id}" could not be mounted: ${reason}. Ask again when the person wants to`,
  ],
  OT510: [
    LoadError,
    ({ reason }) =>
      `The folder /persist could not be used: ${reason}. Private windows, cookies that are blocked, and full disks are the ` +
      "usual reasons",
  ],
};

/**
 * The error of a code, with its sentence.
 *
 * @param {string} code
 * @param {Facts} facts
 * @param {string} [stack]
 * @returns {OffthreadError}
 */
export function create(code, facts, stack) {
  const [Type, sentence] = FAILURES[code];
  const error = new Type(code, sentence(facts));
  if (stack) error.stack = stack;
  return error;
}
