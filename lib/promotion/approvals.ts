import { compareInstants, type Instant, later } from '../ids.js';
import type { ChangeParts } from './change.js';
import type { Approval } from './controls.js';
import { currentDeployment } from './current.js';
import type { Inquiry } from './inquiry.js';
import { hasRole, isSamePerson } from './people.js';

/** Approvals of a release in an environment: those that count for the change that is asked about, and those that do not. */
export interface Approvals {
  /** One for each person. */
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
    else if (!counted.some(({ actor }) => isSamePerson(actor, approval.actor))) counted.push(approval);
  }
  const isCounted = ({ approval }: RefusedApproval) => counted.some((one) => isSamePerson(one.actor, approval.actor));
  return { counted, refused: refused.filter((one) => !isCounted(one)) };
}

/** From when an approval counts no more; undefined where it does not expire. */
export function expiryOf({ place }: Pick<Inquiry, 'place'>, { at }: Pick<Approval, 'at'>): Instant | undefined {
  const seconds = place?.require.approvals?.expiresSeconds;
  return seconds === undefined ? undefined : later(at, seconds * 1000);
}

function whyNot(inquiry: Inquiry, approval: Approval): string | undefined {
  const { project, found, place, at } = inquiry;
  const roles = place?.require.approvals?.roles;
  if (found !== undefined && isSamePerson(found.actor, approval.actor)) return 'made the release';
  if (!hasRole(project, approval.actor, roles)) return `does not have the role ${roles?.join(' or ')}`;
  const expires = expiryOf(inquiry, approval);
  if (expires !== undefined && compareInstants(at, expires) >= 0) return `gave an approval that expired at ${expires}`;
  const differences = differencesTo(inquiry, approval);
  return differences.length === 0 ? undefined : `approved another change: ${differences.join(', ')}`;
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
