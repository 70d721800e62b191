import { explore } from './explore.js';
import { INVARIANTS } from './invariants/all.js';
import { REAL_RULES } from './rules.js';
import { Tally } from './tally.js';
import { worldsOf } from './worlds/all.js';

const MOST_STATES = 20_000;

const { replayIsTheSame: _, ...CHEAP } = INVARIANTS;

const tally = new Tally();
afterAll(() => process.stdout.write(tally.total()));

test.each(Object.values(worldsOf('small')).map((setup) => [setup.name, setup] as const))(
  'nothing that can happen later in the small world of %s breaks what the law promises',
  (_, setup) => {
    const found = tally.add(setup.name, () =>
      explore(setup, REAL_RULES, Object.values(CHEAP), { states: MOST_STATES }),
    );
    expect(found.breach).toBeUndefined();
  },
  600_000,
);

test.each(Object.values(worldsOf('large')).map((setup) => [setup.name, setup] as const))(
  'nothing that can happen in the large world of %s breaks what the law promises',
  (_, setup) => {
    const found = tally.add(setup.name, () =>
      explore(setup, REAL_RULES, Object.values(CHEAP), { states: MOST_STATES }),
    );
    expect(found.breach).toBeUndefined();
  },
  600_000,
);
