/**
 * The candidate that a mistyped word most likely meant, or undefined where none is near. A candidate that differs only
 * in case or in `-`, `_`, `.` and spaces wins at once; otherwise the nearest by Damerau-Levenshtein distance, within a
 * third of the word's length. Among equals the first candidate wins, so the answer does not depend on anything else.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    if (folded !== '' && fold(candidate) === folded) return candidate;
    const found = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    // A candidate that shares no letter with the word is no suggestion, however short both are.
    if (found < bestDistance && found < Math.max(word.length, candidate.length)) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[-_. ]/g, '');
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other; `limit` or more is
 * answered with `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (last[column - 1] ?? limit) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? limit) + 1);
      current.push(cost);
    }
    if (Math.min(...current) >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[b.length] ?? limit, limit);
}
