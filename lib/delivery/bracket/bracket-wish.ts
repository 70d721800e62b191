import type { ArtifactKey } from '../../ids.js';
import { artifactsOf } from '../../images/index.js';
import type { Environment } from '../../manifest/index.js';
import { SlipwayError } from '../../problem.js';
import { type Bracket, currentRelease, type ProjectState } from '../../promotion/index.js';
import type { ReleasedImage } from '../../release/index.js';
import type { ReleaseWish } from '../create-release.js';
import type { Delivery } from '../delivery.js';

/**
 * The release that a bracket comes to: what runs in its environment now, with what gathered. It is the release that the
 * same pairs in one command come to, in whatever order they were added. Pure.
 *
 * @throws SlipwayError `input` with `BracketEmpty`
 */
export function bracketWish(
  { serviceSet }: Pick<Delivery, 'serviceSet'>,
  state: ProjectState,
  { id: environment }: Environment,
  bracket: Bracket,
): ReleaseWish {
  const images = Object.entries(bracket.images) as [ArtifactKey, ReleasedImage][];
  if (images.length === 0)
    throw new SlipwayError('input', {
      code: 'BracketEmpty',
      message: `nothing gathered in ${environment} yet: bracket ${bracket.id} is empty`,
      hint: `add to it with \`slipway bracket add ${environment} <service>=<image>\``,
    });
  const choices = images.map(([artifact, { image }]) => `${artifact}=${image}`);
  const isWhole = artifactsOf(serviceSet).every(({ key }) => Object.hasOwn(bracket.images, key));
  // Into an environment where nothing runs yet, a bracket of the whole set needs nothing to be made from.
  if (isWhole && currentRelease(state, serviceSet.id, environment) === undefined) return { choices };
  return { singleService: { service: undefined, environment }, choices };
}
