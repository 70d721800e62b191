import { compareInstants, type Instant } from '../../ids.js';
import { type Recording, record } from '../../ledger/index.js';
import type { Environment } from '../../manifest/index.js';
import { SlipwayError } from '../../problem.js';
import {
  changeHash,
  currentRelease,
  type EventDraft,
  environmentState,
  expiryOf,
  findDeployment,
  isSamePerson,
  type ProjectState,
  whyNoApprover,
} from '../../promotion/index.js';
import type { Release } from '../../release/index.js';
import type { Change } from '../change.js';
import type { Delivery, Signer } from '../delivery.js';
import { sign } from '../sign.js';

/** One change, and where it would be made. */
export interface Proposal {
  readonly place: Environment;
  readonly change: Change;
}

/**
 * Records that somebody agrees to exactly one change; nothing where the same person did already and that still counts.
 *
 * @throws SlipwayError `refused` as {@link requireApprover}; `conflict` with `PreviewChanged` where something else runs
 *   there by now than when the change was planned
 */
export async function approve(delivery: Delivery, proposal: Proposal, signer: Signer): Promise<Recording> {
  const { project, ledger, now } = delivery;
  requireApprover(delivery, proposal.place, proposal.change.release, signer);
  return record(ledger, project.id, ({ state }) => approving(state, proposal, signer, now()));
}

/**
 * Somebody whose approval can count.
 *
 * @throws SlipwayError `refused` with `OwnRelease` for whoever made the release, with `RoleMissing` for whoever has none
 *   of the roles that approve there
 */
export function requireApprover({ project }: Delivery, place: Environment, release: Release, { actor }: Signer): void {
  const why = whyNoApprover({ project, place, found: release }, actor);
  if (why === undefined) return;
  const isOwn = isSamePerson(actor, release.actor);
  throw new SlipwayError('refused', {
    code: isOwn ? 'OwnRelease' : 'RoleMissing',
    message: `an approval by ${actor} would not count for release ${release.number} (${release.id}) in ${place.id}: ${actor} ${why}`,
    hint: isOwn
      ? 'let somebody else look at it and approve it'
      : 'the manifest says who has which role, under `roles`; if you go by another name there, sign with --actor <name>',
  });
}

/** What to record for an approval, or undefined where it is given already. Pure. */
export function approving(
  state: ProjectState,
  { place, change }: Proposal,
  signer: Signer,
  at: Instant,
): EventDraft | undefined {
  const { parts, hash } = change.identity;
  const runs = currentRelease(state, parts.serviceSet, parts.environment)?.id;
  if (runs !== parts.replaces)
    throw previewChanged(
      change,
      `${place.id} runs ${runs ?? 'nothing'} by now, and not ${parts.replaces ?? 'nothing'}`,
    );
  // Who approved before a warning was recorded did not know of it.
  const warnings = Object.values(state.environments)
    .flatMap(({ evaluations }) => (Object.hasOwn(evaluations, parts.release) ? (evaluations[parts.release] ?? []) : []))
    .filter(({ verdict }) => verdict === 'warning');
  const counts = environmentState(state, parts.serviceSet, parts.environment)?.approvals.some((given) => {
    const expires = expiryOf({ place }, given);
    const isOver = expires !== undefined && compareInstants(at, expires) >= 0;
    const isAware = !warnings.some(({ at: warned }) => compareInstants(given.at, warned) < 0);
    const isSame = given.preview === hash && given.voidedBy === undefined;
    return isSame && isSamePerson(given.actor, signer.actor) && !isOver && isAware;
  });
  if (counts === true) return undefined;
  return sign(signer, at, { type: 'approval.granted', change: parts, preview: hash });
}

/**
 * The change that somebody looked at is the one that would be made now.
 *
 * @param preview the hash of what they looked at
 * @throws SlipwayError `conflict` with `PreviewChanged`
 */
export function requireSameChange(state: ProjectState, change: Change, preview: string): void {
  if (change.identity.hash !== preview) throw previewChanged(change, whatDiffers(state, change, preview));
}

/** What ran there when the hash was made, where the record tells; else all that it can be. */
function whatDiffers(state: ProjectState, { identity: { parts } }: Change, preview: string): string {
  const { before: _, replaces: __, ...same } = parts;
  const then = state.deploymentOrder
    .flatMap((id) => findDeployment(state, id) ?? [])
    .filter(({ environment }) => environment === parts.environment)
    .findLast(({ release, hashes }) => changeHash({ ...same, replaces: release, before: hashes.template }) === preview);
  const runs = `${parts.environment} runs ${parts.replaces ?? 'nothing'} now`;
  if (then !== undefined) return `it was made when ${then.release} ran there, and ${runs}`;
  if (changeHash(same) === preview) return `it was made when nothing stood there, and ${runs}`;
  return `the manifest, or the stack that stands in ${parts.environment}, changed since, or it is a preview of something else`;
}

function previewChanged({ release, environment, identity }: Change, why: string): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'PreviewChanged',
    message: `release ${release.number} (${release.id}) in ${environment} is not the change that was previewed any more: ${why}`,
    hint: `nothing was recorded; look at \`slipway preview ${release.number} --environment ${environment}\`, whose hash is ${identity.hash} now`,
  });
}
