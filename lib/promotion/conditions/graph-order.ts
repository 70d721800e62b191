import type { EnvironmentId } from '../../ids.js';
import type { Release } from '../../release/model.js';
import { currentDeployment, environmentState } from '../current.js';
import type { Reason } from '../decision.js';
import { precedingEnvironments } from '../graph.js';
import { type Condition, command, type Inquiry, listNames, nameRelease } from '../inquiry.js';
import type { PolicyEnvironment } from '../policy.js';

/** How far a release got in one environment, the farthest last. */
const STANDINGS = ['absent', 'failed', 'not-evaluated', 'warning', 'passed'] as const;
type Standing = (typeof STANDINGS)[number];

/**
 * The release succeeded in an environment before this one, and the latest verdict on it there is pass. Of several
 * environments before it the best counts; the reason tells of the one where least is missing. A rollback is exempt, and
 * so is what runs here already.
 */
export const graphOrder: Condition = (inquiry) => {
  const { project, serviceSet, environment, place, found, kind, runsHere } = inquiry;
  if (place === undefined || found === undefined || kind === 'rollback' || runsHere) return [];
  const before = precedingEnvironments(project, serviceSet, environment);
  const ranked = before.map(({ id }) => ({ id, standing: standingOf(inquiry, id, found) }));
  const closest = ranked.reduce<(typeof ranked)[number] | undefined>(
    (best, next) => (best === undefined || rank(next.standing) > rank(best.standing) ? next : best),
    undefined,
  );
  if (closest === undefined || closest.standing === 'passed') return [];
  return [explain(inquiry, found, closest.standing, closest.id, before)];
};

function rank(standing: Standing): number {
  return STANDINGS.indexOf(standing);
}

function standingOf({ state, serviceSet }: Inquiry, environment: EnvironmentId, { id }: Release): Standing {
  const there = environmentState(state, serviceSet, environment);
  if (there === undefined || !Object.hasOwn(there.succeeded, id)) return 'absent';
  const evaluation = Object.hasOwn(there.evaluations, id) ? there.evaluations[id] : undefined;
  if (evaluation === undefined) return 'not-evaluated';
  if (evaluation.verdict === 'fail') return 'failed';
  return evaluation.verdict === 'warning' ? 'warning' : 'passed';
}

function explain(
  inquiry: Inquiry,
  release: Release,
  standing: Exclude<Standing, 'passed'>,
  there: EnvironmentId,
  before: readonly PolicyEnvironment[],
): Reason {
  const { state, serviceSet, environment } = inquiry;
  const name = nameRelease(release);
  const judge = command(inquiry, `verdict ${there} pass`);
  // A verdict is always on what runs: of a release that was replaced since, it can be given only after it runs again.
  const runsThere = currentDeployment(state, serviceSet, there)?.release === release.id;
  const again = command(inquiry, `deploy ${release.id} --environment ${there}`);
  const evaluate = runsThere ? `evaluate it, then run ${judge}` : `run ${again}, evaluate it, then run ${judge}`;
  switch (standing) {
    case 'absent':
      return {
        code: 'NotYetInPreceding',
        message: `${name} has not run in ${listNames(before.map(({ id }) => id)).replace(/ and (?=[^ ]*$)/, ' or ')}, which ${environment} comes after`,
        hint: `run ${again} first`,
      };
    case 'not-evaluated':
      return {
        code: 'NotEvaluated',
        message: `${name} ran in ${there} and was not evaluated there yet, which ${environment} asks for`,
        hint: evaluate,
      };
    case 'failed':
      return {
        code: 'EvaluationFailed',
        message: `${name} failed its latest evaluation in ${there}, which ${environment} comes after`,
        hint: `mend it in a new release; if the verdict was wrong, ${evaluate}`,
      };
    case 'warning':
      return {
        code: 'WarningNeedsApproval',
        message: `the latest evaluation of ${name} in ${there} is a warning, which needs an approval, and approvals do not exist yet`,
        hint: `if the warning is acceptable, ${evaluate}`,
      };
  }
}
