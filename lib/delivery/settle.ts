import type { Instant } from '../ids.js';
import { SlipwayError } from '../problem.js';
import type { Deployment } from '../promotion/index.js';
import type { Place } from '../targets/index.js';
import { finish, type Held } from './closing.js';
import type { Delivery, Signer } from './delivery.js';
import { type WatchMeans, watch } from './watch.js';

/**
 * Ends a deployment that was taken over from somebody who is gone, by what is observed.
 *
 * @throws SlipwayError `unknown` with `OutcomeUnknown` where that cannot be found out, or not in time
 */
export async function settle(
  delivery: Delivery,
  signer: Signer,
  means: WatchMeans,
  place: Place,
  held: Held & { readonly until: Instant },
): Promise<Deployment> {
  const observation = await watch(delivery, means, place, held.until);
  const failure = 'it was left behind unfinished';
  const ended = await finish(delivery, place, signer, held, { observation, failure });
  if (ended.status !== 'ongoing') return ended;
  throw new SlipwayError('unknown', {
    code: 'OutcomeUnknown',
    message: `deployment ${ended.id} to ${place.environment} was left behind, and what runs there cannot be found out${
      observation.message === undefined ? '' : `: ${observation.message}`
    }`,
    hint: `look at \`slipway verify ${place.environment}\``,
  });
}
