import type { Instant } from '../ids.js';
import { SlipwayError } from '../problem.js';
import type { Deployment } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { type Observation, type Place, type Target, weigh } from '../targets/index.js';
import type { Delivery } from './delivery.js';
import { look, type WatchMeans, watch } from './watch.js';

/**
 * Where record and stack say that a release runs, nothing has to be changed and nothing would be looked at; so it is
 * looked at here. What is at work or cannot be found out speaks neither for it nor against it.
 *
 * @throws SlipwayError `failed` with `RunsSomethingElse`
 */
export async function assertRuns(
  delivery: Delivery,
  target: Target,
  place: Place,
  release: Release,
  { hashes }: Deployment,
): Promise<void> {
  const findings = somethingElse(release, await look(delivery, target, place), hashes.template);
  if (findings === undefined) return;
  const { environment } = place;
  throw new SlipwayError('failed', {
    code: 'RunsSomethingElse',
    message: `release ${release.number} (${release.id}) should run in ${environment} already, and something else does: ${findings}`,
    hint: `nothing was changed, as the stack is that release's already: put back by hand what was changed by hand, then \`slipway verify ${environment}\``,
  });
}

/**
 * A stack ended its deployment as a success, and was not deployed after all: CloudFormation may have turned it back since,
 * where it never heard of that success, or somebody stopped it. So what runs is waited for and looked at.
 *
 * @throws SlipwayError `failed` with `RunsSomethingElse`
 */
export async function assertStillRuns(
  delivery: Delivery,
  means: WatchMeans,
  place: Place,
  release: Release,
  { deployment: { id, hashes }, failure, until }: { deployment: Deployment; failure: string; until: Instant },
): Promise<void> {
  const findings = somethingElse(release, await watch(delivery, means, place, until), hashes.template);
  if (findings === undefined) return;
  const { environment } = place;
  throw new SlipwayError('failed', {
    code: 'RunsSomethingElse',
    message: `deployment ${id} of release ${release.number} (${release.id}) to ${environment} succeeded, and something else runs by now: ${findings}; ${failure}`,
    hint: `mend that and run the command again, or \`slipway verify ${environment}\``,
  });
}

/** What differs, where it is known that something else runs. */
function somethingElse(release: Release, observation: Observation, template: string): string | undefined {
  const { verdict, findings } = weigh(release.images, observation, template);
  return verdict === 'drifted' || verdict === 'rolled-back' ? findings.join('; ') : undefined;
}
