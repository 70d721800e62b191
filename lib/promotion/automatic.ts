import { compareInstants, type EnvironmentId, type Instant, type ReleaseId, type ServiceSetId } from '../ids.js';
import type { Decision, Question } from './law/decision.js';
import { findEnvironment, precedingEnvironments } from './law/graph.js';
import { decide } from './law/law.js';
import { currentDeployment, environmentState, findDeployment } from './state/current.js';
import type { Deployment, ProjectState } from './state/state.js';

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
    | {
        readonly step: 'passed-over';
        readonly why: string;
        /** The release that is due in its place, where it is due to that. */
        readonly supersededBy?: ReleaseId;
      }
  );

/** What is asked: everything of a question to the law but what it is about. */
export type AutomaticQuestion = Pick<Question, 'project' | 'state' | 'serviceSet' | 'at'>;

/**
 * What follows by itself, environment by environment in the manifest's order: of the releases that passed in an
 * environment before one with `promote: auto`, the newest that may run there. Each pass moves a release at most once, and
 * nothing that passed before somebody else's deployment or rollback undoes it; what is left behind is told.
 *
 * @param law the law of promotion; another one for whoever knows more than the record, and for what explores what the law
 *   is good for
 */
export function automaticPromotions(question: AutomaticQuestion, law = decide): readonly AutomaticPromotion[] {
  const { project, serviceSet } = question;
  return project.environments
    .filter(({ id, promote }) => promote === 'auto' && findEnvironment(project, serviceSet, id) !== undefined)
    .flatMap(({ id }) => promotionsTo(question, id, law));
}

/** Why a candidate is deployed, as the record keeps it: where it passed, and which others it takes the turn of. */
export function reasonOf({ release, from, passedAt }: Candidate, told: readonly AutomaticPromotion[]): string {
  const superseded = told.flatMap((one) =>
    one.step === 'passed-over' && one.supersededBy === release ? [one.release] : [],
  );
  return `passed in ${from} at ${passedAt}${superseded.length === 0 ? '' : `; supersedes ${superseded.join(', ')}`}`;
}

/**
 * Why a release does not follow into an environment by itself, whatever the law says of it and whichever others passed;
 * undefined where it may.
 */
export function whyNotByItself(
  question: AutomaticQuestion,
  environment: EnvironmentId,
  release: ReleaseId,
): string | undefined {
  const { newer, place } = candidatesFor(question, environment);
  const index = newer.findIndex((one) => one.release === release);
  const candidate = newer[index];
  if (candidate === undefined) return 'it is not among those that passed before it after what runs there';
  return whyPassedOver(candidate, place, newer.slice(0, index), undefined);
}

function promotionsTo(
  question: AutomaticQuestion,
  environment: EnvironmentId,
  law: typeof decide,
): readonly AutomaticPromotion[] {
  const { newer, place } = candidatesFor(question, environment);
  const told: AutomaticPromotion[] = [];
  let chosen: ReleaseId | undefined;
  for (const [index, candidate] of newer.entries()) {
    const { release } = candidate;
    const before = newer.slice(0, index);
    const why = whyPassedOver(candidate, place, before, chosen);
    if (why !== undefined) {
      const isSuperseded = chosen !== undefined && whyPassedOver(candidate, place, before, undefined) === undefined;
      told.push({ ...candidate, step: 'passed-over', why, ...(isSuperseded ? { supersededBy: chosen } : {}) });
      continue;
    }
    const decision = law({ ...question, environment, release, kind: 'promote', automatic: true });
    if (decision.eligible) chosen = release;
    told.push(decision.eligible ? { ...candidate, step: 'due' } : { ...candidate, step: 'waits', decision });
  }
  return told;
}

/** The candidates that passed after what runs in an environment, the newest pass first, and what is known of it. */
function candidatesFor(
  question: AutomaticQuestion,
  environment: EnvironmentId,
): { readonly newer: readonly Candidate[]; readonly place: Destination } {
  const { state, serviceSet } = question;
  const current = currentDeployment(state, serviceSet, environment);
  const found = candidates(question, environment);
  const runs = found.find(({ release }) => release === current?.release);
  const isNewer = ({ release, passedAt }: Candidate): boolean =>
    runs === undefined || (release !== runs.release && compareInstants(passedAt, passOf(runs, current)) > 0);
  return {
    newer: found.filter(isNewer),
    place: {
      attempts: lastAttempts(state, serviceSet, environment),
      takenAway: (one) => rollbackFrom(state, serviceSet, one),
      current,
      stillPassed: runs !== undefined,
    },
  };
}

/** The pass of what runs; where it passed again since it came, it passed at the latest when it did. */
function passOf({ passedAt }: Candidate, current: Deployment | undefined): Instant {
  return current !== undefined && compareInstants(current.requestedAt, passedAt) < 0 ? current.requestedAt : passedAt;
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
  /** The rollback that took a candidate away where it passed, since it did. */
  readonly takenAway: (candidate: Candidate) => Deployment | undefined;
  readonly current: Deployment | undefined;
  /** Whether what runs there still counts as passed in the environment before. */
  readonly stillPassed: boolean;
}

/**
 * @param newer the candidates that passed after this one
 * @param chosen the one of them that is due
 */
function whyPassedOver(
  candidate: Candidate,
  { attempts, takenAway, current, stillPassed }: Destination,
  newer: readonly Candidate[],
  chosen: ReleaseId | undefined,
): string | undefined {
  const { from, passedAt } = candidate;
  const turnOf = (one: Candidate): Deployment | undefined => {
    const attempt = attempts.get(one.release);
    return attempt !== undefined && compareInstants(attempt.requestedAt, one.passedAt) >= 0 ? attempt : undefined;
  };
  const turn = turnOf(candidate);
  if (turn !== undefined) return `it had its turn in deployment ${turn.id}, which ${endOf(turn)}`;
  const rollback = takenAway(candidate);
  if (rollback !== undefined) return `${from} was rolled back from it by ${rollback.actor} after it had passed there`;
  if (chosen !== undefined) return `${chosen} passed after it and supersedes it`;
  const isAsked = current !== undefined && !(current.automatic === true && stillPassed);
  if (isAsked && compareInstants(passedAt, current.requestedAt) <= 0)
    return `${current.release} was ${current.kind === 'rollback' ? 'rolled back to' : 'deployed'} by ${current.actor} after it had passed`;
  const tried = newer.find((one) => turnOf(one) !== undefined)?.release;
  return tried === undefined ? undefined : `${tried} passed after it and had its turn already`;
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

/** The last rollback from a candidate in the environment where it passed, since it did. */
function rollbackFrom(
  state: ProjectState,
  serviceSet: ServiceSetId,
  { release, from, passedAt }: Candidate,
): Deployment | undefined {
  return state.deploymentOrder
    .flatMap((id) => findDeployment(state, id) ?? [])
    .filter((deployment) => deployment.serviceSet === serviceSet && deployment.environment === from)
    .findLast(
      ({ kind, replaces, requestedAt }) =>
        kind === 'rollback' && replaces === release && compareInstants(requestedAt, passedAt) >= 0,
    );
}

function endOf({ status }: Deployment): string {
  if (status === 'ongoing') return 'is under way';
  return status === 'rolled-back' ? 'was rolled back' : status;
}
