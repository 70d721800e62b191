import type { ImageChange } from '../release/index.js';
import type { ResourceChange } from './resource-changes.js';

/** Something about a change that a person should know before it is made. */
export interface Risk {
  readonly code: 'Replacement' | 'Removal' | 'ServiceRemoved' | 'NotPinned';
  /** One sentence, no full stop. */
  readonly message: string;
}

/** What is dangerous about a change: replacements and removals that leave nothing behind, and images that may move. */
export function risksOf(images: readonly ImageChange[], resources: readonly ResourceChange[]): readonly Risk[] {
  return [
    ...images.flatMap(({ artifact, from, to }): Risk[] => {
      if (to === undefined) return [{ code: 'ServiceRemoved', message: `${artifact} (${from}) is taken away` }];
      if (to.includes('@sha256:')) return [];
      return [{ code: 'NotPinned', message: `${to} has no digest, so what it means may change behind its name` }];
    }),
    ...resources.flatMap(({ logicalId, type, change, replacement, kept }): Risk[] => {
      if (change === 'remove' && !kept) return [{ code: 'Removal', message: `${type} ${logicalId} is deleted` }];
      if (replacement === 'no' || kept) return [];
      const verb = replacement === 'yes' ? 'is' : 'may be';
      return [{ code: 'Replacement', message: `${type} ${logicalId} ${verb} replaced` }];
    }),
  ];
}
