// JSON with the line and the column of its first error.
//
// The browsers' own messages name a place in three different ways or not at all, so a few lines walk over the text
// again once JSON.parse has refused it.

const TOKEN = /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])|$)/y;

export class JsonError extends Error {
  /** @param {string} message @param {string} text @param {number} index */
  constructor(message, text, index) {
    super(message);
    const before = text.slice(0, index).split("\n");
    this.line = before.length;
    this.column = before[before.length - 1].length + 1;
  }
}

/** @param {string} text @returns {unknown} */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw locate(text);
  }
}

/** @param {string} text not valid JSON */
function locate(text) {
  let index = 0;
  /** @type {string} */
  let token = "";
  let start = 0;

  const next = () => {
    TOKEN.lastIndex = index;
    const match = TOKEN.exec(text);
    start = index + (/^[\t\n\r ]*/.exec(text.slice(index))?.[0].length ?? 0);
    if (!match) throw new JsonError(`unexpected ${JSON.stringify(text.slice(start, start + 12))}`, text, start);
    token = match[1] ?? match[2] ?? "";
    index = TOKEN.lastIndex;
  };
  /** @param {string} wanted */
  const refuse = (wanted) => {
    const found = token ? `found ${token.slice(0, 24)}` : "the text ends";
    throw new JsonError(`${found} where ${wanted} is expected`, text, start);
  };
  /** @param {string} close @param {() => void} item */
  const list = (close, item) => {
    next();
    if (token === close) return next();
    for (;;) {
      item();
      if (token === close) return next();
      if (token !== ",") refuse(`"," or "${close}"`);
      next();
    }
  };
  const value = () => {
    if (token === "{") list("}", member);
    else if (token === "[") list("]", value);
    else if (token === "" || "}],:".includes(token)) refuse("a value");
    else next();
  };
  const member = () => {
    if (!token.startsWith('"')) refuse("a name in double quotes");
    next();
    if (token !== ":") refuse('":"');
    next();
    value();
  };
  try {
    next();
    value();
    if (token) refuse("the end");
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  return new JsonError("not valid", text, 0);
}
