// Every key of a config, in one table: what it must be, what it is for, and what it is when it is absent.
//
// check.js compares a config with this table, docs/config.md explains it, and a test sees that it has every key. A key is
// listed when some code reads it, and not before.

/**
 * @typedef {object} Entry
 * @property {"text" | "anyText" | "texts" | "textOrTexts" | "textByText" | "environment" | "flag" | "count" | "mode"
 *   | "cache" | "any" | "table" | "tables"} type
 * @property {string} description
 * @property {unknown} [default]
 * @property {Record<string, Entry>} [keys] of a table, or of each of the tables in a list
 * @property {string} [shorthand] the key of a table that text in its place stands for
 * @property {string} [idle] why nothing needs the key any more, which is said once on the console
 */

/** @type {Entry} */
const FILES = {
  type: "textByText",
  description:
    "What to fetch before the code runs, and where to write it: the URL of each source and its destination. An " +
    'empty destination keeps the source\'s name, one that ends with "/" is a folder, one that ends with "/*" is a ' +
    'folder for what is in an archive. "{NAME}" = "…" gives a name to a part of those after it.',
  default: {},
};

/** @type {Entry} */
const JS_MODULES = {
  type: "table",
  description: "Modules of JavaScript that Python imports from `pyscript.js_modules`: their URLs and names.",
  keys: {
    main: { type: "textByText", description: "Modules, and style sheets (.css), that the page loads.", default: {} },
    worker: { type: "textByText", description: "Modules that the worker loads.", default: {} },
  },
};

/** @type {Entry} */
const PACKAGES = {
  type: "texts",
  description:
    "What to install before the code runs: URLs of wheels (.whl) and other archives, URLs of descriptions of packages " +
    "(.json, .toml), and names of packages.",
  default: [],
};

/** @type {Record<string, Entry>} */
export const SCHEMA = {
  packages: PACKAGES,
  packages_cache: {
    type: "cache",
    description: 'How packages that have a name are kept for the next visit: "never", "passthrough" or "all".',
    default: null,
  },
  index_urls: {
    type: "textOrTexts",
    description: "Where packages are looked for by name: URLs of indexes, the first one that has a package counts.",
    default: [],
  },
  files: FILES,
  fetch: {
    type: "tables",
    description: "The older way to write `files`: a list of tables.",
    default: [],
    keys: {
      from: { type: "anyText", description: "URL of a file, or the start of the URLs of `files`.", default: "" },
      files: { type: "texts", description: "The ends of the URLs, and their destinations below `to_folder`." },
      to_folder: { type: "anyText", description: "The folder to write to.", default: "." },
      to_file: { type: "anyText", description: "The name to write to, where `files` is not given." },
    },
  },
  js_modules: JS_MODULES,
  interpreter: {
    type: "text",
    description:
      'Another build of the interpreter: the URL of its module (.mjs) or, ending with "/", of its folder. Or the ' +
      "version that the config counts on.",
    default: null,
  },
  version: { type: "text", description: "The same as `interpreter`.", default: null },
  env: { type: "environment", description: "Environment variables: text, numbers and booleans.", default: {} },
  debug: {
    type: "flag",
    description: "Tracebacks show the frames of Offthread too, and Pyodide checks more of its calls of JavaScript.",
    default: false,
  },
  plugins: {
    type: "texts",
    description: 'Names of plugins to use or, with "!" before them, to leave out.',
    default: [],
  },
  sync_main_only: {
    type: "flag",
    description: "The scripts use nothing of the page but `sync`, which is said to what starts the worker.",
    default: false,
  },
  experimental_create_proxy: {
    type: "any",
    description: "Accepted, and without effect.",
    idle: "functions of Python live as long as the page needs them",
  },
  experimental_ffi_timeout: {
    type: "any",
    description: "Accepted, and without effect.",
    idle: "reading the page is fast enough without keeping values that may be out of date",
  },
  bridge: {
    type: "table",
    shorthand: "mode",
    description: "Settings of the bridge to the page, or just its mode.",
    keys: {
      mode: {
        type: "mode",
        description:
          'What Python waits for: "default" for what may fail in practice, "strict" for every operation, "fast" only for results.',
        default: "default",
      },
      sync_deadline_ms: {
        type: "count",
        description: "The page waits no longer than this, in milliseconds, for a handler that decides about an event. Default: 50.",
      },
      limits: {
        type: "table",
        description: "The largest values that may cross the bridge.",
        keys: {
          payloadBytes: { type: "count", description: "Bytes in one argument list or result. Default: 256 MiB." },
          depth: { type: "count", description: "Lists within lists, dicts within dicts. Default: 64." },
          bigintBytes: { type: "count", description: "Bytes of an integer's magnitude. Default: 1 MiB." },
        },
      },
    },
  },
};

/** What a file of `packages` that describes a package may say. @type {Record<string, Entry>} */
export const DESCRIPTION_SCHEMA = {
  name: { type: "text", description: "The package's name, which no other description has." },
  packages: PACKAGES,
  files: FILES,
  js_modules: JS_MODULES,
};

/** What each type is called in an error. @type {Record<Entry["type"], string>} */
export const EXPECTED = {
  text: "a string that is not empty",
  anyText: "a string",
  texts: "a list of strings that are not empty",
  textOrTexts: "a URL or a list of URLs, as strings",
  textByText: "a table of strings by URL",
  environment: "a table of strings, numbers and booleans",
  flag: "true or false",
  count: "a whole number above 0",
  mode: '"strict", "default" or "fast"',
  cache: '"never", "passthrough" or "all"',
  any: "anything",
  table: "a table",
  tables: "a list of tables",
};
