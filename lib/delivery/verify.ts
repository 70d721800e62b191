import { compareInstants } from '../ids.js';
import type { Environment } from '../manifest/index.js';
import { currentDeployment, currentRelease, environmentState } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { type Evidence, type Target, weigh } from '../targets/index.js';
import type { Delivery } from './delivery.js';

/** What an environment was found to be, beside what is recorded. */
export interface Verification {
  readonly environment: Environment;
  readonly release: Release | undefined;
  /** `none`: nothing is recorded and nothing is there. `converging`: a deployment is under way, and its lease runs. */
  readonly verdict: Evidence['verdict'] | 'converging' | 'none';
  readonly evidence: Evidence;
}

/** Looks whether what runs in an environment equals what is recorded. Changes nothing. */
export async function verify(delivery: Delivery, environment: Environment, target: Target): Promise<Verification> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const place = { project: delivery.project, serviceSet: delivery.serviceSet.id, environment: environment.id };
  const at = delivery.now();
  const observation = await target.observe(place, at);
  const release = currentRelease(state, place.serviceSet, environment.id);
  const deployment = currentDeployment(state, place.serviceSet, environment.id);
  const evidence = weigh(release?.images ?? {}, observation, deployment?.hashes.template);
  const lease = environmentState(state, place.serviceSet, environment.id)?.ongoing?.lease;
  const verdict = () => {
    if (evidence.verdict === 'unknown') return 'unknown';
    // Nobody may be at work any more where the lease ran out: to call that converging would be a guess.
    if (lease !== undefined && compareInstants(at, lease.expires) < 0) return 'converging';
    if (release === undefined && observation.state === 'absent') return 'none';
    return evidence.verdict;
  };
  return { environment, release, verdict: verdict(), evidence };
}
