import type { ArtifactKey, EnvironmentId, Instant, ReleaseId } from '../ids.js';
import type { Environment, Project, ServiceSet } from '../manifest/index.js';
import {
  type Bracket,
  currentDeployment,
  type Deployment,
  environmentState,
  findDeployment,
  type ProjectState,
  syncSource,
} from '../promotion/index.js';
import { diffImages, type ImageChange, type Release } from '../release/index.js';
import { type GivenApproval, givenApprovals } from './given-approvals.js';
import { type Restrictions, restrictionsOf } from './restrictions.js';

/** How an environment stands to the one before it. */
export type SyncState =
  | { readonly state: 'none'; readonly why: string }
  | {
      readonly state: 'in-sync' | 'out-of-sync';
      /** The preceding environment whose last successfully evaluated release is meant. */
      readonly with: EnvironmentId;
      readonly release: Release;
      readonly updates: readonly ImageChange[];
    };

/** Something that is under way in an environment. */
export interface Ongoing {
  readonly deployment: Deployment;
  readonly release: Release | undefined;
  readonly holder: string;
  readonly expires: Instant;
}

/** One environment as the record has it. */
export interface EnvironmentStatus {
  readonly environment: Environment;
  readonly release: Release | undefined;
  readonly deployment: Deployment | undefined;
  /** The latest evaluation of what runs. */
  readonly verdict: 'pass' | 'warning' | 'fail' | undefined;
  readonly ongoing: readonly Ongoing[];
  /** The deployment that failed and left something else there than the record holds to run, where that is so. */
  readonly leftBy: Deployment | undefined;
  /** Changed services that gather there, where a bracket is open. */
  readonly bracket: Bracket | undefined;
  readonly sync: SyncState;
  readonly restrictions: Restrictions;
  /** Approvals that were given and not used yet. */
  readonly approvals: readonly GivenApproval[];
}

/**
 * The state of one environment, from the record and nothing else. Pure.
 *
 * @param at when: what holds for a while, as a freeze does, is told as it is then
 */
export function environmentStatus(
  state: ProjectState,
  project: Project,
  serviceSet: ServiceSet,
  environment: Environment,
  at: Instant,
): EnvironmentStatus {
  const here = environmentState(state, serviceSet.id, environment.id);
  const deployment = currentDeployment(state, serviceSet.id, environment.id);
  const release = deployment === undefined ? undefined : releaseOf(state, deployment.release);
  const evaluation = release === undefined ? undefined : here?.evaluations[release.id];
  const place = { serviceSet: serviceSet.id, environment: environment.id };
  return {
    environment,
    release,
    deployment,
    verdict: evaluation?.verdict,
    ongoing: ongoingOf(state, here?.ongoing),
    leftBy: here?.unsettledBy === undefined ? undefined : findDeployment(state, here.unsettledBy),
    bracket: here?.bracket,
    sync: syncState(state, project, serviceSet, environment, release),
    restrictions: restrictionsOf(state, { ...place, at }),
    approvals: givenApprovals({ project, state, ...place, at }),
  };
}

function ongoingOf(
  state: ProjectState,
  ongoing: NonNullable<ReturnType<typeof environmentState>>['ongoing'],
): readonly Ongoing[] {
  const deployment = ongoing === undefined ? undefined : state.deployments[ongoing.deployment];
  if (ongoing === undefined || deployment === undefined) return [];
  const { holder, expires } = ongoing.lease;
  return [{ deployment, release: releaseOf(state, deployment.release), holder, expires }];
}

function syncState(
  state: ProjectState,
  project: Project,
  serviceSet: ServiceSet,
  environment: Environment,
  release: Release | undefined,
): SyncState {
  const source = syncSource(state, project, serviceSet.id, environment.id);
  if (!source.found) return { state: 'none', why: source.problem.message };
  const wanted = releaseOf(state, source.release);
  if (wanted === undefined) return { state: 'none', why: `release ${source.release} is not in the record` };
  const updates = diffImages(release?.images, wanted.images);
  return { state: updates.length === 0 ? 'in-sync' : 'out-of-sync', with: source.from, release: wanted, updates };
}

function releaseOf(state: ProjectState, id: ReleaseId): Release | undefined {
  return Object.hasOwn(state.releases, id) ? state.releases[id] : undefined;
}

/** The images of a release by artifact, as plain references, sorted. */
export function imagesOf(release: Release | undefined): Readonly<Record<ArtifactKey, string>> {
  const entries = Object.entries(release?.images ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([artifact, image]) => [artifact, image.image]));
}
