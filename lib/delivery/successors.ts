import type { Environment, Project } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { formerRelease, rollbackTarget, syncSource } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import type { Delivery } from './delivery.js';
import { requireEnvironment } from './find-environment.js';

/** That releases are promoted into an environment at all: it comes after another one. */
export function requireEdge(project: Project, environment: Environment): void {
  if (environment.after.length > 0) return;
  throw new SlipwayError('input', {
    code: 'NoPrecedingEnvironment',
    message: `${environment.id} comes after no other environment of ${project.id}, so nothing is promoted to it`,
    hint: `deploy to it: \`slipway deploy <release> --environment ${environment.id}\``,
  });
}

/** The release that an environment takes over from the one before it: the last that was evaluated successfully there. */
export async function findSyncSource(
  { project, serviceSet, ledger }: Delivery,
  environment: Environment,
  from: string | undefined,
): Promise<Release> {
  const source = from === undefined ? undefined : requireEnvironment(project, serviceSet, from).id;
  const { state } = await ledger.view(project.id);
  const found = syncSource(state, project, serviceSet.id, environment.id, source);
  if (!found.found) throw new SlipwayError(found.problem.code === 'NothingPassed' ? 'refused' : 'input', found.problem);
  const release = state.releases[found.release];
  if (release !== undefined) return release;
  throw new Error(`the record says that ${found.release} passed in ${found.from}, and does not have it`);
}

/** The release that an environment goes back to: the last that was verified there and is not what runs. */
export async function findRollbackTarget(
  { project, serviceSet, ledger }: Delivery,
  environment: Environment,
): Promise<Release> {
  const { state } = await ledger.view(project.id);
  const target = rollbackTarget(state, serviceSet.id, environment.id);
  const release = target === undefined ? undefined : state.releases[target];
  if (release !== undefined) return release;
  const former = formerRelease(state, serviceSet.id, environment.id);
  const [last, to] =
    former === undefined ? ['one that ran there', '<release>'] : [`${former}, which ran there last`, former];
  throw new SlipwayError('refused', {
    code: 'NotVerifiedHere',
    message: `no earlier release was verified in ${environment.id}: nobody recorded a pass there`,
    hint: `name ${last}: \`slipway rollback ${environment.id} --to ${to}\`; \`slipway history --environment ${environment.id}\` shows what ran there`,
  });
}
