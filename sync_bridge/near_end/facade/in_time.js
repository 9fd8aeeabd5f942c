// Which functions the page should wait for: those that decide about an event, and those that return a value; found from
// their source when they are first given to the page. docs/calls.md says what follows from it.

/** What only works while an event is being dispatched. */
const DECISIONS = new RegExp(
  "\\b(?:preventDefault|stopPropagation|stopImmediatePropagation|returnValue|cancelBubble|dataTransfer|clipboardData" +
    "|createObjectStore|deleteObjectStore|createIndex|deleteIndex)\\b|\\breturn\\s+false\\b|=>\\s*false\\b",
);
/** A `return` with something to return. */
const RETURN = /\breturn\b[ \t]*[^;}\s]/;
/** An arrow function whose body is an expression. */
const EXPRESSION = /^(?:[\w$]+|\([^]*?\))\s*=>\s*(?!\s|\{)/;

/**
 * @param {Function} value
 * @returns {{ decides: boolean, answers: boolean, usesThis: boolean }}
 */
export function inspect(value) {
  const source = Function.prototype.toString.call(value);
  // Of what is bound or built in the source cannot be seen. It may well return something.
  if (/\{\s*\[native code\]\s*\}$/.test(source)) return { decides: false, answers: true, usesThis: false };
  // A coroutine's value comes later anyway.
  const isPlain = Object.prototype.toString.call(value) === "[object Function]";
  return {
    decides: DECISIONS.test(source),
    answers: isPlain && (RETURN.test(source) || EXPRESSION.test(source)),
    usesThis: /\bthis\b/.test(source),
  };
}
