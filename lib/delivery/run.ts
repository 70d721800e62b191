import { compareInstants, type DeploymentId, type Instant } from '../ids.js';
import type { Environment } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import {
  currentDeployment,
  type Deployment,
  environmentState,
  findDeployment,
  precedingEnvironments,
} from '../promotion/index.js';
import type { Target } from '../targets/index.js';
import type { Delivery, Signer } from './delivery.js';
import type { DeployMeans } from './deploy.js';
import { type Reconciliation, reconcile } from './reconcile.js';
import { type HealthChange, isSoakedIn, recordHealth } from './run-health.js';
import { earliestOf, type Following, follow, goOn } from './run-promotion.js';

/** With what to let follow by itself what passed. */
export interface RunMeans {
  readonly deploying: DeployMeans;
  /** The target through which a deployment went. */
  readonly targetOf: (deployment: Deployment) => Target;
  /** Whether to end after the step that is under way. */
  readonly isStopped: () => boolean;
  /**
   * Deployments that this very process has tried and does not know the outcome of: they are looked at in later rounds, and
   * not tried again. Added to.
   */
  readonly tried: Set<DeploymentId>;
}

/** What became of a deployment that was left behind. */
export type Reconciled = Omit<Reconciliation, 'outcome' | 'environment'> & {
  readonly environment: Environment['id'];
  readonly outcome: 'ended' | 'unsettled' | 'conflict';
};

/** One round: everything that followed by itself, and what did not. */
export interface Round {
  readonly promotions: readonly Following[];
  /** Deployments that were left behind, and are ended or cannot be yet. */
  readonly reconciled: readonly Reconciled[];
  readonly health: readonly HealthChange[];
  /** The first instant at which something that waits may go by itself, where there is one. */
  readonly earliest?: Instant;
}

/**
 * Goes once through all environments, those before others first. What was left behind is gone on with or ended, what soaks
 * is looked at, and what passed follows where the manifest says so and the law lets it. It can be stopped at any point and
 * called again, and several may run at once: each step is one deployment, which only one of them gets.
 */
export async function runRound(delivery: Delivery, signer: Signer, means: RunMeans): Promise<Round> {
  const promotions: Following[] = [];
  const reconciled: Reconciled[] = [];
  const health: HealthChange[] = [];
  const environments = inOrder(delivery);
  for (const environment of environments) {
    if (means.isStopped()) break;
    const orphan = await findOrphan(delivery, environment, means);
    if (orphan === undefined) continue;
    const following = await resume(delivery, environment, orphan, signer, means);
    if (following !== undefined) promotions.push(following);
    else reconciled.push(...(await end(delivery, environment, orphan, signer, means)));
  }
  for (const environment of environments.filter((one) => isSoakedIn(delivery, one))) {
    if (means.isStopped()) break;
    const change = await lookAt(delivery, environment, signer, means);
    if (change !== undefined) health.push(change);
  }
  for (const environment of environments.filter(({ promote }) => promote === 'auto')) {
    if (means.isStopped()) break;
    // One step an environment and round.
    if (promotions.some((one) => one.environment === environment.id)) continue;
    promotions.push(...(await follow(delivery, environment, signer, means.deploying)));
  }
  for (const one of promotions)
    if (one.step === 'unknown' && one.deployment !== undefined) means.tried.add(one.deployment.id);
  const earliest = earliestOf(promotions);
  return { promotions, reconciled, health, ...(earliest === undefined ? {} : { earliest }) };
}

/** The environments in which the set runs, each behind all those that it comes after. */
function inOrder({ project, serviceSet }: Delivery): readonly Environment[] {
  const ordered = new Set<Environment>();
  const visit = (environment: Environment): void => {
    for (const before of precedingEnvironments(project, serviceSet.id, environment.id)) visit(before);
    ordered.add(environment);
  };
  for (const environment of project.environments)
    if (serviceSet.environments.includes(environment.id)) visit(environment);
  return [...ordered];
}

/** The deployment of an environment that nobody is at work on any more. */
async function findOrphan(
  { ledger, project, serviceSet, now }: Delivery,
  { id }: Environment,
  { deploying }: RunMeans,
): Promise<Deployment | undefined> {
  const { state } = await ledger.view(project.id);
  const ongoing = environmentState(state, serviceSet.id, id)?.ongoing;
  if (ongoing === undefined) return undefined;
  const { holder, expires } = ongoing.lease;
  const isLeft = compareInstants(now(), expires) >= 0 || deploying.isGone(holder);
  return isLeft ? findDeployment(state, ongoing.deployment) : undefined;
}

/** Goes on with what was to follow by itself, where it still is to. */
async function resume(
  delivery: Delivery,
  { promote }: Environment,
  orphan: Deployment,
  signer: Signer,
  { deploying, tried }: RunMeans,
): Promise<Following | undefined> {
  if (orphan.automatic !== true || promote !== 'auto' || tried.has(orphan.id)) return undefined;
  const following = await goOn(delivery, orphan, signer, deploying);
  // There may be no deployment to tell of: it was not ended, as that could not be recorded.
  if (following?.step === 'unknown') tried.add(orphan.id);
  return following;
}

/** Ends what was left behind, by what is observed; nothing to tell where somebody else has taken it over. */
async function end(
  delivery: Delivery,
  environment: Environment,
  orphan: Deployment,
  signer: Signer,
  { deploying, targetOf }: RunMeans,
): Promise<readonly Reconciled[]> {
  const about = { environment: environment.id };
  try {
    const found = await reconcile(delivery, environment, signer, { ...deploying, target: targetOf(orphan) });
    if (found !== undefined) return found.outcome === 'held' ? [] : [{ ...found, ...about, outcome: found.outcome }];
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const outcome = error.kind === 'conflict' ? 'conflict' : 'unsettled';
    return [{ ...about, outcome, deployment: orphan, message: error.message }];
  }
  // It was ended on the way here, by whoever tried to go on with it.
  const { state } = await delivery.ledger.view(delivery.project.id);
  const deployment = findDeployment(state, orphan.id);
  return deployment === undefined ? [] : [{ ...about, outcome: 'ended', deployment }];
}

/** Looks at what soaks; that it cannot be looked at stops nothing. */
async function lookAt(
  delivery: Delivery,
  environment: Environment,
  signer: Signer,
  { targetOf }: RunMeans,
): Promise<HealthChange | undefined> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const current = currentDeployment(state, delivery.serviceSet.id, environment.id);
  if (current === undefined) return undefined;
  try {
    return await recordHealth(delivery, environment, targetOf(current), signer);
  } catch (error) {
    if (error instanceof SlipwayError) return undefined;
    throw error;
  }
}
