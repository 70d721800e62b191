import type { DeploymentId, Instant } from '../ids.js';
import { type LedgerView, record } from '../ledger/index.js';
import { SlipwayError } from '../problem.js';
import {
  type Deployment,
  type EventDraft,
  environmentState,
  findDeployment,
  type Outcome,
  type ProjectState,
} from '../promotion/index.js';
import { type Evidence, type EvidenceVerdict, type Observation, type Place, weigh } from '../targets/index.js';
import type { Delivery, Signer } from './delivery.js';
import { finishedFact, imagesOf } from './finished-fact.js';

/** The right to end a deployment: the fence under which it was opened or taken over. */
export interface Held {
  readonly deployment: DeploymentId;
  readonly fence: number;
}

/** What is known when a deployment is to end. */
export interface Ending {
  readonly observation: Observation;
  /** What went wrong on the way, where something did. */
  readonly failure?: string;
}

/** Everything that decides how a deployment ends. */
export interface ClosingQuestion {
  readonly place: Place;
  readonly held: Held;
  readonly ending: Ending;
  readonly signer: Signer;
  readonly at: Instant;
}

/**
 * Decides how a deployment ends, from the record and what was observed; undefined where that is not known (yet), and
 * where it has ended under this very fence already: the gate in its stack was faster. Pure.
 *
 * @throws SlipwayError `conflict` with `LeaseLost`
 */
export function closing(state: ProjectState, question: ClosingQuestion): EventDraft | undefined {
  const { place, held, ending, signer, at } = question;
  if (hasEnded(state, held)) return undefined;
  const deployment = stillHeld(state, place, held);
  const evidence = weighAll(state, deployment, ending.observation);
  const outcome = outcomes[evidence.verdict];
  if (outcome === undefined) return undefined;
  const message = [ending.failure, ...evidence.findings].filter((part) => part !== undefined).join('; ');
  return { at, actor: signer.actor, fact: finishedFact(state, deployment, { outcome, evidence, message }) };
}

/** What each evidence proves about a deployment; what is not known or not final proves nothing. */
const outcomes: Readonly<Record<EvidenceVerdict, Outcome | undefined>> = {
  converged: 'succeeded',
  'rolled-back': 'rolled-back',
  drifted: 'failed',
  converging: undefined,
  unknown: undefined,
};

/** Whether a deployment was ended by somebody who shared the right to do so. */
export function hasEnded(state: ProjectState, { deployment, fence }: Held): boolean {
  const found = findDeployment(state, deployment);
  return found !== undefined && found.status !== 'ongoing' && found.fence === fence;
}

/**
 * Ends a deployment on evidence: it succeeded exactly if what stands there is what was asked for, whatever was heard on
 * the way. Where that is not known nothing is recorded, and it stays ongoing.
 *
 * @throws SlipwayError `conflict` where somebody took the deployment or its environment over meanwhile
 */
export async function finish(
  delivery: Delivery,
  place: Place,
  signer: Signer,
  held: Held,
  ending: Ending,
  seen?: LedgerView,
): Promise<Deployment> {
  const decideEnd = ({ state }: LedgerView) => closing(state, { place, held, ending, signer, at: delivery.now() });
  const { view } = await record(delivery.ledger, delivery.project.id, decideEnd, seen);
  const ended = view.state.deployments[held.deployment];
  if (ended === undefined) throw new Error(`the record lost deployment ${held.deployment} while it was written`);
  return ended;
}

/** By fence and not by the holder's name: a process that comes back late, or gets another's number, holds nothing. */
function stillHeld(state: ProjectState, place: Place, held: Held): Deployment {
  const ongoing = environmentState(state, place.serviceSet, place.environment)?.ongoing;
  const deployment = state.deployments[held.deployment];
  if (deployment !== undefined && ongoing?.deployment === held.deployment && ongoing.lease.fence === held.fence)
    return deployment;
  throw leaseLost(place, ongoing?.lease.holder);
}

function weighAll(state: ProjectState, deployment: Deployment, observation: Observation): Evidence {
  return weigh(imagesOf(state, deployment.release), observation, deployment.hashes.template);
}

function leaseLost(place: Place, holder: string | undefined): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'LeaseLost',
    message: `the deployment to ${place.environment} was taken over${holder === undefined ? '' : ` by ${holder}`}`,
    hint: `both may have applied their stack: see \`slipway verify ${place.environment}\`, and deploy again what is to run`,
  });
}
