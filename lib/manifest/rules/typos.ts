import { editDistance } from '../../suggest.js';
import type { Findings } from '../findings.js';
import type { Word } from './outline.js';

interface Part {
  readonly text: string;
  readonly word: Word;
}

/**
 * A word of an id that no other id has, one letter short, long or swapped inside a word that several have in its place:
 * `bag-verifer-a` beside `bag-verifier-b` and `bag-verifier-c`. Ends of words are left alone, for they tell plural from
 * singular and `reader` from `readers`.
 */
export function warnTypos(ids: readonly Word[], findings: Findings): void {
  for (const parts of partsByPlace(ids).values()) {
    const uses = usesOf(parts);
    if (uses.size < 2) continue;
    for (const [text, [only, second]] of uses) {
      if (only === undefined || second !== undefined) continue;
      const likely = [...uses.values()].filter(
        ([peer, another]) => another !== undefined && looksMistyped(text, peer?.text ?? ''),
      );
      const [usual] = likely[0] ?? [];
      if (usual === undefined || likely.length > 1) continue;
      const message = `"${text}" in "${only.word.text}" looks like a slip of "${usual.text}", as in "${usual.word.text}"`;
      findings.warn('LikelyTypo', only.word, message);
    }
  }
}

function usesOf(parts: readonly Part[]): ReadonlyMap<string, readonly Part[]> {
  const uses = new Map<string, Part[]>();
  for (const part of parts) uses.set(part.text, [...(uses.get(part.text) ?? []), part]);
  return uses;
}

/** The words that ids are made of, together with those that follow the same beginning. */
function partsByPlace(ids: readonly Word[]): ReadonlyMap<string, readonly Part[]> {
  const places = new Map<string, Part[]>();
  for (const word of ids) {
    let before = '';
    for (const text of word.text.toLowerCase().split(/[-_]/)) {
      const parts = places.get(before);
      if (parts === undefined) places.set(before, [{ text, word }]);
      else parts.push({ text, word });
      before += `${text}-`;
    }
  }
  return places;
}

function looksMistyped(word: string, usual: string): boolean {
  if (Math.min(word.length, usual.length) < 6 || word[0] !== usual[0] || word.at(-1) !== usual.at(-1)) return false;
  if (editDistance(word, usual, 2) !== 1) return false;
  const swapped = word.length === usual.length;
  return !swapped || [...word].sort().join('') === [...usual].sort().join('');
}
