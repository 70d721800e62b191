import type { ArtifactKey } from '../../ids.js';
import type { Release, ReleasedImage } from '../../release/model.js';
import type { Combination } from '../decision.js';
import type { Inquiry } from '../inquiry.js';
import { agree, type Bond, differenceOf } from './bonds.js';

type Images = Readonly<Record<ArtifactKey, ReleasedImage>>;

/** Beyond so many steps the nearest whole release is told instead. */
const MAX_STEPS = 20_000;

/**
 * The combination nearest to a release that satisfies every bond: each service takes its images from the release itself or
 * from one that was verified, and the fewest services take other ones. Looked for by trying first one service, then two,
 * and so on. Undefined where nothing was verified.
 */
export function nearestMixture(
  { set }: Inquiry,
  release: Release,
  verified: readonly Release[],
  bonds: readonly Bond[],
): Combination | undefined {
  const services = (set?.services ?? []).map(({ containers }) => containers.map(({ artifact }) => artifact));
  const choices = services.map((artifacts) => distinct([release, ...verified], artifacts));
  const holds = (images: Images, chosen: readonly ArtifactKey[]): boolean =>
    bonds.every(
      ({ artifacts }) =>
        !artifacts.every((artifact) => chosen.includes(artifact)) ||
        verified.some((one) => agree({ images }, one, artifacts)),
    );
  let steps = 0;
  const search = (at: number, images: Images, mayDiffer: number): Images | undefined => {
    if (++steps > MAX_STEPS) return undefined;
    const options = choices[at];
    if (options === undefined) return images;
    for (const [index, option] of options.entries()) {
      if (index > 0 && mayDiffer === 0) break;
      const next = { ...images, ...option };
      if (!holds(next, Object.keys(next) as ArtifactKey[])) continue;
      const found = search(at + 1, next, index === 0 ? mayDiffer : mayDiffer - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (let differing = 0; differing <= services.length && steps <= MAX_STEPS; differing++) {
    const images = search(0, {}, differing);
    if (images !== undefined) return named(release, verified, images);
  }
  return undefined;
}

/** The images of one service in several releases, each only once, in their order. */
function distinct(releases: readonly Release[], artifacts: readonly ArtifactKey[]): readonly Images[] {
  const found: Release[] = [];
  for (const one of releases) if (!found.some((other) => agree(one, other, artifacts))) found.push(one);
  return found.map(({ images }) =>
    Object.fromEntries(artifacts.flatMap((artifact) => (images[artifact] ? [[artifact, images[artifact]]] : []))),
  );
}

function named(release: Release, verified: readonly Release[], images: Images): Combination {
  const artifacts = Object.keys(images) as ArtifactKey[];
  const existing = verified.find((one) => agree(one, { images }, artifacts));
  return { ...(existing === undefined ? {} : { release: existing.id }), ...differenceOf(release, { images }) };
}
