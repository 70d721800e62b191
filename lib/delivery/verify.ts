import { compareInstants } from '../ids.js';
import type { Environment } from '../manifest/index.js';
import {
  currentDeployment,
  currentRelease,
  type Deployment,
  environmentState,
  findRelease,
  type ProjectState,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';
import {
  type ArtifactEvidence,
  checkParameters,
  computedFingerprint,
  type Evidence,
  type Observation,
  type Place,
  type Target,
  templateHash,
  weigh,
} from '../targets/index.js';
import type { Delivery } from './delivery.js';
import { look } from './watch.js';

/** What an environment was found to be, beside what is recorded. */
export interface Verification {
  readonly environment: Environment;
  readonly release: Release | undefined;
  /** `none`: nothing is recorded and nothing is there. `converging`: something is still at work, or a lease runs. */
  readonly verdict: Evidence['verdict'] | 'none';
  readonly evidence: Evidence;
}

/**
 * Looks whether what runs in an environment equals what is recorded: the release, the template of the deployment, the
 * parameters that say it, and what really runs. Changes nothing.
 */
export async function verify(delivery: Delivery, environment: Environment, target: Target): Promise<Verification> {
  const { state } = await delivery.ledger.view(delivery.project.id);
  const place = { project: delivery.project, serviceSet: delivery.serviceSet.id, environment: environment.id };
  const observation = await look(delivery, target, place);
  const release = currentRelease(state, place.serviceSet, environment.id);
  const deployment = currentDeployment(state, place.serviceSet, environment.id);
  const weighed = weigh(release?.images ?? {}, observation, deployment?.hashes.template);
  const evidence = withFormer(
    withFindings(weighed, await differences(target, place, release, observation)),
    state,
    deployment,
  );
  const lease = environmentState(state, place.serviceSet, environment.id)?.ongoing?.lease;
  const verdict = (): Verification['verdict'] => {
    if (evidence.verdict === 'unknown' || evidence.verdict === 'converging') return evidence.verdict;
    // Nobody may be at work any more where the lease ran out: to call that converging would be a guess.
    if (lease !== undefined && compareInstants(observation.at, lease.expires) < 0) return 'converging';
    if (release === undefined && observation.state === 'absent') return 'none';
    return evidence.verdict;
  };
  return { environment, release, verdict: verdict(), evidence };
}

/** What says something else than the release beside what runs: parameters, and a template changed behind our back. */
async function differences(
  target: Target,
  place: Place,
  release: Release | undefined,
  { state, template }: Observation,
): Promise<readonly string[]> {
  if (release === undefined || state !== 'present') return [];
  const computed = template === undefined ? undefined : computedFingerprint(template);
  const edited = template !== undefined && computed !== undefined && computed !== templateHash(template);
  const parameters = await target.parameters?.(place, release);
  return [
    ...(edited ? ['the template that stands there was changed after it was synthesized'] : []),
    ...(parameters === undefined ? [] : checkParameters(place, release, parameters)),
  ];
}

function withFindings(evidence: Evidence, more: readonly string[]): Evidence {
  if (more.length === 0) return evidence;
  const verdict = evidence.verdict === 'converged' ? 'drifted' : evidence.verdict;
  return { ...evidence, verdict, findings: [...evidence.findings, ...more] };
}

/** What drifted to the very image that ran before was turned back, and nobody recorded it. */
function withFormer(evidence: Evidence, state: ProjectState, deployment: Deployment | undefined): Evidence {
  const former = deployment?.replaces === undefined ? undefined : findRelease(state, deployment.replaces);
  if (evidence.verdict !== 'drifted' || former === undefined) return evidence;
  const turnedBack = (artifact: string, { verdict, found, digest }: ArtifactEvidence): boolean => {
    const image = Object.entries(former.images).find(([known]) => known === artifact)?.[1];
    if (verdict !== 'drifted' || image === undefined) return false;
    return image.digest === undefined ? image.image === found : image.digest === digest;
  };
  const artifacts = Object.fromEntries(
    Object.entries(evidence.artifacts).map(([artifact, one]): [string, ArtifactEvidence] => [
      artifact,
      turnedBack(artifact, one) ? { ...one, verdict: 'rolled-back' } : one,
    ]),
  );
  return { ...evidence, artifacts };
}
