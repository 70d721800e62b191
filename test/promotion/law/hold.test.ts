import { environment, id, minute, project, SET, Story } from '../world.js';

/** Releases 1, 2 and 3 ran in production, one after the other; nothing comes before it. */
function story(): Story {
  const of = new Story(project([environment('production')]), 0).at(minute(0));
  for (const name of ['1', '2', '3']) of.release(name).deployed(name, 'production', 'pass');
  return of.release('4').at(minute(60));
}

const holdIn = (of: Story) => of.state.environments[`${SET}:production` as never]?.hold;

describe('a hold', () => {
  test('keeps every other release away, by whatever way but a rollback, until it is lifted', () => {
    const of = story().hold('3', 'production', { by: 'sue@example.org', reason: 'black Friday' });
    expect(of.ask('4', 'production')).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'Held',
          message: `production is held on release 3 (rel-3) since ${minute(60)} by sue@example.org, who holds it there: black Friday`,
          by: 'sue@example.org, who holds it there, or whoever may lift a hold',
          hint: 'when it may move on: `slipway unhold production`',
        },
      ],
    });
    expect(of.reasons('4', 'production', 'promote')).toEqual(['Held']);
    expect(of.reasons('4', 'production', 'sync')).toEqual(['Held']);
    expect(of.reasons('3', 'production')).toEqual([]);
    expect(of.unhold('production').reasons('4', 'production')).toEqual([]);
  });

  test('on a release that does not run yet lets that one in, and no other', () => {
    const of = story().hold('2', 'production');
    expect(of.reasons('2', 'production')).toEqual([]);
    expect(of.reasons('4', 'production')).toEqual(['Held']);
  });

  test('on a release that nobody knows is told by its id', () => {
    const of = story().hold('gone', 'production');
    expect(of.ask('4', 'production').reasons[0]?.message).toContain('held on rel-gone since');
  });

  test('the last one counts', () => {
    const of = story().hold('3', 'production').hold('4', 'production');
    expect(of.reasons('3', 'production')).toEqual(['Held']);
    expect(of.reasons('4', 'production')).toEqual([]);
  });

  test('stands though a newer release passed, and though the release it is on was deployed again', () => {
    const of = story().hold('3', 'production').deployed('3', 'production', 'pass');
    expect(of.reasons('4', 'production')).toEqual(['Held']);
  });
});

describe('a rollback', () => {
  const asked = { kind: 'rollback', by: 'sue@example.org', reason: 'errors' } as const;

  test('holds the environment from its request on, so that nothing comes in between', () => {
    const of = story();
    of.request('2', 'production', undefined, asked);
    expect(holdIn(of)).toEqual({
      release: id('2'),
      by: 'rollback',
      at: minute(60),
      actor: 'sue@example.org',
      reason: 'errors',
    });
    expect(of.ask('4', 'production', 'deploy', { at: minute(600) }).reasons).toMatchObject([
      {
        code: 'Held',
        message: `production is held on release 2 (rel-2) since ${minute(60)} by sue@example.org, who rolled it back: errors`,
        by: 'sue@example.org, who rolled it back, or whoever may lift a hold',
      },
    ]);
  });

  test('holds it also where it failed, or was itself turned back', () => {
    for (const outcome of ['failed', 'rolled-back'] as const) {
      const of = story().attempted('2', 'production', outcome, asked);
      expect(of.reasons('4', 'production')).toEqual(['Held']);
      expect(of.reasons('3', 'production')).toEqual(['Held']);
    }
  });

  test('after another one moves the hold to where it goes', () => {
    const of = story().deployed('2', 'production', undefined, asked);
    expect(of.reasons('1', 'production', 'rollback')).toEqual([]);
    of.deployed('1', 'production', undefined, asked);
    expect(holdIn(of)?.release).toBe(id('1'));
    expect(of.reasons('2', 'production')).toEqual(['Held']);
  });

  test('goes through though a person holds the environment, and then holds it instead', () => {
    const of = story().hold('3', 'production');
    expect(of.reasons('2', 'production', 'rollback')).toEqual([]);
    of.deployed('2', 'production', undefined, asked);
    expect(holdIn(of)).toMatchObject({ by: 'rollback', release: id('2') });
  });

  test('that did not get the environment holds nothing', () => {
    const of = story();
    of.request('4', 'production', 9);
    of.request('2', 'production', 5, asked);
    expect(holdIn(of)).toBeUndefined();
  });
});
