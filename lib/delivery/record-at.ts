import { compareInstants, type Instant } from '../ids.js';
import { eventsUntil, fold, type ProjectState } from '../promotion/index.js';
import type { Delivery } from './delivery.js';

/** What the record says at an instant. */
export interface RecordAt {
  readonly state: ProjectState;
  readonly at: Instant;
  /** `past`: the record as it was then. `future`: as it is now, looked at as if nothing came to it until then. */
  readonly when: 'past' | 'now' | 'future';
}

/**
 * The record as it was at an instant, or as it stands.
 *
 * @param wanted default: now, for which not every event is read
 */
export async function recordAt({ project, ledger, now }: Delivery, wanted?: Instant): Promise<RecordAt> {
  const at = now();
  if (wanted !== undefined && compareInstants(wanted, at) < 0) {
    const events = await ledger.events(project.id);
    return { state: fold(project.id, eventsUntil(events, wanted)), at: wanted, when: 'past' };
  }
  const { state } = await ledger.view(project.id);
  const isLater = wanted !== undefined && compareInstants(wanted, at) > 0;
  return isLater ? { state, at: wanted, when: 'future' } : { state, at, when: 'now' };
}
