import { canonicalJson, sha256 } from '../../canonical.js';
import type { EnvironmentId, ReleaseId, ServiceSetId } from '../../ids.js';

/** What makes a change to an environment itself and no other. */
export interface ChangeParts {
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
  readonly release: ReleaseId;
  /** The release that runs there before; absent where none does. */
  readonly replaces?: ReleaseId;
  /** SHA-256 of the template that stands there before, hex; absent where none does. */
  readonly before?: string;
  /** SHA-256 of the template that would stand there, hex. */
  readonly after: string;
}

/** A change as the law weighs it. */
export interface ChangeIdentity {
  /** What approvals are given for: `changeHash(parts)`, also where the change is half done and its parts read otherwise. */
  readonly hash: string;
  readonly parts: ChangeParts;
}

/** SHA-256 over the parts of a change, hex. Two changes with one hash are the same change. */
export function changeHash(parts: ChangeParts): string {
  const { serviceSet, environment, release, replaces, before, after } = parts;
  return sha256(canonicalJson({ serviceSet, environment, release, replaces, before, after }));
}

export function changeIdentity(parts: ChangeParts): ChangeIdentity {
  return { hash: changeHash(parts), parts };
}
