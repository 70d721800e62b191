import type { ArtifactKey, EnvironmentId, ServiceId } from '../../../ids.js';
import type { Release } from '../../../release/model.js';
import { environmentState, findRelease } from '../../state/current.js';
import { imageOf, isSameImage } from '../../state/same-image.js';
import type { Combination } from '../decision.js';
import type { Inquiry } from '../inquiry.js';

/** What counts as verified together: a whole release, two services that are connected, or each image for itself. */
export type CombinationMode = 'exact' | 'pairwise' | 'each';

/** Artifacts that have to have been verified together. */
export interface Bond {
  readonly services: readonly ServiceId[];
  readonly artifacts: readonly ArtifactKey[];
}

/** What has to have been verified together, for a set as the policy has it. Every service stands in at least one. */
export function bondsOf({ set }: Inquiry, mode: CombinationMode): readonly Bond[] {
  const services = set?.services ?? [];
  const bond = (...members: typeof services): Bond => ({
    services: members.map(({ id }) => id),
    artifacts: members.flatMap(({ containers }) => containers.map(({ artifact }) => artifact)),
  });
  if (mode === 'exact') return [bond(...services)];
  const single = services.map((service) => bond(service));
  if (mode === 'each') return single;
  const isConnected = (one: (typeof services)[number], other: (typeof services)[number]): boolean =>
    (one.connects ?? []).includes(other.id) || (other.connects ?? []).includes(one.id);
  const pairs = services.flatMap((one, index) =>
    services.slice(index + 1).flatMap((other) => (isConnected(one, other) ? [bond(one, other)] : [])),
  );
  return [...single, ...pairs];
}

/** Releases whose latest verdict in an environment is pass, the newest pass first. */
export function passedIn({ state, serviceSet }: Inquiry, environment: EnvironmentId): readonly Release[] {
  const passed = environmentState(state, serviceSet, environment)?.passed ?? [];
  return passed.flatMap((id) => findRelease(state, id) ?? []).reverse();
}

/** Whether two releases have the same images for some artifacts. */
export function agree(
  one: Pick<Release, 'images'>,
  other: Pick<Release, 'images'>,
  artifacts: readonly ArtifactKey[],
): boolean {
  return artifacts.every((artifact) => {
    const image = imageOf(one, artifact);
    return image !== undefined && isSameImage(image, imageOf(other, artifact));
  });
}

/** A combination as it differs from a release. */
export function differenceOf(
  from: Pick<Release, 'images'>,
  to: Pick<Release, 'images'>,
): Pick<Combination, 'images' | 'differs'> {
  const artifacts = (Object.keys(to.images) as ArtifactKey[]).sort();
  return {
    images: Object.fromEntries(artifacts.map((artifact) => [artifact, to.images[artifact]?.image ?? ''])),
    differs: artifacts.filter((artifact) => !agree(to, from, [artifact])),
  };
}
