import type { ArtifactKey } from '../../ids.js';
import { assignImages } from '../../images/index.js';
import type { ServiceSet } from '../../manifest/index.js';
import { makeRelease, type ReleasedImage, type ReleaseRequest } from '../../release/index.js';
import type { Delivery } from '../delivery.js';
import { registeredImages } from '../registered-images.js';

/**
 * The images that `<service>=<image>` pairs name, as a release would have them: each fits its service, is in its registry,
 * and is pinned to the digest that its tag stands for now, as far as somebody can be asked.
 *
 * @throws SlipwayError `input` with everything that is wrong with any of them
 */
export async function gatheredImages(
  delivery: Delivery,
  pairs: readonly string[],
): Promise<Readonly<Record<ArtifactKey, ReleasedImage>>> {
  const { project, serviceSet } = delivery;
  const choices = assignImages(serviceSet, pairs);
  const request: ReleaseRequest = { project: project.id, serviceSet: onlyThose(serviceSet, choices), choices };
  return makeRelease({ ...request, registered: await registeredImages(delivery, request) }).content.images;
}

/** The part of a service set that images were named for: what gathers need not cover the set. */
function onlyThose(serviceSet: ServiceSet, choices: Readonly<Record<ArtifactKey, string>>): ServiceSet {
  const services = serviceSet.services.map((service) => ({
    ...service,
    containers: service.containers.filter(({ artifact }) => Object.hasOwn(choices, artifact)),
  }));
  return { ...serviceSet, services };
}
