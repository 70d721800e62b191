import type { EnvironmentId, ServiceSetId } from '../ids.js';
import { type ChangeIdentity, changeIdentity } from '../promotion/index.js';
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
  /** What approvals are given for: two changes with one hash are the same change. */
  readonly identity: ChangeIdentity;
}

export function changeOf(
  { serviceSet, environment }: { readonly serviceSet: ServiceSetId; readonly environment: EnvironmentId },
  release: Release,
  replaces: Release | undefined,
  stack: RenderedStack,
  before: string | undefined,
): Change {
  const identity = changeIdentity({
    serviceSet,
    environment,
    release: release.id,
    ...(replaces === undefined ? {} : { replaces: replaces.id }),
    ...(before === undefined ? {} : { before: templateHash(before) }),
    after: templateHash(stack.template),
  });
  const images = diffImages(replaces?.images, release.images);
  return { environment, release, replaces, images, stack, before, identity };
}
