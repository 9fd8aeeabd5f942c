// Inline code without the indentation of the page around it. Called by tag.js.

/**
 * Remove from every line the indentation of the first line of code.
 *
 * Lines indented less keep what they have: they are comments, or the inside of a string, whose text must not change.
 * Empty lines stay, so that Python counts lines from the tag on.
 *
 * @param {string} code
 * @returns {string}
 */
export function dedent(code) {
  const indentation = code.match(/^([^\S\n]*)[^\s#]/m)?.[1];
  if (!indentation) return code;
  return code
    .split("\n")
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line))
    .join("\n");
}
