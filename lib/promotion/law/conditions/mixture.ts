import type { ArtifactKey } from '../../../ids.js';
import type { Release, ReleasedImage } from '../../../release/model.js';
import { imageOf } from '../../state/same-image.js';
import type { Combination } from '../decision.js';
import type { Inquiry } from '../inquiry.js';
import { agree, type Bond, differenceOf } from './bonds.js';

type Images = Readonly<Record<ArtifactKey, ReleasedImage>>;

/** Beyond so many steps the nearest whole release is told instead. */
const MAX_STEPS = 20_000;

/**
 * The combination nearest to a release that satisfies every bond: each service takes its images from the release itself or
 * from one that was verified, and the fewest services take other ones. Looked for by trying first one service, then two,
 * and so on. Undefined where nothing was verified, or it takes too long.
 */
export function nearestMixture(
  { set }: Inquiry,
  release: Release,
  verified: readonly Release[],
  bonds: readonly Bond[],
): Combination | undefined {
  const services = (set?.services ?? []).map(({ containers }) => containers.map(({ artifact }) => artifact));
  const choices = services.map((artifacts) => distinct([release, ...verified], artifacts));
  const checks = checksOf(services, verified, bonds);
  let steps = 0;
  const search = (at: number, images: Images, mayDiffer: number): Images | undefined => {
    if (++steps > MAX_STEPS) return undefined;
    const options = choices[at];
    if (options === undefined) return images;
    for (const [index, option] of options.entries()) {
      if (index > 0 && mayDiffer === 0) break;
      const next = { ...images, ...option };
      if (checks[at]?.every((isVerified) => isVerified(next)) === false) continue;
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

/** For each service the bonds that are complete once its images are chosen after those of the services before it. */
function checksOf(
  services: readonly (readonly ArtifactKey[])[],
  verified: readonly Release[],
  bonds: readonly Bond[],
): readonly (readonly ((images: Images) => boolean)[])[] {
  const lastOf = ({ artifacts }: Bond): number =>
    services.findLastIndex((own) => own.some((artifact) => artifacts.includes(artifact)));
  const isVerified = ({ artifacts }: Bond) => {
    const found = new Set(verified.map(({ images }) => together(images, artifacts)));
    return (images: Images): boolean => found.has(together(images, artifacts));
  };
  return services.map((_, at) => bonds.filter((bond) => lastOf(bond) === at).map(isVerified));
}

/** The images of one service in several releases, each only once, in their order. */
function distinct(releases: readonly Release[], artifacts: readonly ArtifactKey[]): readonly Images[] {
  const found = new Map<string, Images>();
  for (const { images } of releases) {
    const text = together(images, artifacts);
    if (!found.has(text)) found.set(text, chosen(images, artifacts));
  }
  return [...found.values()];
}

function chosen(images: Images, artifacts: readonly ArtifactKey[]): Images {
  return Object.fromEntries(
    artifacts.flatMap((artifact) => {
      const image = imageOf({ images }, artifact);
      return image === undefined ? [] : [[artifact, image]];
    }),
  );
}

/** What is the same text exactly where releases have the same images for some artifacts. */
function together(images: Images, artifacts: readonly ArtifactKey[]): string {
  const known = artifacts.map((artifact) => imageOf({ images }, artifact));
  return known.map((image) => image?.digest ?? image?.image ?? '').join(' ');
}

function named(release: Release, verified: readonly Release[], images: Images): Combination {
  const artifacts = Object.keys(images) as ArtifactKey[];
  const existing = verified.find((one) => agree(one, { images }, artifacts));
  return { ...(existing === undefined ? {} : { release: existing.id }), ...differenceOf(release, { images }) };
}
