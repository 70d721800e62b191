import type { EnvironmentId } from '../../lib/ids.js';
import type { ImageRegistry } from '../../lib/images/index.js';
import type { Environment, ServiceSet } from '../../lib/manifest/index.js';
import { currentRelease, findRelease, type ProjectState, rollbackTarget } from '../../lib/promotion/index.js';
import type { Release, ReleasedImage } from '../../lib/release/index.js';
import { type Finding, notChecked, ok, warning, wrong } from './finding.js';

interface Wanted {
  readonly environment: EnvironmentId;
  readonly use: 'current' | 'rollback';
  readonly release: Release;
  readonly artifact: string;
  readonly image: string;
}

/**
 * Whether the images that an environment runs, and those that it would go back to, are still in their registries: a task
 * that is started anew needs the one, a rollback the other.
 */
export async function checkImages(
  registry: ImageRegistry,
  state: ProjectState,
  serviceSet: ServiceSet,
  environments: readonly Environment[],
): Promise<readonly Finding[]> {
  const wanted = environments.flatMap(({ id }) => wantedIn(state, serviceSet, id));
  const images = [...new Set(wanted.map(({ image }) => image))];
  if (images.length === 0) return [ok('images', 'nothing is deployed yet')];
  const registered = await registry.digests(images);
  const missing = wanted.filter(({ image }) => registered.get(image) === 'absent').map(missingOne);
  const unknown = images.filter((image) => !registered.has(image));
  const known = images.length - unknown.length;
  return [
    ...missing,
    ...(missing.length === 0 && known > 0
      ? [ok('images', `${known} of current and rollback releases, all in their registries`)]
      : []),
    ...(unknown.length === 0
      ? []
      : [notChecked('images', `${unknown.length} in registries that are not ECR, e.g. ${unknown[0]}`)]),
  ];
}

function wantedIn(state: ProjectState, { id: set }: ServiceSet, environment: EnvironmentId): readonly Wanted[] {
  const back = rollbackTarget(state, set, environment);
  const releases = [
    ['current', currentRelease(state, set, environment)],
    ['rollback', back === undefined ? undefined : findRelease(state, back)],
  ] as const;
  return releases.flatMap(([use, release]) =>
    release === undefined
      ? []
      : Object.entries(release.images).map(([artifact, image]) => ({
          environment,
          use,
          release,
          artifact,
          image: reference(image),
        })),
  );
}

/** The very image that was released, where its digest is known beside its name. */
function reference({ image, digest }: ReleasedImage): string {
  return digest === undefined || image.includes('@') ? image : `${image}@${digest}`;
}

function missingOne({ environment, use, release, artifact, image }: Wanted): Finding {
  const what = `${environment}: ${artifact} of release ${release.number}`;
  const push = `push ${image} again`;
  const finding =
    use === 'current'
      ? wrong(
          'images',
          `${what}, which runs there, is gone: ${image}`,
          `${push}, or deploy another release: no new task can start`,
        )
      : warning(
          'images',
          `${what}, which a rollback would go to, is gone: ${image}`,
          `${push}, or roll back further with --to <release>`,
        );
  return { ...finding, environment };
}
