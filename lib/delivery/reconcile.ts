import { compareInstants, type Instant } from '../ids.js';
import { record } from '../ledger/index.js';
import type { Environment } from '../manifest/index.js';
import { type Deployment, environmentState, findDeployment, type ProjectState } from '../promotion/index.js';
import { isSettled, type Place } from '../targets/index.js';
import { finish, type Held } from './closing.js';
import type { Delivery, Signer } from './delivery.js';
import { nextLease } from './opening.js';
import { sign } from './sign.js';
import { look, type WatchMeans } from './watch.js';

/** With what to end what was left behind. */
export interface ReconcileMeans extends WatchMeans {
  /** Who holds the environment meanwhile, e.g. `<host>/<process>`. */
  readonly holder: string;
  /** For how long nobody else may step in, in milliseconds. */
  readonly leaseMs: number;
  /** Whether the process behind a holder is known to be gone. Not known is false. */
  readonly isGone: (holder: string) => boolean;
}

/**
 * What became of a deployment that was under way.
 *
 * - `ended`: it was left behind, and was ended by what was observed
 * - `held`: somebody is at work on it
 * - `unsettled`: something is still at work in the environment, or what runs there cannot be found out
 */
export interface Reconciliation {
  readonly environment: Environment;
  readonly outcome: 'ended' | 'held' | 'unsettled';
  readonly deployment: Deployment;
  /** Until when it is held, or why it cannot be ended yet. */
  readonly message?: string;
}

/**
 * Ends the deployment of an environment that was left behind by a process that is gone, by what is observed there;
 * undefined where none is under way. Nothing is deployed.
 *
 * @throws SlipwayError `conflict` where somebody took the environment over meanwhile
 */
export async function reconcile(
  delivery: Delivery,
  environment: Environment,
  signer: Signer,
  means: ReconcileMeans,
): Promise<Reconciliation | undefined> {
  const place = { project: delivery.project, serviceSet: delivery.serviceSet.id, environment: environment.id };
  const { state } = await delivery.ledger.view(delivery.project.id);
  const orphan = findOrphan(state, place, delivery.now(), means);
  if (orphan === undefined) return undefined;
  const { deployment } = orphan;
  if (orphan.until !== undefined)
    return { environment, outcome: 'held', deployment, message: `held by ${orphan.holder} until ${orphan.until}` };
  // Looked at before it is taken over, too: what cannot be ended yet need not be written about.
  const first = await look(delivery, means.target, place);
  if (!isSettled(first) || first.state === 'unknown') return unsettled(environment, deployment, first.message);
  const held = await takeOver(delivery, place, deployment, signer, means);
  if (held === undefined) return reconcile(delivery, environment, signer, means);
  const observation = await look(delivery, means.target, place);
  const ended = await finish(delivery, place, signer, held, { observation, failure: 'it was left behind unfinished' });
  if (ended.status === 'ongoing') return unsettled(environment, ended, observation.message);
  return { environment, outcome: 'ended', deployment: ended };
}

interface Orphan {
  readonly deployment: Deployment;
  readonly holder: string;
  /** Until when its holder, who may well be alive, has the right to it. */
  readonly until?: Instant;
}

function findOrphan(
  state: ProjectState,
  place: Place,
  at: Instant,
  { isGone }: Pick<ReconcileMeans, 'isGone'>,
): Orphan | undefined {
  const ongoing = environmentState(state, place.serviceSet, place.environment)?.ongoing;
  const deployment = ongoing === undefined ? undefined : findDeployment(state, ongoing.deployment);
  if (ongoing === undefined || deployment === undefined) return undefined;
  const { holder, expires } = ongoing.lease;
  const free = compareInstants(at, expires) >= 0 || isGone(holder);
  return { deployment, holder, ...(free ? {} : { until: expires }) };
}

/** Takes a deployment over under the next fence; undefined where it is not the same any more. */
async function takeOver(
  delivery: Delivery,
  place: Place,
  { id: deployment, fence }: Deployment,
  signer: Signer,
  { holder, leaseMs }: ReconcileMeans,
): Promise<Held | undefined> {
  let held: Held | undefined;
  await record(delivery.ledger, delivery.project.id, ({ state }) => {
    held = undefined;
    const here = environmentState(state, place.serviceSet, place.environment);
    if (here?.ongoing?.deployment !== deployment || here.ongoing.lease.fence !== fence) return undefined;
    const at = delivery.now();
    const lease = nextLease({ at, holder, leaseMs }, here.fence);
    held = { deployment, fence: lease.fence };
    return sign(signer, at, { type: 'deployment.resumed', deployment, lease });
  });
  return held;
}

function unsettled(environment: Environment, deployment: Deployment, message: string | undefined): Reconciliation {
  return { environment, outcome: 'unsettled', deployment, ...(message === undefined ? {} : { message }) };
}
