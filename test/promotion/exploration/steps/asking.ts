import type { EnvironmentId, ReleaseId } from '../../../../lib/ids.js';
import {
  currentRelease,
  environmentState,
  findRelease,
  type Question,
  syncSource,
} from '../../../../lib/promotion/index.js';
import type { Intent } from '../process.js';
import type { Change, Rules } from '../rules.js';
import { stackOf, TICK_MS } from '../shop.js';
import { now, standingAt, type World } from '../world.js';
import type { Asked, Setup } from './step.js';

/** For how many ticks a lease holds. */
export const LEASE_TICKS = 2;

/** Something that people ask for, as they would on the command line. */
export interface Request {
  readonly kind: Intent['kind'];
  readonly environment: string;
  /** Default of `sync` and `rollback`: what is found in the record. */
  readonly release?: string;
  readonly serviceSet?: string;
  readonly actor?: string;
}

/** What a request means now; undefined where there is nothing to go to. */
export function intentOf(world: World, rules: Rules, { project }: Setup, request: Request): Intent | undefined {
  const { kind, environment, serviceSet = 'main', actor = 'tim' } = request;
  const spot = { serviceSet: serviceSet as Intent['spot']['serviceSet'], environment: environment as EnvironmentId };
  const found = (): string | undefined => {
    if (request.release !== undefined) return request.release;
    if (kind === 'rollback') return rules.rollbackTarget(world.state, spot.serviceSet, spot.environment);
    const source = syncSource(world.state, project, spot.serviceSet, spot.environment);
    return source.found ? source.release : undefined;
  };
  const release = found();
  return release === undefined ? undefined : { spot, release, kind, actor };
}

/** What putting a release somewhere would change, seen from here and now. */
export function plan(world: World, rules: Rules, { spot, release }: Intent): Change | undefined {
  const found = findRelease(world.state, release as ReleaseId);
  if (found === undefined) return undefined;
  const replaces = currentRelease(world.state, spot.serviceSet, spot.environment);
  const stack = stackOf(spot, found, world.manifest);
  return rules.changeOf(spot, found, replaces, stack, standingAt(world, spot).template);
}

/** Asks for a deployment, as `deploy` does: by the real `opening`, on the record as it is now. */
export function askToOpen(
  world: World,
  rules: Rules,
  { project }: Setup,
  { intent, change, holder }: { readonly intent: Intent; readonly change: Change; readonly holder: string },
): Asked {
  const { spot, kind, automatic, actor } = intent;
  const at = now(world);
  const leaseHolder = environmentState(world.state, spot.serviceSet, spot.environment)?.ongoing?.lease.holder;
  const holderGone = leaseHolder !== undefined && world.gone.includes(leaseHolder);
  let question: Question | undefined;
  const opened = rules.opening(
    world.state,
    {
      place: { project, ...spot },
      change,
      kind,
      automatic,
      lineage: {},
      signer: { actor },
      at,
      holder,
      leaseMs: LEASE_TICKS * TICK_MS,
      holderGone,
      manifestHash: `m${world.manifest}`,
      target: 'memory',
      tool: 'exploration',
    },
    (asked) => {
      question = asked;
      return rules.decide(asked);
    },
  );
  return { intent, change, opened, holderGone, ...(question === undefined ? {} : { question }) };
}

export function nameIntent({ spot, release, kind, automatic, actor }: Intent): string {
  const set = spot.serviceSet === 'main' ? '' : ` of ${spot.serviceSet}`;
  return `${automatic ? 'automatically' : actor}: ${kind} ${release} to ${spot.environment}${set}`;
}
