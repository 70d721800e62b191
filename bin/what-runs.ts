import type { Delivery } from '../lib/delivery/index.js';
import type { EnvironmentId } from '../lib/ids.js';
import { currentRelease } from '../lib/promotion/index.js';
import type { Release } from '../lib/release/index.js';

/** The release that runs in an environment, as far as the record knows. */
export async function whatRuns(
  { ledger, project, serviceSet }: Delivery,
  environment: EnvironmentId,
): Promise<Release | undefined> {
  return currentRelease((await ledger.view(project.id)).state, serviceSet.id, environment);
}
