import type { ArtifactKey, EnvironmentId } from '../../ids.js';
import { record } from '../../ledger/index.js';
import type { Environment } from '../../manifest/index.js';
import { type Problem, SlipwayError } from '../../problem.js';
import { type Bracket, blocksOn, currentRelease, type ProjectState } from '../../promotion/index.js';
import type { ReleasedImage } from '../../release/index.js';
import { together } from '../../together.js';
import type { Delivery, Signer } from '../delivery.js';
import { sign } from '../sign.js';
import { requireBracket } from './find-bracket.js';
import { gatheredImages } from './gathered-images.js';

type Images = Readonly<Record<ArtifactKey, ReleasedImage>>;

/**
 * Adds images to the bracket that is open in an environment, by whomever it was opened; one for a service that has one
 * there already replaces it. What joins while the bracket is being released goes on gathering.
 *
 * @returns the bracket with them, and which of them were not there already
 * @throws SlipwayError `input` with everything that is wrong with the images, or with `NoBracketOpen`; `refused` with
 * `ImageBlocked` for each that is not to be deployed
 */
export async function addToBracket(
  delivery: Delivery,
  { id: environment }: Environment,
  pairs: readonly string[],
  signer: Signer,
): Promise<{ readonly bracket: Bracket; readonly added: readonly ArtifactKey[] }> {
  const { project, serviceSet, ledger } = delivery;
  const { images } = await together({
    bracket: async () => requireBracket(delivery, (await ledger.view(project.id)).state, environment),
    images: () => gatheredImages(delivery, pairs),
  });
  let added: readonly ArtifactKey[] = [];
  const { view } = await record(ledger, project.id, ({ state }) => {
    const open = requireBracket(delivery, state, environment);
    refuseBlocked(delivery, state, environment, images);
    const joining = notThereYet(open, images);
    added = joining.map(([artifact]) => artifact);
    if (added.length === 0) return undefined;
    return sign(signer, delivery.now(), {
      type: 'bracket.added',
      bracket: open.id,
      serviceSet: serviceSet.id,
      environment,
      images: Object.fromEntries(joining),
    });
  });
  return { bracket: requireBracket(delivery, view.state, environment), added };
}

function notThereYet(open: Bracket, images: Images): readonly [ArtifactKey, ReleasedImage][] {
  return (Object.entries(images) as [ArtifactKey, ReleasedImage][]).filter(
    ([artifact, { image }]) => !Object.hasOwn(open.images, artifact) || open.images[artifact]?.image !== image,
  );
}

/** The law would refuse the whole bracket for one of them: better it is said to whoever adds it. */
function refuseBlocked(
  { serviceSet }: Delivery,
  state: ProjectState,
  environment: EnvironmentId,
  images: Images,
): void {
  const blocked = blocksOn(state, { images }, currentRelease(state, serviceSet.id, environment));
  if (blocked.length === 0) return;
  throw new SlipwayError(
    'refused',
    blocked.map(({ artifact, image, block }): Problem => {
      const why = block.reason === undefined ? '' : `: ${block.reason}`;
      return {
        code: 'ImageBlocked',
        message: `${image.image} for ${artifact} was blocked at ${block.at} by ${block.actor}${why}`,
        hint: `add another image, or lift the block: \`slipway unblock ${block.digest ?? block.image}\``,
      };
    }),
  );
}
