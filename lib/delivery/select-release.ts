import type { EnvironmentId } from '../ids.js';
import { SlipwayError } from '../problem.js';
import {
  currentRelease,
  decide,
  environmentState,
  findDeployment,
  type ProjectState,
  type Reason,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';
import type { Delivery } from './delivery.js';
import { requireEnvironment } from './find-environment.js';
import { lineageOf } from './lineage-of.js';
import { resolveRelease } from './resolve-release.js';

/** The release that a stack is to render, and what the law has against it there now. */
export interface SelectedRelease {
  readonly release: Release;
  /** Empty where it may run, and where it runs already. */
  readonly refusals: readonly Reason[];
}

/**
 * The release that an environment's stack renders: the named one, or without a name the one that runs there, so that
 * synthesizing again moves no image.
 *
 * @throws SlipwayError `input` where the environment or the release is unknown, or nothing runs there and none is named
 */
export async function selectRelease(
  delivery: Delivery,
  environmentText: string,
  wanted?: string,
): Promise<SelectedRelease> {
  const environment = requireEnvironment(delivery.project, delivery.serviceSet, environmentText).id;
  const { state } = await delivery.ledger.view(delivery.project.id);
  if (wanted !== undefined) return weighRelease(delivery, state, environment, await resolveRelease(delivery, wanted));
  const release = currentRelease(state, delivery.serviceSet.id, environment);
  if (release !== undefined) return { release, refusals: [] };
  throw new SlipwayError('input', {
    code: 'NoRelease',
    message: `nothing was deployed to ${environment} of ${delivery.project.id} yet, and no release is named`,
    hint: 'name one with -c release=<id>; `slipway release list` shows them',
  });
}

/**
 * What the law says of a release that somebody named for an environment. Nothing, where a command only wants it rendered:
 * what may not run there yet can be looked at, approved, and made ready.
 */
export async function weighRelease(
  delivery: Delivery,
  state: ProjectState,
  environment: EnvironmentId,
  release: Release,
): Promise<SelectedRelease> {
  const { project, serviceSet, proposed, now } = delivery;
  const runs = currentRelease(state, serviceSet.id, environment)?.id === release.id;
  if (runs || proposed === release.id) return { release, refusals: [] };
  const ongoing = environmentState(state, serviceSet.id, environment)?.ongoing;
  const begun = ongoing === undefined ? undefined : findDeployment(state, ongoing.deployment);
  const own = begun?.release === release.id ? { deployment: begun.id, kind: begun.kind } : { kind: 'deploy' as const };
  const lineage = await lineageOf(delivery, state, { environment, release });
  const question = { project, state, serviceSet: serviceSet.id, environment, release: release.id, ...own, lineage };
  return { release, refusals: decide({ ...question, at: now() }).reasons };
}
