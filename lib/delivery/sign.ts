import type { Instant } from '../ids.js';
import type { EventDraft, Fact } from '../promotion/index.js';
import type { Signer } from './delivery.js';

/** A fact under the name of who acts, with the reason where one was given. */
export function sign({ actor, reason }: Signer, at: Instant, fact: Fact): EventDraft {
  return { at, actor, ...(reason === undefined ? {} : { reason }), fact };
}
