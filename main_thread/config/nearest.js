// The known word that a misspelt one was meant to be.

/**
 * @param {string} word
 * @param {string[]} known
 * @returns {{ word: string, isClose: boolean }} the nearest known word, or "" if none is near; `isClose` where hardly
 *   anything else can have been meant
 */
export function nearest(word, known) {
  const [given, ...others] = [word, ...known].map((one) => one.toLowerCase());
  const ranked = known.map((candidate, index) => ({ candidate, distance: distance(given, others[index]) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (!best || best.distance > Math.max(2, word.length / 3)) return { word: "", isClose: false };
  return { word: best.candidate, isClose: best.distance <= Math.max(1, word.length / 4) };
}

/** The Levenshtein distance of two words. @param {string} a @param {string} b */
function distance(a, b) {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current[column] = Math.min(replaced, previous[column] + 1, current[column - 1] + 1);
    }
    previous = current;
  }
  return previous[b.length];
}
