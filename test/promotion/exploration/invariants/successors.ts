import { environmentStatus } from '../../../../lib/report/index.js';
import { heldOn } from '../oracle/decisions.js';
import { deploymentsOf, everSucceeded, runsAt } from '../oracle/deployments.js';
import { lastVerdict } from '../oracle/evidence.js';
import { type Case, objectionsTo } from '../oracle/law.js';
import { type Spot, spotKey, spotsOf } from '../shop.js';
import type { Transition } from '../steps/step.js';
import { now, type World } from '../world.js';
import type { Invariant } from './invariant.js';

export const heldMovesNotByItself: Invariant = {
  of: 'step',
  name: 'what a person held or rolled back moves to no other release by itself',
  breach: ({ before, step }) => {
    const { asked } = step;
    if (asked?.intent.automatic !== true || asked.opened.step !== 'open') return undefined;
    const held = heldOn(before.events, asked.intent.spot);
    return held === undefined || held === asked.intent.release ? undefined : `it was held on ${held}`;
  },
};

export const peopleAreNotUndone: Invariant = {
  of: 'step',
  name: 'nothing follows by itself that passed before what a person put there, or that had its turn',
  breach: ({ setup, before, step }) => {
    const { asked } = step;
    if (asked?.intent.automatic !== true || asked.opened.step !== 'open') return undefined;
    const { spot, release } = asked.intent;
    const { events } = before;
    const sources = setup.project.environments.find(({ id }) => id === spot.environment)?.after ?? [];
    const passed = lastPass(before, sources, spot, release);
    const byPerson = runsAt(events, spot);
    const requestOf = (id: string | undefined): number =>
      events.findLastIndex(({ fact }) => fact.type === 'deployment.requested' && fact.deployment === id);
    if (
      byPerson !== undefined &&
      byPerson.request.automatic !== true &&
      requestOf(byPerson.request.deployment) > passed
    )
      return `${byPerson.request.release} was put there by a person after ${release} had passed`;
    const turn = deploymentsOf(events, spot).findLast(({ request }) => request.release === release);
    if (turn !== undefined && requestOf(turn.request.deployment) > passed) return `${release} had its turn`;
    return wasTakenAway(before, sources, spot, asked.change.release.id)
      ? `${release} was rolled back from where it passed`
      : undefined;
  },
};

export const newestFollows: Invariant = {
  of: 'state',
  name: 'the newest release that passed before an automatic environment follows, as soon as nothing stands against it',
  breach: ({ setup, after }, rules) => {
    const { project } = setup;
    for (const spot of spotsOf(project)) {
      const place = project.environments.find(({ id }) => id === spot.environment);
      if (place?.promote !== 'auto' || place.require.approvals !== undefined) continue;
      const newest = newestPassed(after, place.after, spot);
      if (newest === undefined || hadItsTurn(after, place.after, spot, newest)) continue;
      if (objectionsTo(caseOfPromotion(setup, after, spot, newest)).length > 0) continue;
      const due = rules
        .automatic({ project, state: after.state, serviceSet: spot.serviceSet, at: now(after) }, rules.decide)
        .some(
          ({ step, release, environment }) => step === 'due' && release === newest && environment === spot.environment,
        );
      if (!due) return `${newest} does not follow to ${spotKey(spot)}`;
    }
    return undefined;
  },
};

export const defaultRollbackIsProven: Invariant = {
  of: 'state',
  name: 'a rollback that names no release goes to one that passed there last, and never to what runs',
  breach: ({ setup, after }, rules) => {
    for (const spot of spotsOf(setup.project)) {
      const target = rules.rollbackTarget(after.state, spot.serviceSet, spot.environment);
      if (target === undefined) continue;
      if (lastVerdict(after.events, spot, target) !== 'pass') return `${target} did not pass last in ${spotKey(spot)}`;
      if (!everSucceeded(after.events, spot, target)) return `${target} never ran in ${spotKey(spot)}`;
      if (runsAt(after.events, spot)?.request.release === target) return `${target} runs in ${spotKey(spot)} already`;
    }
    return undefined;
  },
};

