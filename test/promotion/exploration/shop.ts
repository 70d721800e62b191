import type { ArtifactKey, Digest, EnvironmentId, Instant, ReleaseId, ServiceSetId } from '../../../lib/ids.js';
import type { Project } from '../../../lib/manifest/model.js';
import { environmentKey } from '../../../lib/promotion/index.js';
import type { Release, ReleasedImage } from '../../../lib/release/model.js';
import type { RenderedStack } from '../../../lib/targets/index.js';
import { minute, PROJECT } from '../world.js';

/** Time goes by in minutes, and a tick is one of them. */
export const TICK_MS = 60_000;

const INSTANTS: Instant[] = [];

export function instant(tick: number): Instant {
  INSTANTS[tick] ??= minute(tick);
  return INSTANTS[tick];
}

export function tickOf(at: Instant): number {
  return Math.round((Date.parse(at) - Date.parse(instant(0))) / TICK_MS);
}

/** One service set in one environment. */
export interface Spot {
  readonly serviceSet: ServiceSetId;
  readonly environment: EnvironmentId;
}

export function spotKey({ serviceSet, environment }: Spot): string {
  return environmentKey(serviceSet, environment);
}

/** All spots of a project, in the manifest's order. */
export function spotsOf({ serviceSets }: Project): readonly Spot[] {
  return serviceSets.flatMap(({ id, environments }) =>
    environments.map((environment) => ({ serviceSet: id, environment })),
  );
}

/** What a release of the shop is made of: by artifact the short name of an image, e.g. `a1`. */
export interface Recipe {
  readonly id: ReleaseId;
  readonly serviceSet: ServiceSetId;
  readonly images: Readonly<Record<ArtifactKey, string>>;
}

export function recipe(name: string, images: Readonly<Record<string, string>>, serviceSet = 'main'): Recipe {
  return { id: name as ReleaseId, serviceSet: serviceSet as ServiceSetId, images };
}

/** The digest of an image by its short name: readable, and as long as a digest has to be. */
export function digestOf(image: string): Digest {
  return `sha256:${image.padEnd(64, '0')}` as Digest;
}

export function imageOf(artifact: string, image: string): ReleasedImage {
  return { image: `docker.io/example/${artifact}:${image}`, digest: digestOf(image) };
}

/** A release as it is recorded. */
export function released({ id, serviceSet, images }: Recipe, number: number): Omit<Release, 'created' | 'actor'> {
  return {
    id,
    number,
    project: PROJECT,
    serviceSet,
    description: id,
    images: Object.fromEntries(Object.entries(images).map(([artifact, image]) => [artifact, imageOf(artifact, image)])),
    sources: {},
  };
}

/** The stack of a spot under a release and a version of the manifest: nothing but a text that says so. */
export function stackOf(spot: Spot, release: Release, manifest: number): RenderedStack {
  return { stackName: spotKey(spot), template: `${spotKey(spot)} ${release.id} m${manifest}` };
}
