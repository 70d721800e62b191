import type { ImageChange } from '../../lib/release/index.js';
import { changeLine } from '../../lib/report/index.js';
import { columns } from '../style.js';

/** Rows of a change for scripts; null where there is no image on one side. */
export function changesJson(
  changes: readonly ImageChange[],
): { service: string; from: string | null; to: string | null }[] {
  return changes.map(({ artifact, from, to }) => ({ service: artifact, from: from ?? null, to: to ?? null }));
}

/** Rows of a change for people, aligned at the arrow. */
export function changesText(changes: readonly ImageChange[], none = 'no image changes'): string {
  if (changes.length === 0) return `  ${none}`;
  const rows = changes.map((change) => {
    const [before = '', after = ''] = changeLine(change).split(' --> ');
    return [before, `--> ${after}`];
  });
  return columns(rows, '  ');
}
