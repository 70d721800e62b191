import { environmentState } from '../../../../lib/promotion/index.js';
import { spotKey } from '../shop.js';
import { now, record } from '../world.js';
import { without } from './deploying.js';
import type { Move, Step } from './step.js';

/**
 * Processes whose lease went to somebody else write what they please nevertheless, as a tool would that checks nothing,
 * or a branch of the record that is merged later.
 */
export function zombieWrites(limit: number): Move {
  return {
    name: 'zombie writes',
    limit,
    steps: (world, rules) =>
      world.processes.flatMap((process): Step[] => {
        if (process.phase === 'planned') return [];
        const { held, spot, holder } = process;
        const here = environmentState(world.state, spot.serviceSet, spot.environment);
        if (here?.ongoing?.lease.fence === held.fence) return [];
        const { deployment, fence } = held;
        const fact = { type: 'deployment.finished', deployment, fence, outcome: 'succeeded', artifacts: {} } as const;
        const after = record(without(world, process), rules, { at: now(world), actor: 'tim', fact });
        return [{ label: `${holder}: claims under its old fence that it succeeded in ${spotKey(spot)}`, after }];
      }),
  };
}
