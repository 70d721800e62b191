import { Machine, sockshop, twoSets } from './machine.js';

const SUE = ['--actor', 'sue@example.com'];

describe('freeze and unfreeze', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine(sockshop);
  });
  afterEach(() => machine.remove());

  test('record who froze what, until when and why, and lift it again', async () => {
    const { json } = await machine.json(
      ...['freeze', 'production', '--until', '2026-12-01T00:00:00Z', '--reason', 'the sale', ...SUE],
    );
    expect(json).toMatchObject({
      recorded: true,
      at: '2026-11-20T09:30:00Z',
      actor: 'sue@example.com',
      reason: 'the sale',
      fact: { type: 'freeze.set', environment: 'production', until: '2026-12-01T00:00:00Z', rollbacks: 'allowed' },
    });
    const { json: lifted } = await machine.json('unfreeze', 'production', ...SUE);
    expect(lifted).toMatchObject({
      recorded: true,
      fact: { type: 'freeze.lifted', environment: 'production', planned: false },
      notes: [],
    });
  });

  test('say what goes through, and how it is lifted', async () => {
    expect(await machine.do('freeze', 'production', ...SUE)).toBe(
      'Froze production: only rollbacks go through.\nNext: `slipway unfreeze production` lifts it\n',
    );
    expect(
      await machine.do(...['freeze', '--all', '--from', '2026-12-24T00:00:00Z', '--rollbacks', 'refused', ...SUE]),
    ).toBe(
      'Froze project sockshop from 2026-12-24T00:00:00Z: nothing goes through, not even a rollback.\nNext: `slipway unfreeze --all --planned` lifts it\n',
    );
  });

  test('record nothing where there is nothing to change', async () => {
    await machine.do('freeze', 'production', ...SUE);
    const before = machine.contents();
    expect(await machine.do('freeze', 'production', ...SUE)).toBe('Nothing to change: production is frozen already.\n');
    expect(await machine.do('unfreeze', 'dev', ...SUE)).toBe(
      'Nothing to change: dev has no freeze of its own that holds.\n',
    );
    expect((await machine.json('unfreeze', 'dev', ...SUE)).json).toEqual({ recorded: false, notes: [] });
    expect(machine.contents()).toEqual(before);
  });

  test('tell which freezes stand all the same', async () => {
    await machine.do('freeze', 'production', ...SUE);
    await machine.do('freeze', 'production', '--from', '2026-12-24T00:00:00Z', ...SUE);
    await machine.do('freeze', '--all', '--reason', 'an incident', ...SUE);
    expect(await machine.do('unfreeze', 'production', ...SUE)).toBe(
      [
        'Lifted what froze production.',
        '  ! a freeze of production from 2026-12-24T00:00:00Z stands, by sue@example.com; `slipway unfreeze production --planned` lifts it',
        '  ! a freeze of project sockshop from 2026-11-20T09:30:00Z stands, by sue@example.com: an incident; `slipway unfreeze --all` lifts it',
        '',
      ].join('\n'),
    );
    expect((await machine.json('unfreeze', 'production', '--planned', ...SUE)).json.notes).toHaveLength(1);
    expect((await machine.json('unfreeze', '--all', ...SUE)).json.notes).toEqual([]);
  });

  test('need to be told what is meant, and say everything that is wrong at once', async () => {
    for (const command of ['freeze', 'unfreeze']) {
      expect(await machine.json(command, ...SUE)).toMatchObject({
        code: 2,
        json: { error: { code: 'InvalidArguments' } },
      });
      expect((await machine.run(command, 'dev', '--all', ...SUE)).err).toContain('an environment and --all are named');
    }
    const { code, json } = await machine.json(
      ...['freeze', 'prodution', '--from', 'now', '--until', '2026-12-24', '--rollbacks', 'maybe'],
    );
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      'UnknownEnvironment',
      'InvalidInstant',
      'InvalidInstant',
      'InvalidArguments',
    ]);
  });

  test.each([
    ['is over already', ['--until', '2026-11-20T09:30:00Z']],
    ['ends before it begins', ['--from', '2026-12-02T00:00:00Z', '--until', '2026-12-01T00:00:00Z']],
  ])('refuse a freeze that %s', async (says, options) => {
    const { code, json } = await machine.json('freeze', 'production', ...options, ...SUE);
    expect({ code, error: json.error }).toMatchObject({
      code: 2,
      error: { code: 'EmptyFreeze', message: expect.stringContaining(says) },
    });
  });

  test('stop a deployment for as long as the freeze holds', async () => {
    await machine.do('publish', 'carts=carts:1', 'carts-db=carts-db:1', 'catalogue=catalogue:1');
    await machine.do('release', 'create');
    await machine.do('freeze', 'dev', '--until', '2026-11-20T10:00:00Z', ...SUE);
    expect(await machine.json('deploy', '1')).toMatchObject({ code: 3, json: { error: { code: 'Frozen' } } });
    machine.env.SLIPWAY_CLOCK = '2026-11-20T10:00:00Z';
    expect((await machine.run('deploy', '1')).code).toBe(0);
  });
});

test('a freeze is of a project and its environments, whatever its service sets', async () => {
  const machine = new Machine(twoSets);
  try {
    expect(await machine.do('freeze', 'prod', ...SUE)).toContain('Froze prod');
    for (const set of ['api', 'site'])
      expect((await machine.json('status', 'prod', '--service-set', set)).json.environments[0].frozen).toHaveLength(1);
    expect(await machine.do('unfreeze', 'prod', ...SUE)).toContain('Lifted');
  } finally {
    machine.remove();
  }
});
