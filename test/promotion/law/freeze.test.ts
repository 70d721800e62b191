import { environment, minute, project, Story } from '../world.js';

const TWO = project([environment('dev'), environment('production')]);

/** Release 1 ran in both and may be rolled back to; 2 runs there now. Nothing takes time. */
function story(): Story {
  const of = new Story(TWO, 0).at(minute(0)).release('1').release('2');
  for (const where of ['dev', 'production']) of.deployed('1', where, 'pass').deployed('2', where);
  return of.release('3').at(minute(60));
}

describe('a freeze', () => {
  test('of an environment keeps everything from changing there, until it is lifted, and nothing elsewhere', () => {
    const of = story().freeze('production', { by: 'sue@example.org', reason: 'the sales' });
    expect(of.ask('3', 'production')).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'Frozen',
          message: `production is frozen since ${minute(60)} by sue@example.org: the sales`,
          by: 'sue@example.org, who froze it, or whoever may unfreeze it',
          hint: 'lift it with `slipway unfreeze production`',
        },
      ],
    });
    expect(of.reasons('2', 'production')).toEqual(['Frozen']);
    expect(of.reasons('3', 'dev')).toEqual([]);
    expect(of.unfreeze('production').reasons('3', 'production')).toEqual([]);
  });

  test('of the project is one of every environment, and lifting that of one does not lift it', () => {
    const of = story().freeze(undefined, { by: 'sue@example.org' });
    for (const where of ['dev', 'production'])
      expect(of.ask('3', where).reasons).toMatchObject([
        {
          code: 'Frozen',
          message: `project sockshop is frozen since ${minute(60)} by sue@example.org`,
          hint: 'lift it with `slipway unfreeze --all`',
        },
      ]);
    expect(of.unfreeze('dev').reasons('3', 'dev')).toEqual(['Frozen']);
    of.freeze('dev').unfreeze();
    expect(of.reasons('3', 'dev')).toEqual(['Frozen']);
    expect(of.reasons('3', 'production')).toEqual([]);
  });

  test('holds up to its end, and tells it', () => {
    const of = story().freeze('production', { until: minute(120) });
    expect(of.ask('3', 'production', 'deploy', { at: minute(119) })).toMatchObject({
      reasons: [{ code: 'Frozen', by: expect.stringMatching(/; time$/), until: minute(120) }],
      earliest: minute(120),
    });
    expect(of.reasons('3', 'production', 'deploy', { at: minute(120) })).toEqual([]);
  });

  test('that is planned does not hold before it begins', () => {
    const of = story().freeze('production', { from: minute(90), until: minute(120) });
    expect(of.reasons('3', 'production', 'deploy', { at: minute(89) })).toEqual([]);
    expect(of.ask('3', 'production', 'deploy', { at: minute(90) })).toMatchObject({
      reasons: [{ message: expect.stringContaining(`since ${minute(90)}`) }],
    });
  });

  test('that is planned stays when those that have begun are lifted, unless that is asked for', () => {
    const of = story()
      .freeze('production')
      .freeze('production', { from: minute(90) })
      .unfreeze('production');
    expect(of.reasons('3', 'production')).toEqual([]);
    expect(of.reasons('3', 'production', 'deploy', { at: minute(90) })).toEqual(['Frozen']);
    of.unfreeze('production', true);
    expect(of.reasons('3', 'production', 'deploy', { at: minute(90) })).toEqual([]);
  });

  test('beside another one is told beside it, and the last to end decides', () => {
    const of = story()
      .freeze('production', { until: minute(120) })
      .freeze(undefined, { until: minute(180) });
    expect(of.ask('3', 'production')).toMatchObject({
      reasons: [{ until: minute(120) }, { until: minute(180) }],
      earliest: minute(180),
    });
    of.freeze('production', { from: minute(150), until: minute(240) });
    expect(of.ask('3', 'production').earliest).toBe(minute(240));
    of.freeze('production', { from: minute(200) });
    expect(of.ask('3', 'production').earliest).toBeUndefined();
  });

  test('lets rollbacks through, unless it says otherwise', () => {
    const of = story().freeze('production').freeze();
    expect(of.reasons('1', 'production', 'rollback')).toEqual([]);
    of.freeze('production', { rollbacks: 'refused', by: 'sue@example.org' });
    expect(of.ask('1', 'production', 'rollback').reasons).toMatchObject([
      { code: 'Frozen', by: expect.stringMatching(/^sue@example.org/) },
    ]);
  });
});
