import { gatedMachine, gatedShop } from './gated.js';
import type { Machine } from './machine.js';

const SUE = ['--actor', 'sue@example.com'];

describe('status shows what people decided', () => {
  let machine: Machine;

  beforeAll(async () => {
    machine = await gatedMachine(gatedShop.replace('count: 2', 'count: 1'));
    machine.env.SLIPWAY_CLOCK = '2026-11-20T10:00:00Z';
    await machine.do('hold', 'production', '1', '--reason', 'the audit', ...SUE);
    await machine.do('freeze', 'production', '--until', '2026-11-20T12:00:00Z', '--reason', 'the sale', ...SUE);
    await machine.do('freeze', '--all', '--from', '2026-12-24T00:00:00Z', '--rollbacks', 'refused', ...SUE);
    await machine.do('approve', '1', '--environment', 'production', ...SUE);
  });
  afterAll(() => machine.remove());

  const production = async (...more: string[]) =>
    (await machine.json('status', 'production', ...more)).json.environments[0];

  test('to scripts', async () => {
    const at = '2026-11-20T10:00:00Z';
    const actor = 'sue@example.com';
    const release = expect.stringMatching(/^rel-/);
    expect(await production()).toMatchObject({
      held: { release, number: 1, by: 'person', actor, at, reason: 'the audit' },
      frozen: [
        {
          actor,
          at,
          from: at,
          until: '2026-11-20T12:00:00Z',
          reason: 'the sale',
          rollbacks: 'allowed',
          scope: 'environment',
        },
      ],
      toBeFrozen: [{ actor, from: '2026-12-24T00:00:00Z', rollbacks: 'refused', scope: 'project' }],
      glass: null,
      bracket: null,
      approvals: [{ actor, at, release, number: 1, preview: expect.stringMatching(/^[0-9a-f]{64}$/), counts: true }],
    });
    const [dev] = (await machine.json('status', 'dev')).json.environments;
    expect(dev).toMatchObject({ held: null, frozen: null, glass: null, bracket: null, approvals: [] });
  });

  test('to people, below what runs there', async () => {
    const text = await machine.do('status', 'production');
    expect(text).toMatch(/^Released services in production:\n- none yet\n\nOngoing deployments/);
    expect(text).toMatch(
      new RegExp(
        [
          '',
          'Restrictions:',
          '- held on rel-\\w+ \\(number 1\\) since 2026-11-20T10:00:00Z by sue@example.com: the audit',
          '- frozen since 2026-11-20T10:00:00Z until 2026-11-20T12:00:00Z, by sue@example.com: the sale',
          '- to be frozen with the whole project from 2026-12-24T00:00:00Z, for rollbacks too, by sue@example.com',
          '',
          'Approvals:',
          '- rel-\\w+ \\(number 1\\) by sue@example.com at 2026-11-20T10:00:00Z',
          '$',
        ].join('\\n'),
      ),
    );
  });

  test('in short among all environments', async () => {
    const text = await machine.do('status');
    for (const line of [
      'held on release 1 by sue@example.com: the audit',
      'frozen until 2026-11-20T12:00:00Z by sue@example.com: the sale',
      'frozen with the project from 2026-12-24T00:00:00Z by sue@example.com',
      'release 1 approved by sue@example.com',
    ])
      expect(text).toMatch(new RegExp(`\\n {14}${line}\\n`));
  });

  test('as it was at an instant, without a command to run', async () => {
    expect(await production('--at', '2026-11-20T09:59:59Z')).toMatchObject({
      held: null,
      frozen: null,
      toBeFrozen: [],
      approvals: [],
      sync: { state: 'out-of-sync', command: null },
    });
    const text = await machine.do('status', 'production', '--at', '2026-11-20T09:59:59Z');
    expect(text).toMatch(/^As it was at 2026-11-20T09:59:59Z:\n\nReleased services in production:\n/);
    expect(text).not.toContain('slipway sync');
    expect(text).not.toContain('Restrictions:');
    const before = await machine.json('status', '--at', '2026-11-20T09:29:59Z');
    expect(before.json).toMatchObject({
      at: '2026-11-20T09:29:59Z',
      environments: [{ release: null }, { release: null }],
    });
    expect(await machine.do('status', '--at', '2026-11-20T09:29:59Z')).not.toContain('Next:');
  });

  test('as it will be at an instant, if nothing happens until then', async () => {
    const then = await production('--at', '2026-12-24T00:00:00Z');
    expect(then).toMatchObject({ held: { number: 1 }, frozen: [{ scope: 'project' }], toBeFrozen: [] });
    expect(then.sync.refused).toMatchObject([{ code: 'Frozen' }]);
    expect(await machine.do('status', '--at', '2026-12-24T00:00:00Z')).toMatch(
      /^As it will be at 2026-12-24T00:00:00Z, if nothing happens until then:\n\nShop\n/,
    );
  });

  test('and takes no instant that is none', async () => {
    expect(await machine.json('status', 'prodution', '--at', 'noon')).toMatchObject({
      code: 2,
      json: { errors: [{ code: 'UnknownEnvironment' }, { code: 'InvalidInstant' }] },
    });
  });
});
