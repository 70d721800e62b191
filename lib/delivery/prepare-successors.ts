import type { EnvironmentId, Instant } from '../ids.js';
import { record } from '../ledger/index.js';
import {
  currentRelease,
  environmentState,
  freshPrepared,
  type ProjectState,
  precedingEnvironments,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { hasGate, type PreparedChange, type Undertaking } from '../targets/index.js';
import type { Change } from './change.js';
import type { Delivery, Signer } from './delivery.js';
import { type DeployMeans, plan } from './deploy.js';
import { lineageOf } from './lineage-of.js';
import { sign } from './sign.js';

/** What was put into an environment, or judged there, and who did so. */
export interface PreparingRequest {
  readonly environment: EnvironmentId;
  readonly release: Release;
  readonly signer: Signer;
  /** Whether what was prepared before, and can still be made, is good enough; else it is compared with what would be. */
  readonly onlyMissing?: boolean;
}

export interface PreparingMeans extends Pick<DeployMeans, 'target' | 'renderer' | 'progress' | 'output'> {
  /** When to give up. */
  readonly until: Instant;
}

/** What became of preparing a release for an environment; `why` it failed, for people. */
export type Preparation =
  | { readonly environment: EnvironmentId; readonly step: 'prepared'; readonly changeSet: string }
  | { readonly environment: EnvironmentId; readonly step: 'failed'; readonly why: string };

/** Hex digits of the preview's hash that name a change set: enough to tell those of one stack apart. */
const NAMED_DIGITS = 12;

/**
 * Makes a release ready for the environments that follow by themselves after one in which it runs, where somebody is there
 * who makes such changes: the function of a ledger, for stacks with a gate. Never throws: what it is about has succeeded
 * already.
 */
export async function prepareSuccessors(
  delivery: Delivery,
  request: PreparingRequest,
  means: PreparingMeans,
): Promise<readonly Preparation[]> {
  const done: Preparation[] = [];
  if (means.target.prepare === undefined) return done;
  for (const environment of followers(delivery, request.environment)) {
    try {
      const changeSet = await prepareFor(delivery, environment, request, means);
      if (changeSet !== undefined) done.push({ environment, step: 'prepared', changeSet });
    } catch (error) {
      const why = error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error);
      done.push({ environment, step: 'failed', why });
    }
  }
  return done;
}

function followers({ project, serviceSet }: Delivery, after: EnvironmentId): readonly EnvironmentId[] {
  return project.environments
    .filter(({ id, promote }) => promote === 'auto' && serviceSet.environments.includes(id))
    .map(({ id }) => id)
    .filter((id) => precedingEnvironments(project, serviceSet.id, id).some((before) => before.id === after));
}

async function prepareFor(
  delivery: Delivery,
  environment: EnvironmentId,
  { release, signer, onlyMissing = false }: PreparingRequest,
  means: PreparingMeans,
): Promise<string | undefined> {
  const { project, serviceSet, ledger } = delivery;
  const { state } = await ledger.view(project.id);
  if (!mayFollow(delivery, state, environment, release)) return undefined;
  const ready = freshPrepared(state, serviceSet.id, environment).find(({ change }) => change.release === release.id);
  if (onlyMissing && ready !== undefined) return undefined;
  const change = await plan(delivery, { environment, release }, means);
  const { identity, stack, before } = change;
  if (!hasGate(stack.template) || before === stack.template || ready?.preview === identity.hash) return undefined;
  means.progress?.(`Preparing ${release.id} for ${environment}, which follows by itself`);
  const prepared = await prepareChange(delivery, change, means);
  if (prepared === undefined) return undefined;
  const lineage = await lineageOf(delivery, state, { environment, release });
  await record(ledger, project.id, ({ state: now }) => {
    if (!mayFollow(delivery, now, environment, release)) return undefined;
    if (currentRelease(now, serviceSet.id, environment)?.id !== identity.parts.replaces) return undefined;
    return sign(signer, delivery.now(), {
      type: 'promotion.prepared',
      change: identity.parts,
      preview: identity.hash,
      ...prepared,
      ...(Object.keys(lineage).length === 0 ? {} : { lineage }),
    });
  });
  return prepared.changeSet;
}

/** Whether the release is to be made ready: another one runs there, and nobody is at work. */
function mayFollow(
  { serviceSet }: Delivery,
  state: ProjectState,
  environment: EnvironmentId,
  release: Release,
): boolean {
  if (environmentState(state, serviceSet.id, environment)?.ongoing !== undefined) return false;
  return currentRelease(state, serviceSet.id, environment)?.id !== release.id;
}

async function prepareChange(
  { project, serviceSet }: Delivery,
  { environment, stack, identity }: Change,
  { target, until, progress = () => undefined, output = () => undefined }: PreparingMeans,
): Promise<PreparedChange | undefined> {
  const undertaking: Undertaking = { until, progress, output };
  const name = `slipway-${identity.hash.slice(0, NAMED_DIGITS)}`;
  return target.prepare?.({ project, serviceSet: serviceSet.id, environment }, stack, name, undertaking);
}
