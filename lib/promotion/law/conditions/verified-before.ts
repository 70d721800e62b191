import { compareInstants, type EnvironmentId } from '../../../ids.js';
import { durationText } from '../../../manifest/duration.js';
import type { Release } from '../../../release/model.js';
import { currentDeployment } from '../../state/current.js';
import type { Reason } from '../decision.js';
import { precedingEnvironments } from '../graph.js';
import { type Condition, command, type Inquiry, listNames, nameRelease } from '../inquiry.js';
import { whoMayApprove } from './approved.js';
import { combinationReason } from './combination.js';
import { nearestCombination, sayNearest } from './nearest.js';
import { STANDINGS, type Standing, soakOf, standingOf } from './standing.js';

/** What is missing in one environment before this one; `rank` grows with how far the release got there. */
interface Missing {
  readonly reasons: readonly Reason[];
  readonly rank: number;
}

/**
 * The release succeeded in an environment before this one, the latest verdict on it there is pass, and it soaked there as
 * long as asked; in one of several such environments, or in all where that is asked. Where only its parts have to have
 * been verified, they may come from different releases. A rollback is exempt, and so is what runs here already.
 */
export const verifiedBefore: Condition = (inquiry) => {
  const { project, serviceSet, environment, place, found, kind, runsHere } = inquiry;
  if (place === undefined || found === undefined || kind === 'rollback' || runsHere) return [];
  const before = precedingEnvironments(project, serviceSet, environment).map(({ id }) => id);
  const missing = before.map((id) => missingIn(inquiry, found, id, before));
  if (place.require.verdict === 'all') return missing.flatMap(({ reasons }) => reasons);
  if (missing.some(({ reasons }) => reasons.length === 0)) return [];
  return missing.reduce<Missing>(closer, { reasons: [], rank: -1 }).reasons;
};

/** The one where less is missing: what passes by itself first and soonest, then where the release got farther. */
function closer(best: Missing, next: Missing): Missing {
  const [one, other] = [best.reasons[0]?.until, next.reasons[0]?.until];
  if (one !== undefined && other !== undefined) return compareInstants(other, one) < 0 ? next : best;
  if (one !== undefined || other !== undefined) return other === undefined ? best : next;
  return next.rank > best.rank ? next : best;
}

function missingIn(
  inquiry: Inquiry,
  release: Release,
  there: EnvironmentId,
  before: readonly EnvironmentId[],
): Missing {
  const standing = standingOf(inquiry, there, release);
  const rank = STANDINGS.indexOf(standing);
  const mode = inquiry.place?.require.combination ?? 'exact';
  // That this very combination failed, or is doubtful, says more than that its parts passed.
  if (mode !== 'exact' && standing !== 'failed' && standing !== 'warning')
    return { reasons: combinationReason(inquiry, release, there, mode), rank };
  if (standing === 'passed') return { reasons: soakReasons(inquiry, release, there), rank };
  return { reasons: [standingReason(inquiry, release, standing, there, before)], rank };
}

function soakReasons(inquiry: Inquiry, release: Release, there: EnvironmentId): readonly Reason[] {
  const { environment, place } = inquiry;
  const soaked = soakOf(inquiry, there, release);
  if (soaked === 'yes') return [];
  const asked = `${environment} asks for ${durationText(place?.require.soakSeconds ?? 0)} of ${nameRelease(release)} running in ${there}, healthy and without interruption`;
  const again = command(inquiry, `deploy ${release.id} --environment ${there}`);
  if (soaked === 'never')
    return [
      {
        code: 'NotSoaked',
        message: `${asked}, and it does not run like that there now`,
        by: `whoever may deploy to ${there}`,
        hint: `see ${command(inquiry, `status ${there}`)}; where it does not run any more, run ${again}`,
      },
    ];
  return [{ code: 'NotSoaked', message: asked, by: 'time', hint: `wait until ${soaked.from}`, until: soaked.from }];
}

function standingReason(
  inquiry: Inquiry,
  release: Release,
  standing: Exclude<Standing, 'passed'>,
  there: EnvironmentId,
  before: readonly EnvironmentId[],
): Reason {
  const { state, serviceSet, environment } = inquiry;
  const name = nameRelease(release);
  const judge = command(inquiry, `verdict ${there} pass`);
  // A verdict is always on what runs: of a release that was replaced since, it can be given only after it runs again.
  const runsThere = currentDeployment(state, serviceSet, there)?.release === release.id;
  const again = command(inquiry, `deploy ${release.id} --environment ${there}`);
  const evaluate = runsThere ? `evaluate it, then run ${judge}` : `run ${again}, evaluate it, then run ${judge}`;
  const judges = `whoever evaluates in ${there}`;
  const nearest = standing === 'warning' ? undefined : nearestCombination(inquiry, release, there, 'exact');
  const found = nearest === undefined ? {} : { nearest };
  const instead = sayNearest(inquiry, nearest);
  switch (standing) {
    case 'absent': {
      const places = inquiry.place?.require.verdict === 'all' ? [there] : before;
      return {
        code: 'NotYetInPreceding',
        message: `${name} has not run in ${listNames(places, 'or')}, which ${environment} comes after`,
        by: `whoever may deploy to ${there}`,
        hint: `run ${again} first${instead}`,
        ...found,
      };
    }
    case 'not-evaluated':
      return {
        code: 'NotEvaluated',
        message: `${name} ran in ${there} and was not evaluated there yet, which ${environment} asks for`,
        by: judges,
        hint: `${evaluate}${instead}`,
        ...found,
      };
    case 'failed':
      return {
        code: 'EvaluationFailed',
        message: `${name} failed its latest evaluation in ${there}, which ${environment} comes after`,
        by: judges,
        hint: `mend it in a new release; if the verdict was wrong, ${evaluate}${instead}`,
        ...found,
      };
    case 'warning':
      return {
        code: 'WarningNeedsApproval',
        message: `the latest evaluation of ${name} in ${there} is a warning, which needs an approval of exactly this change`,
        by: whoMayApprove(inquiry, 1, []),
        hint: `if the warning is acceptable: ${command(inquiry, `approve ${release.id} --environment ${environment}`)}`,
      };
  }
}
