import type { ProjectId } from '../ids.js';
import { type EventDraft, type EventLink, type LedgerEvent, sealEvent, whyNotAnEvent } from '../promotion/index.js';

/**
 * Seals a draft, unless nobody could read the event back: once recorded it would be damage, and the end of the record.
 *
 * @throws Error a defect of whoever made the draft
 */
export function sealSound(project: ProjectId, draft: EventDraft, parents: readonly EventLink[]): LedgerEvent {
  const event = sealEvent(project, draft, parents);
  const why = whyNotAnEvent(event);
  if (why !== undefined) throw new Error(`nothing was recorded, because it could not be read back: ${why}`);
  return event;
}
