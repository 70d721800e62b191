import { canonicalJson, sha256 } from '../canonical.js';
import type { EnvironmentId, ReleaseId } from '../ids.js';
import type { Release } from '../release/index.js';
import { diffImages, type ImageChange } from '../release/index.js';
import { type RenderedStack, templateHash } from '../targets/index.js';

/** What putting a release into an environment would change. */
export interface Change {
  readonly environment: EnvironmentId;
  readonly release: Release;
  /** What runs there now; undefined where nothing does. */
  readonly replaces: Release | undefined;
  readonly images: readonly ImageChange[];
  readonly stack: RenderedStack;
  /** The template that stands there now; undefined where none does. */
  readonly before: string | undefined;
  /** SHA-256 over all of that, hex: two changes with one hash are the same change. */
  readonly hash: string;
}

export function changeOf(
  environment: EnvironmentId,
  release: Release,
  replaces: Release | undefined,
  stack: RenderedStack,
  before: string | undefined,
): Change {
  const from: ReleaseId | undefined = replaces?.id;
  const hash = sha256(
    canonicalJson({
      environment,
      release: release.id,
      replaces: from,
      stack: stack.stackName,
      before: before === undefined ? undefined : templateHash(before),
      after: templateHash(stack.template),
    }),
  );
  return { environment, release, replaces, images: diffImages(replaces?.images, release.images), stack, before, hash };
}
