import { compareInstants, type EnvironmentId, type Instant, type ReleaseId } from '../ids.js';
import type { Environment } from '../manifest/index.js';
import { type Problem, SlipwayError } from '../problem.js';
import {
  type AutomaticPromotion,
  automaticPromotions,
  type Candidate,
  type Decision,
  type Deployment,
  decide,
  findRelease,
  isOnlyBusy,
  type ProjectState,
  reasonOf,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { askExactly } from './ask-exactly.js';
import type { Delivery, Signer } from './delivery.js';
import { type DeployMeans, type DeployRequest, type DeployResult, deploy } from './deploy.js';
import { refusal } from './refusal.js';

/**
 * What became of a release that passed before an environment with `promote: auto`.
 *
 * - `deployed`: it runs there now, `resumed` where somebody had begun it who is gone
 * - `failed`: it does not; with the deployment where one was begun
 * - `unknown`: it was put there, and what runs could not be found out
 * - `conflict`: somebody else is at work there, or was faster
 * - `waits`: the law says no, for now
 * - `passed-over`: it does not follow by itself any more
 */
export type Following = Candidate &
  (
    | { readonly step: 'deployed'; readonly deployment: Deployment; readonly resumed: boolean }
    | { readonly step: 'failed' | 'unknown'; readonly deployment?: Deployment; readonly why: string }
    | { readonly step: 'conflict'; readonly why: string }
    | { readonly step: 'waits'; readonly reasons: readonly Problem[]; readonly earliest?: Instant }
    | { readonly step: 'passed-over'; readonly why: string }
  );

/** Lets what passed before an environment follow into it: at most one release, and what becomes of all others is told. */
export async function follow(
  delivery: Delivery,
  { id: environment }: Environment,
  signer: Signer,
  means: DeployMeans,
): Promise<readonly Following[]> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const known = new Map<ReleaseId, Decision>();
  for (;;) {
    const found = promotionsTo(delivery, state, environment, known);
    const due = found.find(({ step }) => step === 'due');
    const release = due === undefined ? undefined : findRelease(state, due.release);
    if (due === undefined || release === undefined) return toldOf(state, found);
    // The record alone does not say everything: which commits these are, and what exactly would change.
    const decision = await exactly(delivery, state, due, release, means);
    if (decision instanceof Error) return [failure(due, decision), ...toldOf(state, found)];
    known.set(due.release, decision);
    if (!decision.eligible) continue;
    const request = { release, environment, kind: 'promote' as const, automatic: true as const };
    const why = reasonOf(due, found);
    const reason = signer.reason === undefined ? why : `${signer.reason}; ${why}`;
    return [
      await attempt(delivery, due, { ...request, signer: { ...signer, reason } }, means),
      ...toldOf(state, found),
    ];
  }
}

/**
 * Goes on with a deployment that was to follow by itself and was left behind; undefined where it is not to any more, or
 * somebody else has taken it over.
 */
export async function goOn(
  delivery: Delivery,
  { environment, release: id, reason }: Deployment,
  signer: Signer,
  means: DeployMeans,
): Promise<Following | undefined> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const release = findRelease(state, id);
  const candidate = promotionsTo(delivery, state, environment, new Map()).find((one) => one.release === id);
  if (release === undefined || candidate === undefined) return undefined;
  const request = { release, environment, kind: 'promote' as const, automatic: true as const };
  const asked = { ...request, signer: reason === undefined ? signer : { ...signer, reason } };
  const following = await attempt(delivery, candidate, asked, means, true);
  return following.step === 'waits' || following.step === 'conflict' ? undefined : following;
}

function promotionsTo(
  { project, serviceSet, now }: Delivery,
  state: ProjectState,
  environment: EnvironmentId,
  known: ReadonlyMap<ReleaseId, Decision>,
): readonly AutomaticPromotion[] {
  const asked = { project, state, serviceSet: serviceSet.id, at: now() };
  const promotions = automaticPromotions(asked, (question) =>
    question.environment === environment ? (known.get(question.release) ?? decide(question)) : decide(question),
  );
  return promotions.filter((one) => one.environment === environment);
}

async function exactly(
  delivery: Delivery,
  state: ProjectState,
  { environment }: Candidate,
  release: Release,
  means: DeployMeans,
): Promise<Decision | Error> {
  try {
    const question = { environment, release, kind: 'promote' as const, automatic: true as const };
    return await askExactly(delivery, state, question, means);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function attempt(
  delivery: Delivery,
  candidate: Candidate,
  request: DeployRequest,
  means: DeployMeans,
  resumed = false,
): Promise<Following> {
  try {
    return ended(candidate, await deploy(delivery, request, means), resumed);
  } catch (error) {
    return failure(candidate, error);
  }
}

function ended(candidate: Candidate, { deployment, notes }: DeployResult, resumed: boolean): Following {
  const about = candidateOf(candidate);
  if (deployment.status === 'succeeded') return { ...about, step: 'deployed', deployment, resumed };
  const why = [deployment.message, ...notes].filter((part) => part !== undefined).join('; ');
  return { ...about, step: deployment.status === 'ongoing' ? 'unknown' : 'failed', deployment, why };
}

/** Whatever it ends with: one environment that cannot be deployed to does not stop the others. */
function failure(candidate: Candidate, error: unknown): Following {
  const about = candidateOf(candidate);
  const why = error instanceof Error ? error.message : String(error);
  if (!(error instanceof SlipwayError)) return { ...about, step: 'failed', why };
  switch (error.kind) {
    case 'refused':
      return { ...about, ...waiting(error) };
    case 'conflict':
      return { ...about, step: 'conflict', why };
    case 'unknown':
      return { ...about, step: 'unknown', why };
    default:
      return { ...about, step: 'failed', why };
  }
}

/** What is told of those that are not deployed now. */
function toldOf(state: ProjectState, found: readonly AutomaticPromotion[]): readonly Following[] {
  return found.flatMap((promotion): Following[] => {
    const about = candidateOf(promotion);
    if (promotion.step === 'passed-over') return [{ ...about, step: 'passed-over', why: promotion.why }];
    const release = findRelease(state, promotion.release);
    if (promotion.step === 'due' || release === undefined) return [];
    const error = refusal({ release, environment: promotion.environment }, promotion.decision);
    if (isOnlyBusy(promotion.decision)) return [{ ...about, step: 'conflict', why: error.message }];
    return [{ ...about, ...waiting(error) }];
  });
}

function waiting({ problems, earliest }: SlipwayError): {
  readonly step: 'waits';
  readonly reasons: readonly Problem[];
  readonly earliest?: Instant;
} {
  return { step: 'waits', reasons: problems, ...(earliest === undefined ? {} : { earliest: earliest as Instant }) };
}

function candidateOf({ environment, release, from, passedAt }: Candidate): Candidate {
  return { environment, release, from, passedAt };
}

/** The first instant at which something that waits may go by itself, where there is one. */
export function earliestOf(followings: readonly Following[]): Instant | undefined {
  const known = followings.flatMap((one) => (one.step === 'waits' && one.earliest !== undefined ? [one.earliest] : []));
  return known.sort(compareInstants)[0];
}
