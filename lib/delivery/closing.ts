import type { ArtifactKey } from '../ids.js';
import { record } from '../ledger/index.js';
import { SlipwayError } from '../problem.js';
import {
  type Deployment,
  type EventDraft,
  environmentState,
  type Outcome,
  type ProjectState,
} from '../promotion/index.js';
import { diffImages } from '../release/index.js';
import { type Evidence, type Observation, type Place, toOutcomes, weigh } from '../targets/index.js';
import type { Delivery, Signer } from './delivery.js';

/** What is known when a deployment is to end. */
export interface Ending {
  readonly observation: Observation;
  /** What went wrong on the way, where something did. */
  readonly failure?: string;
}

/**
 * Ends the deployment that `holder` holds in a place, on evidence: it succeeded exactly if what stands there is what
 * was asked for, whatever was heard on the way. Where that is not known nothing is recorded, and it stays ongoing.
 */
export async function finish(
  delivery: Delivery,
  place: Place,
  signer: Signer,
  holder: string,
  ending: Ending,
): Promise<Deployment> {
  let held: Deployment | undefined;
  const { view } = await record(delivery.ledger, delivery.project.id, ({ state }) => {
    const ongoing = environmentState(state, place.serviceSet, place.environment)?.ongoing;
    if (ongoing === undefined || ongoing.lease.holder !== holder) throw leaseLost(place, ongoing?.lease.holder);
    held = state.deployments[ongoing.deployment];
    if (held === undefined) throw leaseLost(place, undefined);
    const evidence = weighAll(state, held, ending.observation);
    if (evidence.verdict === 'unknown') return undefined;
    return finished(state, held, ongoing.lease.fence, evidence, ending, signer, delivery.now());
  });
  if (held === undefined) throw leaseLost(place, undefined);
  return view.state.deployments[held.id] ?? held;
}

function weighAll(state: ProjectState, deployment: Deployment, observation: Observation): Evidence {
  const images = state.releases[deployment.release]?.images ?? {};
  return weigh(images, observation, deployment.hashes.template);
}

function finished(
  state: ProjectState,
  deployment: Deployment,
  fence: number,
  evidence: Evidence,
  ending: Ending,
  signer: Signer,
  at: EventDraft['at'],
): EventDraft {
  const outcome: Outcome = evidence.verdict === 'converged' ? 'succeeded' : 'failed';
  const message = [ending.failure, ...evidence.findings].filter((part) => part !== undefined).join('; ');
  return {
    at,
    actor: signer.actor,
    fact: {
      type: 'deployment.finished',
      deployment: deployment.id,
      fence,
      outcome,
      artifacts: toOutcomes(evidence, unchangedArtifacts(state, deployment)),
      ...(outcome === 'failed' && message !== '' ? { message } : {}),
    },
  };
}

function unchangedArtifacts(state: ProjectState, deployment: Deployment): ReadonlySet<ArtifactKey> {
  const to = state.releases[deployment.release]?.images ?? {};
  const from = deployment.replaces === undefined ? undefined : state.releases[deployment.replaces]?.images;
  const changed = new Set(diffImages(from, to).map((change) => change.artifact));
  return new Set((Object.keys(to) as ArtifactKey[]).filter((artifact) => !changed.has(artifact)));
}

function leaseLost(place: Place, holder: string | undefined): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'LeaseLost',
    message: `the deployment to ${place.environment} was taken over${holder === undefined ? '' : ` by ${holder}`}`,
    hint: `look at \`slipway status ${place.environment}\``,
  });
}
