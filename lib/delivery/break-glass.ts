import { type Instant, later } from '../ids.js';
import { record } from '../ledger/index.js';
import {
  type Decision,
  type EventDraft,
  environmentState,
  isWaivable,
  type ProjectState,
  type Reason,
} from '../promotion/index.js';
import { askLaw, type LawQuestion } from './ask-law.js';
import type { Delivery, Signer } from './delivery.js';
import { sign } from './sign.js';

/**
 * What breaking the glass for a release in an environment means.
 *
 * - `needless`: the law lets it in as it is, and nothing is broken
 * - `waives`: these conditions are unmet, and are waived by it
 * - `in-force`: it was broken before, and these are waived already
 * - `in-vain`: conditions stand that no broken glass waives
 */
export type Glass =
  | { readonly step: 'needless' }
  | { readonly step: 'waives'; readonly waived: readonly Reason[] }
  | { readonly step: 'in-force'; readonly waived: readonly Reason[]; readonly expires: Instant }
  | { readonly step: 'in-vain'; readonly decision: Decision };

/**
 * Tells what breaking the glass would mean now. Writes nothing.
 *
 * @param isGone whether the process behind a lease is known to be gone; not known is false
 */
export function weighGlass(
  delivery: Delivery,
  state: ProjectState,
  question: LawQuestion,
  isGone: (holder: string) => boolean,
): Glass {
  const decision = askLaw(delivery, state, question, isGone);
  const { reasons, overridden = [] } = decision;
  const standing = reasons.filter(({ code }) => !isWaivable(code));
  if (standing.length > 0) return { step: 'in-vain', decision: withoutWaivable(decision, standing) };
  if (reasons.length > 0) return { step: 'waives', waived: reasons };
  const expires = environmentState(state, delivery.serviceSet.id, question.environment)?.overrides.find(
    ({ release }) => release === question.release.id,
  )?.expires;
  if (overridden.length === 0 || expires === undefined) return { step: 'needless' };
  return { step: 'in-force', waived: overridden, expires };
}

/** That the glass was broken: by whom, why, and for how long. */
export interface Breaking {
  /** With the reason, which nobody breaks it without. */
  readonly signer: Signer & { readonly reason: string };
  /** For how long conditions are waived, in milliseconds. */
  readonly lengthMs: number;
  /** Whether the process behind a holder is known to be gone. Not known is false. */
  readonly isGone: (holder: string) => boolean;
}

/**
 * Breaks the glass: records that the law's conditions are waived for a release in an environment, where that makes a
 * difference. One that is in force is used again. What it means is decided on the record to which it is added.
 */
export async function breakGlass(
  delivery: Delivery,
  question: LawQuestion,
  { signer, lengthMs, isGone }: Breaking,
): Promise<Glass> {
  const { serviceSet, ledger, project } = delivery;
  const { environment, release } = question;
  let glass: Glass | undefined;
  await record(ledger, project.id, ({ state }): EventDraft | undefined => {
    glass = weighGlass(delivery, state, question, isGone);
    if (glass.step !== 'waives') return undefined;
    const at = delivery.now();
    const expires = later(at, lengthMs);
    glass = { step: 'in-force', waived: glass.waived, expires };
    const place = { serviceSet: serviceSet.id, environment, release: release.id };
    return sign(signer, at, { type: 'glass.broken', ...place, expires });
  });
  if (glass === undefined) throw new Error('the record was written without being asked what to write');
  return glass;
}

/** Of what stands against a release only what cannot be waived: that is what somebody has to see to first. */
function withoutWaivable({ earliest: _, ...decision }: Decision, reasons: readonly Reason[]): Decision {
  return { ...decision, eligible: false, reasons };
}
