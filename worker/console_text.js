// What a terminal would show in the end of a line that was written for one: the console has neither cursor nor colours.
//
//   "\r 10 %\r100 %"            →  "100 %"         the last state of a progress bar
//   "\x1b[31mred\x1b[0m"        →  "red"           escape sequences are left out
//
// Who takes lines in the console's place gets them as they were written (main_thread/wrapper.js).

// ECMA-48: control sequences (CSI … final byte), strings such as titles and links (OSC … BEL or ST), and short escapes.
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g; // eslint-disable-line no-control-regex
/** Erasing a line, as far as progress bars do: up to its end, from its start, or all of it. */
const ERASE = /\x1b\[([012]?)K/g; // eslint-disable-line no-control-regex
/** Noncharacters that stand for those while the other sequences are taken out. */
const ERASED = ["\ufdd0", "\ufdd1", "\ufdd2"];
const MOVES = /[\r\b\ufdd0-\ufdd2]/;

/** @param {string} line without its end @returns {string} */
export function consoleText(line) {
  let text = line;
  if (text.includes("\x1b")) text = text.replace(ERASE, (_, what) => ERASED[Number(what)]).replace(ESCAPES, "");
  return MOVES.test(text) ? text.split("\n").map(finalState).join("\n") : text;
}

/** @param {string} line in which the cursor moves */
function finalState(line) {
  /** @type {string[]} */
  let cells = [];
  let at = 0;
  for (const character of line) {
    if (character === "\r") at = 0;
    else if (character === "\b") at = Math.max(0, at - 1);
    else if (character === ERASED[0]) cells.length = Math.min(cells.length, at);
    else if (character === ERASED[1]) cells.fill(" ", 0, at + 1);
    else if (character === ERASED[2]) cells = [];
    else {
      while (cells.length < at) cells.push(" ");
      cells[at++] = character;
    }
  }
  return cells.join("").trimEnd();
}
