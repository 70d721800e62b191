import { finishedFact } from '../delivery/index.js';
import type { Instant, ProjectId } from '../ids.js';
import { record } from '../ledger/index.js';
import { findDeployment, type Outcome, type ProjectState } from '../promotion/index.js';
import { type Held, heldThere } from './caller.js';
import type { DeploymentHandle } from './deployment-handle.js';
import { type Circumstances, type Ending, endingOf } from './ending.js';
import type { GatePorts, Watched } from './ports.js';
import { watchStack } from './watch-stack.js';

export type EndPorts = Pick<GatePorts, 'ledger' | 'observe' | 'pause' | 'now'>;

/** Which deployment to end, by what is seen of it. */
export interface EndRequest {
  readonly project: ProjectId;
  readonly handle: Pick<DeploymentHandle, 'deployment' | 'fence'>;
  /** Under which name the end is recorded. */
  readonly actor: string;
  readonly watched: Watched;
  readonly circumstances: Circumstances;
  readonly until: Instant;
}

/**
 * What became of it.
 *
 * - `ended`: the end is recorded
 * - `unknown`: it stays ongoing
 * - `gone`: it was no longer held under that fence, so there was nothing to end
 */
export type Ended =
  | {
      readonly step: 'ended';
      readonly outcome: Outcome;
      readonly message?: string;
      /** What explains a failure, one line each. */
      readonly notes: readonly string[];
    }
  | { readonly step: 'unknown'; readonly message: string }
  | { readonly step: 'gone' };

/** Ends a deployment by what is seen of its stack, where it is under way under that very fence. */
export async function endDeployment(ports: EndPorts, request: EndRequest): Promise<Ended> {
  const { state } = await ports.ledger.view(request.project);
  const held = heldUnder(state, request.handle);
  if (held === undefined) return { step: 'gone' };
  const judge = (observation: Parameters<typeof endingOf>[2]): Ending =>
    endingOf(state, held.deployment, observation, request.circumstances);
  const { ending, observation } = await watchStack(ports, request.watched, judge, request.until);
  if (!ending.known) return { step: 'unknown', message: ending.message };
  return finish(ports, request, ending, observation.notes ?? []);
}

async function finish(
  ports: EndPorts,
  { project, handle, actor }: EndRequest,
  ending: Extract<Ending, { known: true }>,
  notes: readonly string[],
): Promise<Ended> {
  const { event } = await record(ports.ledger, project, ({ state }) => {
    const held = heldUnder(state, handle);
    if (held === undefined) return undefined;
    return { at: ports.now(), actor, fact: finishedFact(state, held.deployment, ending) };
  });
  if (event === undefined) return { step: 'gone' };
  const { outcome, message } = ending;
  return { step: 'ended', outcome, notes, ...(message === undefined ? {} : { message }) };
}

/** A deployment, where it is under way and holds its place under exactly that fence. */
export function heldUnder(
  state: ProjectState,
  { deployment: id, fence }: Pick<DeploymentHandle, 'deployment' | 'fence'>,
): Held | undefined {
  const deployment = findDeployment(state, id);
  const held = deployment === undefined ? undefined : heldThere(state, deployment);
  return held?.deployment.id === id && held.lease.fence === fence ? held : undefined;
}
