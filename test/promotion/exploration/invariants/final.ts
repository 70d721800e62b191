import { environmentState } from '../../../../lib/promotion/index.js';
import type { Rules } from '../rules.js';
import { instant, type Spot, spotKey, spotsOf } from '../shop.js';
import { LEASE_TICKS } from '../steps/asking.js';
import { close, takeOver, withTakeOver } from '../steps/closing.js';
import type { Setup, Transition } from '../steps/step.js';
import { standingAt, type World, withStanding } from '../world.js';
import { bracketsAreWhole, recordIsTrue } from './brackets.js';
import type { Invariant } from './invariant.js';

export const everythingEnds: Invariant = {
  of: 'state',
  name: 'from every state one is reached without help in which nothing is under way and the record says what runs',
  breach: (transition, rules) => {
    const { setup, after } = transition;
    const busy = spotsOf(setup.project).filter((spot) => isBusy(after, spot));
    if (busy.length === 0) return undefined;
    const end = leftAlone(after, rules, setup);
    const still = busy.find((spot) => isBusy(end, spot));
    if (still !== undefined) return `${spotKey(still)} stays under way for ever`;
    const whole: Transition = { ...transition, after: end, appended: end.events.slice(after.events.length) };
    return (
      recordIsTrue.breach(whole, rules) ?? bracketsAreWhole.breach(whole, rules) ?? stillClosed(end, rules, setup, busy)
    );
  },
};

/** Everybody is gone: stacks come to rest, leases run out, and somebody looks after what was left behind. */
function leftAlone(world: World, rules: Rules, setup: Setup): World {
  const spots = spotsOf(setup.project);
  const rested = spots.reduce<World>(rest, world);
  const late = { ...rested, processes: [], clock: rested.clock + LEASE_TICKS };
  return spots.reduce<World>((before, spot) => {
    const process = takeOver(before, rules, spot, `p${before.begun + 1}`);
    if (process === undefined) return before;
    return close(withTakeOver(before, rules, process), rules, setup, { spot, held: process.held, actor: 'rob' });
  }, late);
}

function rest(world: World, spot: Spot): World {
  const { work } = standingAt(world, spot);
  if (work === undefined) return world;
  const { images, template } = work.direction === 'forward' ? work.to : work.from;
  const stands = template === undefined ? { images } : { images, template };
  return withStanding(world, spot, { ...stands, turnedBack: work.direction === 'back' });
}

/** Where somebody would still be said to be at work though nobody is. */
function stillClosed(
  { state, ...world }: World,
  rules: Rules,
  { project }: Setup,
  spots: readonly Spot[],
): string | undefined {
  for (const spot of spots) {
    const release = Object.values(state.releases).find(({ serviceSet }) => serviceSet === spot.serviceSet)?.id;
    if (release === undefined) continue;
    const at = instant(world.clock);
    const { reasons } = rules.decide({ project, state, ...spot, release, kind: 'deploy', at });
    const busy = reasons.find(({ code }) => code === 'EnvironmentBusy');
    if (busy !== undefined) return `${spotKey(spot)} is closed: ${busy.message}`;
  }
  return undefined;
}

function isBusy(world: World, spot: Spot): boolean {
  return environmentState(world.state, spot.serviceSet, spot.environment)?.ongoing !== undefined;
}
