import { compareInstants, type EnvironmentId, type Instant, type ServiceId } from '../../../ids.js';
import { durationText } from '../../../manifest/duration.js';
import type { Release } from '../../../release/model.js';
import type { Reason } from '../decision.js';
import { command, type Inquiry, listNames, nameRelease } from '../inquiry.js';
import { agree, type Bond, bondsOf, type CombinationMode, passedIn } from './bonds.js';
import { nearestCombination, sayNearest } from './nearest.js';
import { soakOf, standingOf } from './standing.js';

/**
 * Why the parts of a release were not all verified in an environment, and soaked there, as asked. A release that was
 * verified as a whole stands for each of its parts, as others do.
 */
export function combinationReason(
  inquiry: Inquiry,
  release: Release,
  there: EnvironmentId,
  mode: CombinationMode,
): readonly Reason[] {
  const isVerified = standingOf(inquiry, there, release) === 'passed';
  const passed = [...(isVerified ? [release] : []), ...passedIn(inquiry, there)];
  const found = bondsOf(inquiry, mode).map((bond) => ({
    bond,
    witnesses: passed.filter((one) => agree(one, release, bond.artifacts)),
  }));
  const open = found.filter(({ witnesses }) => witnesses.length === 0).map(({ bond }) => bond);
  if (open.length > 0) return [notVerified(inquiry, release, there, open, mode)];
  const soaks = found.map(({ witnesses }) => soonest(inquiry, there, witnesses));
  if (soaks.every((soak) => soak === 'yes')) return [];
  const message = `${inquiry.environment} asks for ${durationText(inquiry.place?.require.soakSeconds ?? 0)} of every part of ${nameRelease(release)} running in ${there}, healthy and without interruption`;
  const waits = soaks.flatMap((soak) => (typeof soak === 'object' ? [soak.from] : []));
  if (soaks.includes('never'))
    return [
      {
        code: 'NotSoaked',
        message: `${message}, and not all of them do now`,
        by: `whoever may deploy to ${there}`,
        hint: `see ${command(inquiry, `status ${there}`)}, or run ${command(inquiry, `deploy ${release.id} --environment ${there}`)}`,
      },
    ];
  const until = waits.reduce((latest, next) => (compareInstants(next, latest) > 0 ? next : latest));
  return [{ code: 'NotSoaked', message, by: 'time', hint: `wait until ${until}`, until }];
}

/** When the first of some releases soaked, or will have. */
function soonest(
  inquiry: Inquiry,
  there: EnvironmentId,
  releases: readonly Release[],
): 'yes' | 'never' | { readonly from: Instant } {
  let best: 'never' | { readonly from: Instant } = 'never';
  for (const release of releases) {
    const soaked = soakOf(inquiry, there, release);
    if (soaked === 'yes') return 'yes';
    if (soaked === 'never') continue;
    if (best === 'never' || compareInstants(soaked.from, best.from) < 0) best = soaked;
  }
  return best;
}

function notVerified(
  inquiry: Inquiry,
  release: Release,
  there: EnvironmentId,
  open: readonly Bond[],
  mode: CombinationMode,
): Reason {
  const nearest = nearestCombination(inquiry, release, there, mode);
  const parts = open.filter(
    ({ services }) =>
      services.length > 1 ||
      !open.some((other) => other.services.length > 1 && other.services.includes(services[0] as ServiceId)),
  );
  const what = parts.map(({ services }) =>
    services.length > 1 ? `${listNames(services)} together` : services.join(''),
  );
  return {
    code: 'CombinationNotVerified',
    message: `${nameRelease(release)} joins images that have not passed in ${there} in this combination: ${what.join('; ')}`,
    by: `whoever deploys this combination to ${there} and evaluates it`,
    hint: `deploy and evaluate it in ${there} first${sayNearest(inquiry, nearest)}`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}
