import { readFileSync } from 'node:fs';
import { ProposingLedger } from '../ledger/index.js';
import type { Release } from '../release/index.js';
import { RELEASE_FILE } from '../targets/index.js';
import type { Store } from './store.js';

/**
 * The store, with the release of which a command that renders by way of `cdk synth` told the app: it may not be recorded
 * yet, where somebody only wants to see what would change.
 */
export function withProposedRelease(store: Store, env: Readonly<Record<string, string | undefined>>): Store {
  const file = env[RELEASE_FILE];
  if (file === undefined || file === '') return store;
  const release = JSON.parse(readFileSync(file, 'utf8')) as Release;
  return { ...store, proposed: release.id, ledger: new ProposingLedger(store.ledger, release) };
}
