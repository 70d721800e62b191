import { environmentState } from '../../../../lib/promotion/index.js';
import { heldOn } from '../oracle/decisions.js';
import { runsAt, underWayAt } from '../oracle/deployments.js';
import { lastVerdict, soakedFor } from '../oracle/evidence.js';
import { type Spot, spotKey, spotsOf } from '../shop.js';
import { now, type World } from '../world.js';
import type { Invariant } from './invariant.js';

export const stateSaysWhatHappened: Invariant = {
  of: 'state',
  name: 'what the fold makes of the events is what they tell one who reads them through',
  breach: ({ setup, after }) => {
    for (const spot of spotsOf(setup.project)) {
      const [folded, told] = [saidByState(after, spot), saidByEvents(after, spot)];
      if (folded !== told) return `${spotKey(spot)}: the state says ${folded}, the events say ${told}`;
    }
    return undefined;
  },
};

function saidByState({ state }: World, spot: Spot): string {
  const here = environmentState(state, spot.serviceSet, spot.environment);
  const current = here?.current === undefined ? undefined : state.deployments[here.current];
  const releases = Object.values(state.releases).map(({ id }) => `${id} ${here?.evaluations[id]?.verdict}`);
  return [current?.id, here?.ongoing?.deployment, here?.hold?.release, ...releases].join('; ');
}

function saidByEvents({ state, events }: World, spot: Spot): string {
  const releases = Object.values(state.releases).map(({ id }) => `${id} ${lastVerdict(events, spot, id)}`);
  const [runs, holder] = [runsAt(events, spot), underWayAt(events, spot)];
  return [runs?.request.deployment, holder?.request.deployment, heldOn(events, spot), ...releases].join('; ');
}

export const soakIsWhatItWas: Invariant = {
  of: 'state',
  name: 'for how long a release ran undisturbed is what the events tell',
  breach: ({ setup, after }) => {
    const isAsked = setup.project.environments.some(({ require }) => require.soakSeconds !== undefined);
    if (!isAsked) return undefined;
    const end = Date.parse(now(after));
    for (const spot of spotsOf(setup.project))
      for (const { id } of Object.values(after.state.releases)) {
        const soak = environmentState(after.state, spot.serviceSet, spot.environment)?.soaks[id];
        const since = soak?.since === undefined ? 0 : end - Date.parse(soak.since);
        const folded = Math.max(soak?.longest ?? 0, since);
        const told = soakedFor(after.events, spot, id, end);
        if (folded !== told) return `${id} in ${spotKey(spot)}: folded ${folded} ms, told ${told} ms`;
      }
    return undefined;
  },
};
