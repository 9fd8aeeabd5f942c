// Every key of a config, in one table: what it must be, what it is for, and what it is when it is absent.
//
// validate.js checks against this table and the documentation prints it. A key is listed when some code reads it, and
// not before.

/**
 * @typedef {object} Entry
 * @property {"url" | "urls" | "files" | "count" | "mode" | "table"} type
 * @property {string} description
 * @property {unknown} [default]
 * @property {Record<string, Entry>} [keys] of a table
 * @property {string} [shorthand] the key of a table that text in its place stands for
 */

/** @type {Record<string, Entry>} */
export const SCHEMA = {
  packages: {
    type: "urls",
    description: "URLs of wheels (.whl) of pure Python, to be installed before the code runs.",
    default: [],
  },
  files: {
    type: "files",
    description:
      "What to fetch before the code runs, and where to write it: the URL of each source and its destination. An " +
      'empty destination keeps the source\'s name, one that ends with "/" is a folder.',
    default: {},
  },
  interpreter: {
    type: "url",
    description: "URL of an interpreter's module (.mjs) to use instead of the one that comes with Offthread.",
    default: null,
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

/** What each type is called in an error. @type {Record<Entry["type"], string>} */
export const EXPECTED = {
  url: "a URL, as a string",
  urls: "a list of URLs of wheels (.whl)",
  files: "a table of destinations (strings) by source URL",
  count: "a whole number above 0",
  mode: '"strict", "default" or "fast"',
  table: "a table",
};
