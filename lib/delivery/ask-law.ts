import { type ArtifactKey, compareInstants, type EnvironmentId, type Instant } from '../ids.js';
import {
  type ChangeIdentity,
  type Decision,
  type DeploymentKind,
  decide,
  environmentState,
  type Lineage,
  type ProjectState,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';
import type { Delivery } from './delivery.js';

/** What somebody wants to know of the law. */
export interface LawQuestion {
  readonly environment: EnvironmentId;
  /** Recorded, or only proposed: it is weighed as if it were recorded. */
  readonly release: Release;
  readonly kind: DeploymentKind;
  /** @default - not known: approvals are weighed by what the release would replace alone */
  readonly change?: ChangeIdentity | undefined;
  /** @default - nothing is known of the commits */
  readonly lineage?: Readonly<Record<ArtifactKey, Lineage>> | undefined;
  /** Whether nobody asks for it, and it would follow by itself. */
  readonly automatic?: true | undefined;
  /** @default - now */
  readonly at?: Instant | undefined;
}

/**
 * Asks the law of promotion about a release and an environment, now or at another instant. Everybody asks through this, so that a command
 * that explains and a command that acts never ask different questions.
 *
 * @param isGone whether the process behind a lease is known to be gone; not known is false
 */
export function askLaw(
  { project, serviceSet, now }: Delivery,
  state: ProjectState,
  { environment, release, kind, change, lineage, automatic, at = now() }: LawQuestion,
  isGone: (holder: string) => boolean,
): Decision {
  return decide({
    project,
    state: withRelease(state, release, at),
    serviceSet: serviceSet.id,
    environment,
    release: release.id,
    kind,
    at,
    ...(change === undefined ? {} : { change }),
    ...(lineage === undefined ? {} : { lineage }),
    ...(automatic === undefined ? {} : { automatic }),
    holderGone: isHolderGone(state, serviceSet.id, environment, isGone),
  });
}

/** Whether a deployment to the environment is under way whose process is known to be gone. */
export function isHolderGone(
  state: ProjectState,
  serviceSet: Delivery['serviceSet']['id'],
  environment: EnvironmentId,
  isGone: (holder: string) => boolean,
): boolean {
  const holder = environmentState(state, serviceSet, environment)?.ongoing?.lease.holder;
  return holder !== undefined && isGone(holder);
}

/** A release that is only proposed is weighed as if it were recorded; one that was made after the instant is not known. */
function withRelease(state: ProjectState, release: Release, at: Instant): ProjectState {
  if (Object.hasOwn(state.releases, release.id) || compareInstants(release.created, at) > 0) return state;
  return { ...state, releases: { ...state.releases, [release.id]: release } };
}