export const syncDoesWhatStatusTold: Invariant = {
  of: 'step',
  name: 'sync takes over exactly the images that status lists',
  breach: ({ setup, before, step }) => {
    const { asked } = step;
    if (asked?.intent.kind !== 'sync' || asked.opened.step !== 'open') return undefined;
    const { spot } = asked.intent;
    const set = setup.project.serviceSets.find(({ id }) => id === spot.serviceSet);
    const place = setup.project.environments.find(({ id }) => id === spot.environment);
    if (set === undefined || place === undefined) return undefined;
    const { sync } = environmentStatus(before.state, setup.project, set, place, now(before));
    if (sync.state === 'none') return `status had nothing to take over: ${sync.why}`;
    const [said, does] = [sync.updates, asked.change.images].map((rows) => JSON.stringify(rows));
    return sync.release.id === asked.change.release.id && said === does
      ? undefined
      : `status said ${said}, it is ${does}`;
  },
};

/** The place among the events of the last pass of a release in some environments; -1 where there is none. */
function lastPass(
  { events }: World,
  environments: readonly string[],
  { serviceSet }: Pick<Spot, 'serviceSet'>,
  release: string,
): number {
  return events.findLastIndex(
    ({ fact }) =>
      fact.type === 'verdict.recorded' &&
      fact.verdict === 'pass' &&
      fact.serviceSet === serviceSet &&
      environments.includes(fact.environment) &&
      fact.release === release,
  );
}

/** The release whose last verdict in one of some environments is a pass, and that passed last of all; none where two did at once. */
function newestPassed(world: World, environments: readonly string[], spot: Spot): Case['release'] | undefined {
  const passed = Object.values(world.state.releases)
    .filter(({ id }) => isPassed(world, environments, spot, id))
    .map(({ id }) => ({ id, pass: lastPass(world, environments, spot, id) }))
    .sort((one, other) => other.pass - one.pass);
  const [newest, next] = passed;
  const at = (index: number | undefined) => (index === undefined ? undefined : world.events[index]?.at);
  return newest === undefined || at(newest.pass) === at(next?.pass) ? undefined : newest.id;
}

/**
 * Whether there is a reason for which it need not follow, by the minute, as the record tells: it was tried since it passed,
 * or runs there, or what runs there came there later and was put there by a person, or did not stay good.
 */
function hadItsTurn(world: World, environments: readonly string[], spot: Spot, release: Case['release']): boolean {
  const passedAt = Date.parse(world.events[lastPass(world, environments, spot, release)]?.at ?? '');
  const runs = runsAt(world.events, spot);
  if (runs?.request.release === release || wasTakenAway(world, environments, spot, release)) return true;
  const tried = deploymentsOf(world.events, spot).some(
    ({ request, requestedAt }) => request.release === release && Date.parse(requestedAt) >= passedAt,
  );
  if (tried || runs === undefined) return tried;
  const stillGood = isPassed(world, environments, spot, runs.request.release);
  return (runs.request.automatic !== true || !stillGood) && Date.parse(runs.requestedAt) >= passedAt;
}

/** Whether somebody rolled back from it where it passed last, since it did; by the minute, as the record tells. */
function wasTakenAway(
  world: World,
  environments: readonly string[],
  { serviceSet }: Spot,
  release: Case['release'],
): boolean {
  const pass = world.events[lastPass(world, environments, { serviceSet }, release)];
  if (pass?.fact.type !== 'verdict.recorded') return false;
  const { environment } = pass.fact;
  return world.events.some(
    ({ fact, at }) =>
      fact.type === 'deployment.requested' &&
      fact.kind === 'rollback' &&
      fact.replaces === release &&
      spotKey(fact) === spotKey({ serviceSet, environment }) &&
      Date.parse(at) >= Date.parse(pass.at),
  );
}

function isPassed(
  { events }: World,
  environments: readonly string[],
  { serviceSet }: Spot,
  release: Case['release'],
): boolean {
  return environments.some(
    (environment) =>
      lastVerdict(events, { serviceSet, environment: environment as Spot['environment'] }, release) === 'pass',
  );
}

function caseOfPromotion({ project }: Transition['setup'], world: World, spot: Spot, release: Case['release']): Case {
  return {
    project,
    events: world.events,
    ...spot,
    release,
    kind: 'promote',
    automatic: true,
    time: Date.parse(now(world)),
    change: { ...spot, release, after: '' },
    holderGone: false,
  };
}
