import { compareInstants, type EnvironmentId, type Instant, type ReleaseId, type ServiceSetId } from '../ids.js';
import { currentDeployment, environmentState, findDeployment } from './current.js';
import type { Decision, Question } from './decision.js';
import { findEnvironment, precedingEnvironments } from './graph.js';
import { decide } from './law.js';
import type { Deployment, ProjectState } from './state.js';

/** A release that passed in the environment before one that takes over by itself. */
export interface Candidate {
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  /** Where it passed. */
  readonly from: EnvironmentId;
  readonly passedAt: Instant;
}

/**
 * What becomes of a candidate.
 *
 * - `due`: it is to be deployed now
 * - `waits`: the law says no, for now
 * - `passed-over`: it does not follow by itself any more, and why; somebody may still deploy it
 */
export type AutomaticPromotion = Candidate &
  (
    | { readonly step: 'due' }
    | { readonly step: 'waits'; readonly decision: Decision }
    | { readonly step: 'passed-over'; readonly why: string }
  );

/** What is asked: everything of a question to the law but what it is about. */
export type AutomaticQuestion = Pick<Question, 'project' | 'state' | 'serviceSet' | 'at'>;

/**
 * What follows by itself, environment by environment in the manifest's order: of the releases that passed in an
 * environment before one with `promote: auto`, the newest that may run there. Each pass moves a release at most once, and
 * nothing that passed before somebody else's deployment or rollback undoes it; what is left behind is told.
 */
export function automaticPromotions(question: AutomaticQuestion): readonly AutomaticPromotion[] {
  const { project, serviceSet } = question;
  return project.environments
    .filter(({ id, promote }) => promote === 'auto' && findEnvironment(project, serviceSet, id) !== undefined)
    .flatMap(({ id }) => promotionsTo(question, id));
}

function promotionsTo(question: AutomaticQuestion, environment: EnvironmentId): readonly AutomaticPromotion[] {
  const { state, serviceSet, at } = question;
  const current = currentDeployment(state, serviceSet, environment);
  const found = candidates(question, environment);
  const runs = found.findIndex(({ release }) => release === current?.release);
  const newer = runs < 0 ? found : found.slice(0, runs);
  const place = { attempts: lastAttempts(state, serviceSet, environment), current, stillPassed: runs >= 0 };
  const told: AutomaticPromotion[] = [];
  let chosen: ReleaseId | undefined;
  for (const candidate of newer) {
    const { release } = candidate;
    const why = whyPassedOver(candidate, place, chosen);
    if (why !== undefined) {
      told.push({ ...candidate, step: 'passed-over', why });
      continue;
    }
    const decision = decide({ ...question, environment, release, kind: 'promote', at, automatic: true });
    if (decision.eligible) chosen = release;
    told.push(decision.eligible ? { ...candidate, step: 'due' } : { ...candidate, step: 'waits', decision });
  }
  return told;
}

/** Releases that passed before an environment, the newest pass first, each once. */
function candidates(
  { project, state, serviceSet }: AutomaticQuestion,
  environment: EnvironmentId,
): readonly Candidate[] {
  const found = precedingEnvironments(project, serviceSet, environment).flatMap(({ id: from }) => {
    const there = environmentState(state, serviceSet, from);
    return (there?.passed ?? []).flatMap((release): Candidate[] => {
      const passedAt = there?.evaluations[release]?.at;
      return passedAt === undefined ? [] : [{ environment, release, from, passedAt }];
    });
  });
  const newestFirst = found.reverse().sort((a, b) => compareInstants(b.passedAt, a.passedAt));
  return newestFirst.filter((one, index) => newestFirst.findIndex(({ release }) => release === one.release) === index);
}

/** What is known of the environment that a candidate would follow into. */
interface Destination {
  /** The last deployment of each release there. */
  readonly attempts: ReadonlyMap<ReleaseId, Deployment>;
  readonly current: Deployment | undefined;
  /** Whether what runs there still counts as passed in the environment before. */
  readonly stillPassed: boolean;
}

function whyPassedOver(
  { release, passedAt }: Candidate,
  { attempts, current, stillPassed }: Destination,
  chosen: ReleaseId | undefined,
): string | undefined {
  const attempt = attempts.get(release);
  if (attempt !== undefined && compareInstants(attempt.requestedAt, passedAt) >= 0)
    return `it had its turn in deployment ${attempt.id}, which ${endOf(attempt)}`;
  if (chosen !== undefined) return `${chosen} passed after it and supersedes it`;
  if (current === undefined || (current.automatic === true && stillPassed)) return undefined;
  if (compareInstants(passedAt, current.requestedAt) > 0) return undefined;
  return `${current.release} was ${current.kind === 'rollback' ? 'rolled back to' : 'deployed'} by ${current.actor} after it had passed`;
}

function lastAttempts(
  state: ProjectState,
  serviceSet: ServiceSetId,
  environment: EnvironmentId,
): ReadonlyMap<ReleaseId, Deployment> {
  const attempts = new Map<ReleaseId, Deployment>();
  for (const id of state.deploymentOrder) {
    const deployment = findDeployment(state, id);
    if (deployment?.serviceSet === serviceSet && deployment.environment === environment)
      attempts.set(deployment.release, deployment);
  }
  return attempts;
}

function endOf({ status }: Deployment): string {
  if (status === 'ongoing') return 'is under way';
  return status === 'rolled-back' ? 'was rolled back' : status;
}
