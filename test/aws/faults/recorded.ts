import type { EnvironmentId } from '../../../lib/ids.js';
import { currentRelease, environmentState, type LedgerEvent } from '../../../lib/promotion/index.js';
import { MAIN, type Recorded } from './shop.js';

/** That a record is one line, and went on from what it was without a change of that. */
export function expectLinear(events: readonly LedgerEvent[], before: readonly LedgerEvent[] = []): void {
  expect(events.slice(0, before.length)).toEqual(before);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const parents = events.map((_, index) => (index === 0 ? [] : [events[index - 1]?.hash]));
  expect(events.map((event) => event.parents)).toEqual(parents);
}

/** What was asked for and what came of it since an earlier look: `requested 2`, `succeeded`, by the number of the release. */
export function storyOf(after: Recorded, before: Recorded): readonly string[] {
  return after.events.slice(before.events.length).map(({ fact }) => {
    switch (fact.type) {
      case 'deployment.requested':
        return `requested ${after.state.releases[fact.release]?.number}`;
      case 'deployment.finished':
        return fact.outcome;
      default:
        return fact.type;
    }
  });
}

/** That since an earlier look one deployment of a release was asked for, and succeeded, whoever went on with it. */
export function expectOneDeployment(after: Recorded, before: Recorded, number: string, environment = 'dev'): void {
  expectLinear(after.events, before.events);
  const story = storyOf(after, before).filter((what) => what !== 'deployment.resumed');
  expect(story).toEqual([`requested ${number}`, 'succeeded']);
  const here = environmentState(after.state, MAIN, environment as EnvironmentId);
  expect(here?.ongoing).toBeUndefined();
  expect(String(currentRelease(after.state, MAIN, environment as EnvironmentId)?.number)).toBe(number);
}
