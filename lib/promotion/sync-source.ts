import { compareInstants, type EnvironmentId, type Instant, type ReleaseId, type ServiceSetId } from '../ids.js';
import type { Project } from '../manifest/model.js';
import type { Problem } from '../problem.js';
import { findEnvironment, findServiceSet, precedingEnvironments } from './law/graph.js';
import { command, listEnvironments } from './law/inquiry.js';
import { environmentState } from './state/current.js';
import type { ProjectState } from './state/state.js';

/** What an environment is to take over, or why there is nothing. */
export type SyncSource =
  | {
      readonly found: true;
      /** The environment that it comes from. */
      readonly from: EnvironmentId;
      readonly release: ReleaseId;
      /** When it passed there. */
      readonly passedAt: Instant;
    }
  | {
      readonly found: false;
      /** Its codes: `UnknownEnvironment`, `FirstEnvironment`, `NotAnEdge`, `NothingPassed`. */
      readonly problem: Problem;
      /** The environments that were looked at; none where it has no preceding one. */
      readonly preceding: readonly EnvironmentId[];
    };

/**
 * The last successfully evaluated release of the environment before this one: of the releases whose latest verdict
 * there is pass, the one that passed last. Of several environments before it the one named by `from` counts, otherwise
 * the newest pass among all of them.
 */
export function syncSource(
  state: ProjectState,
  project: Project,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
  from?: EnvironmentId,
): SyncSource {
  if (findEnvironment(project, serviceSet, environment) === undefined)
    return none([], {
      code: 'UnknownEnvironment',
      message: `service set ${serviceSet} of project ${project.id} has no environment "${environment}"`,
      hint: listEnvironments(findServiceSet(project, serviceSet)),
    });
  const preceding = precedingEnvironments(project, serviceSet, environment).map(({ id }) => id);
  if (preceding.length === 0)
    return none(preceding, {
      code: 'FirstEnvironment',
      message: `${environment} is where releases start: no environment comes before it to take anything over from`,
      hint: `deploy a release there: ${command({ project, serviceSet }, `deploy <release> --environment ${environment}`)}`,
    });
  if (from !== undefined && !preceding.includes(from))
    return none(preceding, {
      code: 'NotAnEdge',
      message: `${environment} does not come after ${from}`,
      hint: `it comes after ${preceding.join(', ')}`,
    });
  const sources = from === undefined ? preceding : [from];
  return newestPass(state, serviceSet, sources) ?? none(sources, nothingPassed(project, serviceSet, sources));
}

function newestPass(
  state: ProjectState,
  serviceSet: ServiceSetId,
  sources: readonly EnvironmentId[],
): SyncSource | undefined {
  let newest: Extract<SyncSource, { found: true }> | undefined;
  for (const from of sources) {
    const there = environmentState(state, serviceSet, from);
    const release = there?.passed.at(-1);
    const passedAt = release === undefined ? undefined : there?.evaluations[release]?.at;
    if (release === undefined || passedAt === undefined) continue;
    if (newest === undefined || compareInstants(passedAt, newest.passedAt) > 0)
      newest = { found: true, from, release, passedAt };
  }
  return newest;
}

function nothingPassed(project: Project, serviceSet: ServiceSetId, sources: readonly EnvironmentId[]): Problem {
  const [first] = sources;
  return {
    code: 'NothingPassed',
    message: `no release has passed its evaluation in ${sources.join(' or ')} yet`,
    hint: `evaluate what runs there, then run ${command({ project, serviceSet }, `verdict ${first} pass`)}`,
  };
}

function none(preceding: readonly EnvironmentId[], problem: Problem): SyncSource {
  return { found: false, problem, preceding };
}
