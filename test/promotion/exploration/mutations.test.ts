import { explore } from './explore.js';
import { INVARIANTS } from './invariants/all.js';
import { MUTATIONS } from './mutations/all.js';
import { worldsOf } from './worlds/all.js';

const MOST_STATES = 20_000;
const WORLDS = worldsOf('small');
const lengths: number[] = [];

afterAll(() => {
  process.stdout.write(
    `mutations: ${lengths.length} of ${MUTATIONS.length} caught, in shortest histories of ${Math.min(...lengths)} to ${Math.max(...lengths)} steps\n`,
  );
});

test.each(MUTATIONS.map((mutation) => [mutation.fault, mutation.source, mutation] as const))(
  'it would be noticed if %s (%s)',
  (_fault, _source, { world, caughtBy, rules }) => {
    const { breach } = explore(WORLDS[world], rules, [INVARIANTS[caughtBy]], { states: MOST_STATES });
    expect(breach?.invariant).toBe(INVARIANTS[caughtBy].name);
    lengths.push(breach?.length ?? 0);
  },
);

test('what is noticed is told as a shortest history, a line for each thing that happened', () => {
  const sticky = MUTATIONS.find(({ fault }) => fault === 'what was verified once stays verified');
  if (sticky === undefined) throw new Error('there is such a fault');
  const { breach } = explore(WORLDS[sticky.world], sticky.rules, [INVARIANTS[sticky.caughtBy]]);
  expect(breach?.story.split('\n')).toEqual([
    "  0'  tim: deploy R1 to dev: succeeded",
    "  0'  eve: pass for R1 in dev",
    "  0'  eve: warning for R1 in dev",
    "  0'  tim: deploy R1 to elsewhere: succeeded",
  ]);
});

test('every promise notices at least one fault', () => {
  const noticed = new Set<string>(MUTATIONS.map(({ caughtBy }) => caughtBy));
  expect(Object.keys(INVARIANTS).filter((name) => !noticed.has(name))).toEqual([]);
});
