import { currentRelease, environmentState } from '../../../../lib/promotion/index.js';
import { deploymentsOf, underWayAt } from '../oracle/deployments.js';
import { type Spot, spotKey, spotsOf } from '../shop.js';
import { artifactsApart } from '../steps/deploying.js';
import type { Transition } from '../steps/step.js';
import { standingAt, type World } from '../world.js';
import type { Invariant } from './invariant.js';

export const bracketsAreWhole: Invariant = {
  of: 'state',
  name: 'where nothing is under way all services run one release, unless the record says that it failed',
  breach: forEachQuietSpot(({ state, standing }, spot) => {
    const { images } = standing[spotKey(spot)] ?? { images: {} };
    if (Object.keys(images).length === 0) return undefined;
    const isWhole = Object.values(state.releases).some(
      (release) => artifactsApart(release.images, images).length === 0,
    );
    return isWhole ? undefined : 'a part of a release runs there without the rest';
  }),
};

export const recordIsTrue: Invariant = {
  of: 'state',
  name: 'where nothing is under way the record says what runs, unless it says that it failed',
  breach: forEachQuietSpot((world, spot) => {
    const { images } = standingAt(world, spot);
    const release = currentRelease(world.state, spot.serviceSet, spot.environment);
    return artifactsApart(release?.images ?? {}, images).length === 0
      ? undefined
      : `the record says ${release?.id ?? 'nothing'} runs there, and something else does`;
  }),
};

export const deploymentsDoWhatTheySaid: Invariant = {
  of: 'step',
  name: 'a deployment that succeeds has changed exactly the images in which its release differs from the one before',
  breach: ({ setup, before, after }) => {
    for (let index = before.events.length; index < after.events.length; index++) {
      const fact = after.events[index]?.fact;
      if (fact?.type !== 'deployment.finished' || fact.outcome !== 'succeeded') continue;
      const earlier = after.events.slice(0, index);
      const held = spotsOf(setup.project)
        .map((spot) => underWayAt(earlier, spot))
        .find((told) => told?.request.deployment === fact.deployment && told.lease.fence === fact.fence);
      if (held === undefined) continue;
      const { replaces, release } = held.request;
      const former = replaces === undefined ? undefined : before.state.releases[replaces];
      const said = artifactsApart(former?.images ?? {}, before.state.releases[release]?.images ?? {});
      const rows = Object.entries(fact.artifacts);
      const done = rows.flatMap(([artifact, { status }]) => (status === 'running' ? [artifact] : []));
      if ([...said].sort().join() !== done.sort().join()) return `it said ${said.join()} and did ${done.join()}`;
    }
    return undefined;
  },
};

export const verdictsAreOnWhatRuns: Invariant = {
  of: 'step',
  name: 'a verdict is given on a release that really runs, whole',
  breach: ({ before, appended: [first] }) => {
    if (first?.fact.type !== 'verdict.recorded') return undefined;
    const { release, environment } = first.fact;
    const { images } = standingAt(before, first.fact);
    return artifactsApart(before.state.releases[release]?.images ?? {}, images).length === 0
      ? undefined
      : `${release} was judged in ${environment}, and something else runs there`;
  },
};

/** Looks at every spot at which nobody and nothing is at work after a step that touched it. */
function forEachQuietSpot(look: (world: World, spot: Spot) => string | undefined): Invariant['breach'] {
  return ({ setup, after }: Transition) => {
    for (const spot of spotsOf(setup.project)) {
      if (environmentState(after.state, spot.serviceSet, spot.environment)?.ongoing !== undefined) continue;
      if (standingAt(after, spot).work !== undefined) continue;
      if (isLeftHalf(after, spot)) continue;
      const wrong = look(after, spot);
      if (wrong !== undefined) return `${spotKey(spot)}: ${wrong}`;
    }
    return undefined;
  };
}

/** Whether a deployment failed there, and what it left behind was replaced by none since. */
function isLeftHalf({ events }: World, spot: Spot): boolean {
  const last = deploymentsOf(events, spot).findLast(({ end }) => end !== undefined && end.outcome !== 'rolled-back');
  return last?.end?.outcome === 'failed';
}
