import { canonicalJson, sha256 } from '../../canonical.js';
import type { BracketId, EnvironmentId, Instant, ProjectId, ServiceSetId } from '../../ids.js';

/** What makes a bracket itself and no other. */
export interface BracketOpening {
  readonly project: ProjectId;
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly at: Instant;
  readonly actor: string;
}

/** `bra-` and the first 12 hex digits of the SHA-256 of the opening's canonical JSON. */
export function bracketId(opening: BracketOpening): BracketId {
  return `bra-${sha256(canonicalJson(opening)).slice(0, 12)}` as BracketId;
}
