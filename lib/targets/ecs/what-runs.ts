import type { Container, ContainerDefinition, Task } from '@aws-sdk/client-ecs';
import type { ArtifactKey } from '../../ids.js';
import { formatImageReference, parseImageReference } from '../../images/index.js';
import type { ObservedArtifact } from '../target.js';
import type { WatchedService } from './watched-service.js';

/** What one container of a task, or of a task definition, is told to be made of. */
type Part = Pick<Container & ContainerDefinition, 'name' | 'image' | 'imageDigest'>;

/**
 * What the tasks of a service run, by artifact. Where they run different things all of those stand in `image` and no
 * digest is given, so that they are equal to no release; what none of them runs is left out.
 */
export function whatTasksRun(
  service: WatchedService,
  tasks: readonly Pick<Task, 'containers'>[],
): ReadonlyMap<ArtifactKey, ObservedArtifact> {
  return whatRuns(
    service,
    tasks.map(({ containers }) => containers ?? []),
  );
}

/** What a service without tasks would run, by its task definition. */
export function whatIsDefined(
  service: WatchedService,
  containers: readonly ContainerDefinition[],
): ReadonlyMap<ArtifactKey, ObservedArtifact> {
  return whatRuns(service, [containers]);
}

function whatRuns(
  service: WatchedService,
  instances: readonly (readonly Part[])[],
): ReadonlyMap<ArtifactKey, ObservedArtifact> {
  const found = new Map<ArtifactKey, ObservedArtifact>();
  for (const { id, artifact } of service.containers) {
    const parts = instances.map((containers) => containers.find(({ name }) => name === id));
    if (parts.every((part) => part === undefined)) continue;
    found.set(artifact, together(parts.map((part) => (part === undefined ? undefined : observed(part)))));
  }
  return found;
}

/**
 * The digest of the reference counts before the one that ECS tells: what is pulled by digest is that very thing or fails,
 * while of an image for several platforms ECS may tell the digest of the one platform's part.
 */
function observed({ image, imageDigest }: Part): ObservedArtifact {
  const parsed = image === undefined ? undefined : parseImageReference(image);
  const reference = parsed?.ok === true ? parsed.reference : undefined;
  const digest = reference?.digest ?? imageDigest;
  return {
    ...(image === undefined ? {} : { image: reference === undefined ? image : formatImageReference(reference) }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function together(all: readonly (ObservedArtifact | undefined)[]): ObservedArtifact {
  const [first, ...others] = all;
  const same = (other: ObservedArtifact | undefined): boolean =>
    other?.image === first?.image && other?.digest === first?.digest;
  if (first !== undefined && others.every(same)) return first;
  const names = new Set(all.map(inWords));
  return { image: [...names].sort().join(', ') };
}

function inWords(artifact: ObservedArtifact | undefined): string {
  if (artifact === undefined) return 'nothing';
  const { image, digest } = artifact;
  if (image === undefined) return digest ?? 'something unknown';
  return digest === undefined || image.endsWith(digest) ? image : `${image}@${digest}`;
}
