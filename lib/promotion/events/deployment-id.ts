import { canonicalJson, sha256 } from '../../canonical.js';
import type { DeploymentId, EnvironmentId, Instant, ProjectId, ReleaseId, ServiceSetId } from '../../ids.js';
import type { DeploymentHashes, DeploymentKind, Lease } from './events.js';

/** What makes a deployment itself and no other. The fence and the time keep two requests for the same thing apart. */
export interface DeploymentIntent {
  readonly project: ProjectId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  readonly kind: DeploymentKind;
  readonly at: Instant;
  readonly actor: string;
  readonly lease: Lease;
  readonly replaces?: ReleaseId;
  readonly target?: string;
  readonly hashes?: DeploymentHashes;
  readonly tool?: string;
}

/** `dep-` and the first 12 hex digits of the SHA-256 of the intent's canonical JSON. */
export function deploymentId(intent: DeploymentIntent): DeploymentId {
  return `dep-${sha256(canonicalJson(intent)).slice(0, 12)}` as DeploymentId;
}
