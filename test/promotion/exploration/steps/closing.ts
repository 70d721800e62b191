import { SlipwayError } from '../../../../lib/problem.js';
import { environmentState } from '../../../../lib/promotion/index.js';
import type { Holding } from '../process.js';
import type { Held, Rules } from '../rules.js';
import { type Spot, spotKey, spotsOf, TICK_MS, tickOf } from '../shop.js';
import { now, observe, record, type World } from '../world.js';
import { LEASE_TICKS } from './asking.js';
import type { Move, Setup, Step } from './step.js';

/** Ends a deployment by what is seen, where that says anything and its holder still may. */
export function close(
  world: World,
  rules: Rules,
  { project }: Setup,
  { spot, held, actor }: { readonly spot: Spot; readonly held: Held; readonly actor: string },
): World {
  try {
    const draft = rules.closing(world.state, {
      place: { project, ...spot },
      held,
      ending: { observation: observe(world, spot) },
      signer: { actor },
      at: now(world),
    });
    return draft === undefined ? world : record(world, rules, draft);
  } catch (error) {
    // It was taken over, and its holder says so and goes away.
    if (error instanceof SlipwayError && error.kind === 'conflict') return world;
    throw error;
  }
}

/** Takes over what somebody left behind, as `reconcile` does; undefined where there is nothing, or nobody may yet. */
export function takeOver(world: World, rules: Rules, spot: Spot, holder: string): Holding | undefined {
  const here = environmentState(world.state, spot.serviceSet, spot.environment);
  if (here?.ongoing === undefined) return undefined;
  const { deployment, lease } = here.ongoing;
  const isFree = world.clock >= tickOf(lease.expires) || world.gone.includes(lease.holder);
  if (!isFree || observe(world, spot).state === 'changing') return undefined;
  const next = rules.nextLease({ at: now(world), holder, leaseMs: LEASE_TICKS * TICK_MS }, here.fence);
  return {
    holder,
    spot,
    phase: 'settling',
    held: { deployment, fence: next.fence, until: tickOf(next.expires) },
  };
}

/** Records a takeover. */
export function withTakeOver(world: World, rules: Rules, process: Holding): World {
  const { held, holder } = process;
  const lease = rules.nextLease({ at: now(world), holder, leaseMs: LEASE_TICKS * TICK_MS }, held.fence - 1);
  const fact = { type: 'deployment.resumed', deployment: held.deployment, lease } as const;
  const recorded = record(world, rules, { at: now(world), actor: 'rob', fact });
  return { ...recorded, begun: world.begun + 1, processes: [...recorded.processes, process] };
}

/** What was left behind is looked after, as `slipway reconcile` does whenever somebody runs it. */
export const reconciliation: Move = {
  name: 'reconcile',
  steps: (world, rules, { project }) =>
    spotsOf(project).flatMap((spot): Step[] => {
      const process = takeOver(world, rules, spot, `p${world.begun + 1}`);
      if (process === undefined) return [];
      const label = `rob: takes over what was left behind in ${spotKey(spot)}`;
      return [{ label, after: withTakeOver(world, rules, process) }];
    }),
};
