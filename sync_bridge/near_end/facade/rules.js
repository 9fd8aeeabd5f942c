// What the rules of members say (docs/web_idl.md): which operands a command that is not waited for may have.
// worker/python/offthread/_rules.py says the same for Python.

/** How much is waited for: the levels of the modes in docs/modes.md. */
export const LEVEL = Object.freeze({ strict: 0, default: 1, fast: 2 });

const NAME = /^[a-zA-Z_][a-zA-Z0-9_.-]*$/;
const TOKEN = /^\S+$/;
/** Tags, ids, classes, with combinators: what certainly is no syntax error. */
const COMPOUND = /^([a-zA-Z][a-zA-Z0-9-]*|[*])?([#.][a-zA-Z][a-zA-Z0-9_-]*)*$/;

/** Texts that were found to be valid; most come again and again. @type {Map<RegExp, Set<string>>} */
const valid = new Map([NAME, TOKEN, COMPOUND].map((pattern) => [pattern, new Set()]));
const MOST_VALID = 1000;

/** @param {RegExp} pattern @param {unknown} text @param {(text: string) => boolean} test */
function isValid(pattern, text, test) {
  if (typeof text !== "string") return false;
  const known = /** @type {Set<string>} */ (valid.get(pattern));
  if (known.has(text)) return true;
  if (!test(text)) return false;
  if (known.size < MOST_VALID) known.add(text);
  return true;
}

/** @param {unknown} text */
function isName(text) {
  return isValid(NAME, text, (candidate) => NAME.test(candidate));
}

/** @param {unknown} text */
function isToken(text) {
  return isValid(TOKEN, text, (candidate) => TOKEN.test(candidate));
}

/** Whether text certainly is a valid selector. @param {unknown} text */
export function isSimpleSelector(text) {
  return isValid(COMPOUND, text, (candidate) => candidate.split(",").every(isSimpleComplex));
}

/** @param {string} selector without commas */
function isSimpleComplex(selector) {
  let isCombined = true;
  for (const part of selector.replaceAll(">", " > ").split(/\s+/)) {
    if (part === "") continue;
    if (part === ">" ? isCombined : !COMPOUND.test(part)) return false;
    isCombined = part === ">";
  }
  return !isCombined;
}

/**
 * Whether setting an attribute to a value need not be waited for.
 * @param {string} rule @param {unknown} value @param {number} level
 */
export function maySet(rule, value, level) {
  if (rule.startsWith("sW")) return typeof value === "string";
  if (rule[0] === "w") return level === LEVEL.fast;
  if (rule[0] !== "W") return false;
  if (level === LEVEL.fast) return true;
  switch (rule.slice(1)) {
    case "e":
      return value === null || typeof value === "function";
    case "d":
      // Infinities and NaN are refused.
      return typeof value === "number" && Number.isFinite(value);
    default:
      return isPlain(value);
  }
}

/** Whether a value becomes text or a number without code of the page. @param {unknown} value */
export function isPlain(value) {
  return value === null || ["undefined", "string", "number", "boolean"].includes(typeof value);
}

/**
 * Whether a method that cannot fail in practice cannot with these arguments; nodes are another matter.
 * @param {string} rule @param {unknown[]} args
 */
export function areFit(rule, args) {
  switch (rule.slice(1)) {
    case "t":
      return args.every(isToken);
    case "a":
      return args.length > 1 && isName(args[0]) && args.every(isPlain);
    default:
      return true;
  }
}
