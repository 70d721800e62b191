import { askLaw, type Change, lineageOf } from '../lib/delivery/index.js';
import type { Environment } from '../lib/manifest/index.js';
import { approvalsFor, inquire, type ProjectState } from '../lib/promotion/index.js';
import type { Session } from './session.js';
import { printable } from './style.js';

/** How a change stands after an approval. */
export interface ApprovalStanding {
  readonly approvals: {
    /** How many are asked for. */
    readonly asked: number;
    /** Whose count. */
    readonly by: readonly string[];
    readonly missing: number;
    /** Who can give what is missing. */
    readonly from?: string;
  };
  readonly eligible: boolean;
}

/** Whose approvals of a change count, how many are missing, and whether it may be made. */
export async function approvalStanding(
  { delivery, host }: Session,
  place: Environment,
  change: Change,
  state: ProjectState,
): Promise<ApprovalStanding> {
  const { project, serviceSet, now } = delivery;
  const { release } = change;
  const asked = place.require.approvals?.count ?? 0;
  const question = { environment: place.id, kind: 'deploy' as const, change: change.identity, at: now() };
  const { counted } = approvalsFor(
    inquire({ ...question, project, state, serviceSet: serviceSet.id, release: release.id }),
  );
  const lineage = await lineageOf(delivery, state, { environment: place.id, release });
  const { eligible, reasons } = askLaw(delivery, state, { ...question, release, lineage }, (holder) =>
    host.isGone(holder),
  );
  const from = reasons.find(({ code }) => code === 'ApprovalMissing')?.by;
  return {
    approvals: {
      asked,
      by: counted.map(({ actor }) => actor),
      missing: Math.max(0, asked - counted.length),
      ...(from === undefined ? {} : { from }),
    },
    eligible,
  };
}

/** How many approvals a change has, and who can give the others. */
export function approvalLines({ approvals: { asked, by, missing, from } }: ApprovalStanding): string[] {
  if (asked === 0) return [];
  const has = `${by.length} of ${asked} ${asked === 1 ? 'approval' : 'approvals'}`;
  if (missing === 0) return [`It has ${has}.`];
  return [
    `It has ${has}: ${missing} more ${missing === 1 ? 'is' : 'are'} needed${from === undefined ? '' : `, from ${printable(from)}`}.`,
  ];
}
