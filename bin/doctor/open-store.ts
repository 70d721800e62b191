import { resolve } from 'node:path';
import type { Delivery } from '../../lib/delivery/index.js';
import type { Store } from '../../lib/workspace/index.js';
import type { Session } from '../session.js';
import { findingOf } from './attempt.js';
import { type Finding, ok, warning } from './finding.js';
import { checkFolder } from './store-folder.js';

export interface StoreFound {
  readonly finding: Finding;
  /** Absent where the store cannot be opened. */
  readonly opened?: { readonly store: Store; readonly delivery: Delivery };
}

/** Whether the store that is meant can be opened. Opening asks nobody: what is on AWS is looked at by checks of its own. */
export function checkStore(session: Session): StoreFound {
  try {
    const { store, delivery } = session;
    return { finding: told(session, store), opened: { store, delivery } };
  } catch (error) {
    return { finding: findingOf('store', error) };
  }
}

function told(session: Session, { kind }: Store): Finding {
  const { url, base } = session.storeUrl;
  if (kind === 'directory') return checkFolder(resolve(base, url.slice('dir:'.length)), url);
  if (kind === 'aws') return ok('store', url);
  return warning('store', 'memory: is forgotten when a command ends', 'name one that lasts, e.g. --store dir:.slipway');
}
