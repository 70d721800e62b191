import type { EnvironmentId } from '../../../ids.js';
import type { Release } from '../../../release/model.js';
import { currentDeployment } from '../../state/current.js';
import type { Combination } from '../decision.js';
import { command, type Inquiry, listNames } from '../inquiry.js';
import { bondsOf, type CombinationMode, differenceOf, passedIn } from './bonds.js';
import { complete } from './complete.js';
import { nearestMixture } from './mixture.js';
import { pinned } from './pinned.js';
import { soakOf } from './standing.js';
import { unblocked } from './unblocked.js';

/**
 * The combination nearest to a release, by the number of artifacts that differ, that was verified in an environment and
 * soaked there, is complete, and has no image that may not go; of several one that passed as a whole, and of these the
 * one that passed last. Undefined where there is none.
 */
export function nearestCombination(
  inquiry: Inquiry,
  release: Release,
  there: EnvironmentId,
  mode: CombinationMode,
): Combination | undefined {
  const mayGo = (one: Release): boolean =>
    soakOf(inquiry, there, one) === 'yes' &&
    [complete, pinned, unblocked].every(
      (condition) => condition({ ...inquiry, release: one.id, found: one }).length === 0,
    );
  const verified = passedIn(inquiry, there).filter((one) => one.id !== release.id && mayGo(one));
  const whole = verified
    .map((one): Combination => ({ release: one.id, ...differenceOf(release, one) }))
    .reduce<Combination | undefined>(nearer, undefined);
  return mode === 'exact' ? whole : nearer(whole, nearestMixture(inquiry, release, verified, bondsOf(inquiry, mode)));
}

function nearer(best: Combination | undefined, next: Combination | undefined): Combination | undefined {
  if (best === undefined || next === undefined) return best ?? next;
  return next.differs.length < best.differs.length ? next : best;
}

/** What may go instead; the end of a hint. */
export function sayNearest(inquiry: Inquiry, nearest: Combination | undefined): string {
  if (nearest === undefined) return '';
  const { state, serviceSet, environment } = inquiry;
  const differs = `which differs in ${listNames(nearest.differs)}`;
  if (nearest.release !== undefined && nearest.release === currentDeployment(state, serviceSet, environment)?.release)
    return `; the nearest combination that was verified is ${nearest.release}, ${differs} and runs in ${environment} already`;
  if (nearest.release !== undefined)
    return `; the nearest combination that was verified is ${nearest.release}, ${differs}: ${command(inquiry, `deploy ${nearest.release} --environment ${environment}`)}`;
  const choices = nearest.differs.map((artifact) => ` --set ${artifact}=${nearest.images[artifact]}`).join('');
  return `; the nearest combination that was verified differs in ${listNames(nearest.differs)}: ${command(inquiry, `release create --from-release ${inquiry.release}${choices}`)}`;
}
