import { requireEnvironment } from '../../lib/delivery/index.js';
import type { ArtifactKey } from '../../lib/ids.js';
import type { Release } from '../../lib/release/index.js';
import { changeLine, environmentStatus, statusText } from '../../lib/report/index.js';
import { FIRST, type Stage } from '../delivery/stage.js';

/** What `slipway status <environment>` prints. */
export async function printed(stage: Stage, environment: string): Promise<string> {
  const { project, serviceSet } = stage.delivery;
  const found = requireEnvironment(project, serviceSet, environment);
  const status = environmentStatus(await stage.state(), project, serviceSet, found, stage.now());
  return statusText(status, `slipway sync ${environment} --project ${project.id}`);
}

/** One release in dev and hardening, and a newer one that passed in dev. */
export async function outOfSync(stage: Stage): Promise<{ first: Release; second: Release }> {
  const first = await stage.release(...FIRST);
  await stage.pass(first, 'dev', 'hardening');
  const second = await stage.release('carts=carts:0.10.17', 'carts-db=carts-db:0.4.1', 'catalogue=catalogue:1.7.0');
  await stage.pass(second, 'dev');
  return { first, second };
}

export function line(artifact: string, from: string | undefined, to: string | undefined): string {
  return changeLine({
    artifact: artifact as ArtifactKey,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
}
