import type { ArtifactKey } from '../ids.js';
import { printable } from '../printable.js';
import type { Bracket, Decided, Freeze } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import type { GivenApproval } from './given-approvals.js';
import { imageName } from './image-name.js';
import type { Glass, HeldOn, Restrictions } from './restrictions.js';

/** What restricts an environment, one line each. */
export function restrictionLines({ held, frozen, toBeFrozen, glass }: Restrictions): readonly string[] {
  return [
    ...(held === undefined ? [] : [heldLine(held)]),
    ...frozen.map((freeze) => freezeLine(freeze, `frozen${scopeOf(freeze)} since ${freeze.from}`)),
    ...toBeFrozen.map((freeze) => freezeLine(freeze, `to be frozen${scopeOf(freeze)} from ${freeze.from}`)),
    ...(glass === undefined ? [] : glassLines(glass)),
  ];
}

/** `rel-0123456789ab (number 3) by sue since …: why`. */
export function approvalLine(given: GivenApproval): string {
  const { change, release, at, expires, why } = given;
  const until = expires === undefined ? '' : ` until ${expires}`;
  const counts = why === undefined ? '' : `; it does not count: ${printable(given.actor)} ${printable(why)}`;
  return `${nameOf(change.release, release)} by ${printable(given.actor)} at ${at}${until}${reasonOf(given)}${counts}`;
}

/** What gathers where a bracket is open. */
export function bracketLine({ id, actor, at, images, reason }: Bracket): string {
  const gathered = (Object.keys(images) as ArtifactKey[])
    .sort()
    .map((artifact) => imageName(artifact, images[artifact]?.image ?? ''));
  const what = gathered.length === 0 ? 'with nothing in it yet' : `with ${gathered.join(', ')}`;
  return `bracket ${id} ${what}, opened by ${printable(actor)} at ${at}${reasonOf({ reason })}`;
}

function heldLine(held: HeldOn): string {
  const how = held.by === 'rollback' ? ', who rolled it back' : '';
  return `held on ${nameOf(held.release, held.found)} since ${held.at} by ${printable(held.actor)}${how}${reasonOf(held)}`;
}

function freezeLine(freeze: Freeze, when: string): string {
  const until = freeze.until === undefined ? '' : ` until ${freeze.until}`;
  const rollbacks = freeze.rollbacks === 'refused' ? ', for rollbacks too' : '';
  return `${when}${until}${rollbacks}, by ${printable(freeze.actor)}${reasonOf(freeze)}`;
}

function scopeOf({ environment }: Freeze): string {
  return environment === undefined ? ' with the whole project' : '';
}

function glassLines({ inForce, unverified }: Glass): readonly string[] {
  return [
    ...inForce.map((broken) => {
      const { release, at, expires, actor } = broken;
      return `glass broken for ${release} from ${at} until ${expires}, by ${printable(actor)}${reasonOf(broken)}`;
    }),
    ...(unverified === undefined
      ? []
      : [
          `${unverified.release} came here under a broken glass, past ${(unverified.overridden ?? []).join(', ')}, and was not evaluated since`,
        ]),
  ];
}

function nameOf(id: string, release: Release | undefined): string {
  return release === undefined ? id : `${id} (number ${release.number})`;
}

function reasonOf({ reason }: Pick<Decided, 'reason'>): string {
  return reason === undefined ? '' : `: ${printable(reason)}`;
}
