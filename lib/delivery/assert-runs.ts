import { SlipwayError } from '../problem.js';
import type { Deployment } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import { type Place, type Target, weigh } from '../targets/index.js';
import type { Delivery } from './delivery.js';
import { look } from './watch.js';

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
  const { verdict, findings } = weigh(release.images, await look(delivery, target, place), hashes.template);
  if (verdict !== 'drifted' && verdict !== 'rolled-back') return;
  const { environment } = place;
  throw new SlipwayError('failed', {
    code: 'RunsSomethingElse',
    message: `release ${release.number} (${release.id}) should run in ${environment} already, and something else does: ${findings.join('; ')}`,
    hint: `nothing was changed, as the stack is that release's already: put back by hand what was changed by hand, then \`slipway verify ${environment}\``,
  });
}
