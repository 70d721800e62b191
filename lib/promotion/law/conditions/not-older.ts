import type { ArtifactKey } from '../../../ids.js';
import type { Lineage } from '../../events/lineage.js';
import { currentRelease } from '../../state/current.js';
import { imageOf, isSameImage } from '../../state/same-image.js';
import type { Reason } from '../decision.js';
import { type Condition, command, listNames, nameRelease } from '../inquiry.js';

/**
 * No service goes back to a commit that is known to be older than the one that runs; where the environment asks for it,
 * every service that changes goes to one that is known to descend from the one that runs. A rollback is exempt.
 */
export const notOlder: Condition = (inquiry) => {
  const { state, serviceSet, environment, place, found, kind, runsHere, lineage = {} } = inquiry;
  const ancestry = place?.require.ancestry ?? 'not-older';
  if (place === undefined || found === undefined || kind === 'rollback' || runsHere || ancestry === 'any') return [];
  const runs = currentRelease(state, serviceSet, environment);
  if (runs === undefined) return [];
  const changed = (Object.keys(found.images) as ArtifactKey[]).sort().filter((artifact) => {
    const [from, to] = [imageOf(runs, artifact), imageOf(found, artifact)];
    return from !== undefined && to !== undefined && !isSameImage(to, from) && !isSameCommit(from, to);
  });
  const known = (artifact: ArtifactKey): Lineage | undefined =>
    Object.hasOwn(lineage, artifact) ? lineage[artifact] : undefined;
  const older = changed.filter((artifact) => known(artifact) === 'ancestor');
  const others = changed.filter((artifact) => !['ancestor', 'descendant', 'same'].includes(known(artifact) ?? ''));
  const commits = (artifacts: readonly ArtifactKey[]) =>
    listNames(
      artifacts.map(
        (artifact) =>
          `${artifact} (${imageOf(runs, artifact)?.releaseHash ?? 'no commit known'} to ${imageOf(found, artifact)?.releaseHash ?? 'no commit known'})`,
      ),
    );
  const reasons: Reason[] = [];
  if (older.length > 0)
    reasons.push({
      code: 'OlderCommit',
      message: `${nameRelease(found)} takes ${commits(older)} back to an older commit than ${environment} runs`,
      by: 'whoever makes a release of newer commits, or may roll back',
      hint: `make a release from newer images; to go back on purpose: ${command(inquiry, `rollback ${environment} --to ${found.id}`)}`,
    });
  if (ancestry === 'descendant' && others.length > 0)
    reasons.push({
      code: 'NotADescendant',
      message: `${environment} takes only commits that descend from those it runs, and of ${commits(others)} in ${nameRelease(found)} that is not known`,
      by: 'whoever makes a release of commits that descend from those that run, or has a clone in which that can be seen',
      hint: 'run the command in a full clone of the repository; an image tells its commit by a label that is one',
    });
  return reasons;
};

function isSameCommit(from: { readonly releaseHash?: string }, to: { readonly releaseHash?: string }): boolean {
  return from.releaseHash !== undefined && from.releaseHash === to.releaseHash;
}
