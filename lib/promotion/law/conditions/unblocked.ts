import type { ArtifactKey } from '../../../ids.js';
import type { Release, ReleasedImage } from '../../../release/model.js';
import type { Block } from '../../state/controls.js';
import { currentRelease } from '../../state/current.js';
import { imageOf, isSameImage } from '../../state/same-image.js';
import type { Question } from '../decision.js';
import { artifactsThatRun, type Condition, command, nameRelease } from '../inquiry.js';

/**
 * No image that was blocked would be newly deployed, not even by a rollback or under a broken glass. What runs there
 * already may stay: else nothing else could be changed until it is gone.
 */
export const unblocked: Condition = (inquiry) => {
  const { state, serviceSet, environment, place, found } = inquiry;
  if (place === undefined || found === undefined) return [];
  const artifacts = artifactsThatRun(inquiry);
  const blocks = blocksOn(state, found, currentRelease(state, serviceSet, environment));
  return blocks
    .filter(({ artifact }) => artifacts.includes(artifact))
    .map(({ artifact, image, block }) => {
      const why = block.reason === undefined ? '' : `: ${block.reason}`;
      return {
        code: 'ImageBlocked' as const,
        message: `${nameRelease(found)} has ${image.image} for ${artifact}, which was blocked at ${block.at} by ${block.actor}${why}`,
        by: `${block.actor}, who blocked it, or whoever may unblock it`,
        hint: `make a release with another image, or lift the block: ${command(inquiry, `unblock ${block.digest ?? block.image}`)}`,
      };
    });
};

/** The blocked images that a release would bring where another one runs, by artifact. */
export function blocksOn(
  state: Pick<Question['state'], 'blocks'>,
  release: Pick<Release, 'images'>,
  runs: Pick<Release, 'images'> | undefined,
): readonly { readonly artifact: ArtifactKey; readonly image: ReleasedImage; readonly block: Block }[] {
  return (Object.keys(release.images) as ArtifactKey[]).sort().flatMap((artifact) => {
    const image = imageOf(release, artifact);
    const block = image === undefined ? undefined : blockOf(state, image);
    if (image === undefined || block === undefined) return [];
    return runs !== undefined && isSameImage(image, imageOf(runs, artifact)) ? [] : [{ artifact, image, block }];
  });
}

/** The block that an image falls under, where there is one. */
function blockOf({ blocks }: Pick<Question['state'], 'blocks'>, image: ReleasedImage): Block | undefined {
  if (image.digest !== undefined && Object.hasOwn(blocks, image.digest)) return blocks[image.digest];
  return Object.values(blocks).find((block) => fallsUnder(block, image));
}

/**
 * Whether a block is one on an image. By digest, where both have one; else by what they are called without it: what is
 * known by its name alone may be what was blocked.
 */
export function fallsUnder(block: Pick<Block, 'image' | 'digest'>, { image, digest }: ReleasedImage): boolean {
  if (block.digest !== undefined && digest !== undefined) return block.digest === digest;
  return withoutDigest(block.image) === withoutDigest(image);
}

function withoutDigest(reference: string): string {
  return reference.split('@', 1)[0] ?? reference;
}
