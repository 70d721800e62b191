import { compareInstants, type Instant, later } from '../../ids.js';
import type { ChangeParts } from '../events/change.js';
import type { Approval } from '../state/controls.js';
import { currentDeployment } from '../state/current.js';
import { isSamePerson } from '../state/same-person.js';
import type { Inquiry } from './inquiry.js';
import { hasRole } from './people.js';

/** Approvals of a release in an environment: those that count for the change that is asked about, and those that do not. */
export interface Approvals {
  /** One for each person, the last. */
  readonly counted: readonly Approval[];
  readonly refused: readonly RefusedApproval[];
}

export interface RefusedApproval {
  readonly approval: Approval;
  /** Why it does not count; the end of a sentence that begins with whose it is. */
  readonly why: string;
}

/**
 * Which approvals count: given for exactly this change, not expired, by somebody who may, and not by whoever made the
 * release.
 */
export function approvalsFor(inquiry: Inquiry): Approvals {
  const counted: Approval[] = [];
  const refused: RefusedApproval[] = [];
  for (const approval of inquiry.here?.approvals ?? []) {
    if (approval.change.release !== inquiry.release) continue;
    const why = whyNot(inquiry, approval);
    if (why !== undefined) refused.push({ approval, why });
    else counted.push(approval);
  }
  const isCounted = ({ approval }: RefusedApproval) => counted.some((one) => isSamePerson(one.actor, approval.actor));
  return { counted: lastOfEach(counted), refused: refused.filter((one) => !isCounted(one)) };
}

/** From when an approval counts no more; undefined where it does not expire. */
export function expiryOf({ place }: Pick<Inquiry, 'place'>, { at }: Pick<Approval, 'at'>): Instant | undefined {
  const seconds = place?.require.approvals?.expiresSeconds;
  return seconds === undefined ? undefined : later(at, seconds * 1000);
}

/** Why no approval of a person could count; the end of a sentence that begins with whose it is. */
export function whyNoApprover(
  { project, place, found }: Pick<Inquiry, 'project' | 'place' | 'found'>,
  person: string,
): string | undefined {
  const roles = place?.require.approvals?.roles;
  if (found !== undefined && isSamePerson(found.actor, person)) return 'made the release';
  return hasRole(project, person, roles) ? undefined : `does not have the role ${roles?.join(' or ')}`;
}

/** Who does not know what exactly would change counts approvals of several changes, and each person once. */
function lastOfEach(approvals: readonly Approval[]): readonly Approval[] {
  return approvals.filter(
    (one, index) => !approvals.slice(index + 1).some(({ actor }) => isSamePerson(actor, one.actor)),
  );
}

function whyNot(inquiry: Inquiry, approval: Approval): string | undefined {
  const { at } = inquiry;
  const never = whyNoApprover(inquiry, approval.actor);
  if (never !== undefined) return never;
  const expires = expiryOf(inquiry, approval);
  if (expires !== undefined && compareInstants(at, expires) >= 0) return `gave an approval that expired at ${expires}`;
  const differences = differencesTo(inquiry, approval);
  if (differences.length > 0) return `approved another change: ${differences.join(', ')}`;
  return approval.voidedBy === undefined ? undefined : `approved it before ${approval.voidedBy} was deployed there`;
}

/** In what the change that is asked about differs from the one that was approved. */
function differencesTo(inquiry: Inquiry, { change, preview }: Approval): readonly string[] {
  const { state, serviceSet, environment } = inquiry;
  const runs = currentDeployment(state, serviceSet, environment)?.release;
  if (inquiry.change === undefined) return change.replaces === runs ? [] : [replaced(change, runs)];
  if (inquiry.change.hash === preview) return [];
  const now = inquiry.change.parts;
  const differences = [
    ...(change.replaces === now.replaces ? [] : [replaced(change, now.replaces)]),
    ...(change.before === now.before ? [] : ['the stack that stands there is another one']),
    ...(change.after === now.after ? [] : ['the stack that would stand there is another one: the manifest changed']),
  ];
  return differences.length === 0 ? ['it was recorded otherwise'] : differences;
}

function replaced({ replaces }: ChangeParts, runs: ChangeParts['replaces']): string {
  return `${replaces ?? 'nothing'} ran there then, and ${runs ?? 'nothing'} does now`;
}
