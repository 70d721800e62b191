import type { Move } from './step.js';

/** Time goes by. */
export function time(limit?: number): Move {
  return {
    name: 'time',
    ...(limit === undefined ? {} : { limit }),
    steps: (world) => [{ label: 'a minute goes by', after: { ...world, clock: world.clock + 1 } }],
  };
}
