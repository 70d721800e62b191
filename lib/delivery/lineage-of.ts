import { pairKey } from '../git/index.js';
import type { ArtifactKey, EnvironmentId } from '../ids.js';
import { currentRelease, type Lineage, type ProjectState } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import type { Delivery } from './delivery.js';

/**
 * How the commits that a release brings to an environment stand to those that run there, by artifact; one of which that
 * is not known is absent.
 */
export async function lineageOf(
  { commits, serviceSet }: Delivery,
  state: ProjectState,
  { environment, release }: { readonly environment: EnvironmentId; readonly release: Release },
): Promise<Readonly<Record<ArtifactKey, Lineage>>> {
  const runs = currentRelease(state, serviceSet.id, environment);
  if (commits === undefined || runs === undefined || runs.id === release.id) return {};
  const changed = (Object.keys(release.images) as ArtifactKey[]).sort().flatMap((artifact) => {
    const from = Object.hasOwn(runs.images, artifact) ? runs.images[artifact]?.releaseHash : undefined;
    const to = release.images[artifact]?.releaseHash;
    return from === undefined || to === undefined || from === to ? [] : [{ artifact, from, to }];
  });
  if (changed.length === 0) return {};
  const known = await commits.compare(changed);
  const found = changed.flatMap(({ artifact, from, to }): [ArtifactKey, Lineage][] => {
    const lineage = known.get(pairKey(from, to));
    return lineage === undefined ? [] : [[artifact, lineage]];
  });
  return Object.fromEntries(found);
}
