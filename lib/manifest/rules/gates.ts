import type { Findings } from '../findings.js';
import { entries, items, member, placeOfKey, type TreeNode } from '../text/tree.js';
import { nameOf } from './outline.js';

/** What speaks of the environments before has some to speak of. */
export function checkGates(project: TreeNode, findings: Findings): void {
  for (const environment of items(member(project, 'environments'))) {
    if (comesAfterNothing(environment)) checkFirst(environment, findings);
  }
}

function comesAfterNothing(environment: TreeNode): boolean {
  const after = member(environment, 'after');
  return after === undefined || (after.kind === 'list' && after.items.length === 0);
}

function checkFirst(environment: TreeNode, findings: Findings): void {
  const name = nameOf('environment', environment);
  const promote = member(environment, 'promote');
  if (promote?.kind === 'scalar' && promote.value === 'auto') {
    const message = `${name} comes after nothing, so nothing is promoted there by itself`;
    findings.warn('NothingBefore', promote, message, 'say with "after" where releases come from');
  }
  for (const entry of entries(member(environment, 'require'))) {
    const place = placeOfKey(entry);
    if (entry.key === 'soak') {
      const message = `${name} comes after nothing, so there is no environment in which a release could soak`;
      findings.error('NothingToSoakIn', place, message, 'say with "after" where releases come from, or take it out');
    } else if (entry.key === 'verdict' || entry.key === 'combination') {
      findings.warn('NothingBefore', place, `${name} comes after nothing, so "${entry.key}" asks for nothing`);
    }
  }
}
