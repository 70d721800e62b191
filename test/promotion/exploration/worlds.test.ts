import { explore } from './explore.js';
import { INVARIANTS } from './invariants/all.js';
import { REAL_RULES } from './rules.js';
import { Tally } from './tally.js';
import { worldsOf } from './worlds/all.js';
import { LEFT_HALF } from './worlds/deploying.js';

/** What is gone through in the time of an ordinary run; `worlds.thorough.test.ts` goes on. */
const MOST_STATES = 1_500;

/** Folding everything anew costs more than all else together: once is enough where everything happens. */
const { replayIsTheSame, ...CHEAP } = INVARIANTS;

const tally = new Tally();
afterAll(() => process.stdout.write(tally.total()));

test.each(Object.values(worldsOf('small')).map((setup) => [setup.name, setup] as const))(
  'nothing that can happen in the world of %s breaks what the law promises',
  (_, setup) => {
    const found = tally.add(setup.name, () =>
      explore(setup, REAL_RULES, Object.values(CHEAP), { states: MOST_STATES }),
    );
    expect(found.breach).toBeUndefined();
  },
);

test('wherever everything happens at once the record can be read again, from nothing or from a checkpoint', () => {
  const { mixed } = worldsOf('small');
  const found = tally.add(`${mixed.name}, read again`, () =>
    explore(mixed, REAL_RULES, [replayIsTheSame], { states: MOST_STATES / 2 }),
  );
  expect(found.breach).toBeUndefined();
});

/** A deployment that stopped half way leaves what no release is. */
test.each([INVARIANTS.soakIsWhatItWas, INVARIANTS.verdictsAreOnWhatRuns].map((one) => [one.name, one] as const))(
  'also after a deployment that stopped half way: %s',
  (_, invariant) => {
    expect(explore(LEFT_HALF, REAL_RULES, [invariant]).breach).toBeUndefined();
  },
);
