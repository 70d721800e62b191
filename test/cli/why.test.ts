import { join } from 'node:path';
import type { EnvironmentId, Instant, ProjectId, ServiceSetId } from '../../lib/ids.js';
import { DirectoryLedger, record } from '../../lib/ledger/index.js';
import { deploymentRequested, releaseCreated } from '../ledger/drafts.js';
import { gatedMachine, gatedShop } from './gated.js';
import { Machine, sockshop } from './machine.js';

const WHY = ['why', '1', '--environment', 'production'];
const by = (who: string) => ['--actor', `${who}@example.com`];
const approve = (who: string) => ['approve', '1', '--environment', 'production', ...by(who)];

describe('why', () => {
  let begun: Machine;
  let machine: Machine;

  beforeAll(async () => {
    begun = await gatedMachine(gatedShop.replace('count: 2', 'count: 1'));
  });
  beforeEach(() => {
    machine = begun.copy();
  });
  afterEach(() => machine.remove());
  afterAll(() => begun.remove());

  test('tells every unmet condition with who can lift it, how and until when, and when all may hold', async () => {
    await machine.do('freeze', 'production', '--until', '2026-11-20T12:00:00Z', '--reason', 'the sale', ...by('sue'));
    expect(await machine.do(...WHY)).toMatch(
      new RegExp(
        [
          '^Release 1 \\(rel-\\w+\\) may not run in production:',
          '- production asks for 1 approval of exactly this change, and release 1 \\(rel-\\w+\\) has none',
          '  by: 1 of sue@example.com, tom@example.com and ann@example.com \\(sre\\)',
          '  hint: look at `slipway preview rel-\\w+ --environment production`, then `slipway approve rel-\\w+ --environment production`',
          '- production is frozen since 2026-11-20T09:30:00Z by sue@example.com: the sale \\(until 2026-11-20T12:00:00Z\\)',
          '  by: sue@example.com, who froze it, or whoever may unfreeze it; time',
          '  hint: lift it with `slipway unfreeze production`',
          '',
          'Not before somebody does something',
          '$',
        ].join('\\n'),
      ),
    );
    await machine.do(...approve('tom'));
    expect(await machine.do(...WHY)).toMatch(/\n\nEarliest: 2026-11-20T12:00:00Z\n$/);
    const { code, json } = await machine.json(...WHY);
    expect(code).toBe(0);
    expect(json).toEqual({
      release: expect.stringMatching(/^rel-/),
      number: 1,
      environment: 'production',
      at: '2026-11-20T09:30:00Z',
      eligible: false,
      reasons: [
        {
          code: 'Frozen',
          message: expect.any(String),
          by: expect.any(String),
          hint: expect.any(String),
          until: '2026-11-20T12:00:00Z',
        },
      ],
      earliest: '2026-11-20T12:00:00Z',
    });
  });

  test('counts an approval only of what would be deployed now', async () => {
    await machine.do(...approve('sue'));
    expect((await machine.json(...WHY)).json).toMatchObject({ eligible: true, reasons: [] });
    expect(await machine.do(...WHY)).toContain('Next: `slipway deploy 1 --environment production`');
    machine.write('slipway.yaml', machine.read('slipway.yaml').replace('image: web }', 'image: web, ports: [80] }'));
    const { json } = await machine.json(...WHY);
    expect(json.reasons).toMatchObject([
      { code: 'ApprovalMissing', message: expect.stringContaining('sue@example.com approved another change') },
    ]);
    expect((await machine.run('deploy', '1', '--environment', 'production')).code).toBe(3);
  });

  test('ends with 3 where it may not, only where that is asked for', async () => {
    expect((await machine.run(...WHY)).code).toBe(0);
    expect((await machine.run(...WHY, '--exit-code')).code).toBe(3);
    await machine.do(...approve('sue'));
    expect((await machine.run(...WHY, '--exit-code')).code).toBe(0);
  });

  test('of the past tells how it was, by the record of then', async () => {
    machine.env.SLIPWAY_CLOCK = '2026-11-20T10:00:00Z';
    await machine.do('hold', 'dev', '1', ...by('sue'));
    await machine.do(...approve('sue'));
    machine.env.SLIPWAY_CLOCK = '2026-11-20T11:00:00Z';
    await machine.do('freeze', '--all', ...by('sue'));
    const at = (time: string) => [...WHY, '--at', `2026-11-20T${time}Z`];
    const reasonsAt = async (time: string) =>
      (await machine.json(...at(time))).json.reasons.map(({ code }: { code: string }) => code);
    expect(await reasonsAt('09:29:59')).toEqual(['UnknownRelease']);
    expect(await reasonsAt('09:30:00')).toEqual(['ApprovalMissing']);
    expect(await reasonsAt('10:59:59.999')).toEqual([]);
    expect(await reasonsAt('11:00:00')).toEqual(['Frozen']);
    const could = await machine.do(...at('10:30:00'));
    expect(could).toMatch(
      /^Release 1 \(rel-\w+\) could have run in production at 2026-11-20T10:30:00Z, by the record of then and the manifest of now\.\n$/,
    );
  });

  test('of the future tells how it will be if nothing happens until then', async () => {
    await machine.do(...approve('sue'));
    await machine.do(
      'freeze',
      '--all',
      '--from',
      '2026-12-24T00:00:00Z',
      '--until',
      '2027-01-02T00:00:00Z',
      ...by('sue'),
    );
    const text = await machine.do(...WHY, '--at', '2026-12-25T00:00:00Z');
    expect(text).toMatch(
      /may not run in production at 2026-12-25T00:00:00Z, if nothing happens until then:\n- project shop/,
    );
    expect(text).toMatch(/\nEarliest: 2027-01-02T00:00:00Z\n$/);
    expect((await machine.json(...WHY, '--at', '2027-01-02T00:00:00Z')).json).toMatchObject({
      at: '2027-01-02T00:00:00Z',
      eligible: true,
    });
  });

  test('tells what a broken glass waives', async () => {
    await machine.do('hold', 'production', '1', ...by('sue'));
    await machine.do('release', 'create', '--from-release', '1', '--set', 'web=web:2');
    const { id: release } = (await machine.json('release', 'show', '2')).json;
    const place = { serviceSet: 'main' as ServiceSetId, environment: 'production' as EnvironmentId };
    const expires = '2026-11-20T10:30:00Z' as Instant;
    await record(new DirectoryLedger(join(machine.root, '.slipway')), 'shop' as ProjectId, () => ({
      at: '2026-11-20T09:30:00Z' as Instant,
      actor: 'sue@example.com',
      reason: 'payments are down',
      fact: { type: 'glass.broken', ...place, release, expires },
    }));
    const { json } = await machine.json('why', '2', '--environment', 'production');
    expect(json).toMatchObject({ eligible: true, reasons: [] });
    expect(json.overridden.map(({ code }: { code: string }) => code)).toContain('Held');
    expect(await machine.do('why', '2', '--environment', 'production')).toMatch(
      /may run in production:\n(- waived: .*\n)+Next: /,
    );
  });

  test('tells everything that is wrong with the input at once', async () => {
    const { code, json } = await machine.json('why', '9', '--environment', 'prodution', '--at', 'yesterday');
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      'UnknownEnvironment',
      'UnknownRelease',
      'InvalidInstant',
    ]);
  });
});

test('that who holds a lease is gone is known of now alone', async () => {
  const machine = new Machine(sockshop);
  try {
    const ledger = new DirectoryLedger(join(machine.root, '.slipway'));
    const { project, numbered } = releaseCreated('rel-000000000001');
    const made = await ledger.append(project, [], numbered(1));
    await ledger.append(project, made === undefined ? [] : [made.hash], deploymentRequested('rel-000000000001', 2));
    machine.env.SLIPWAY_CLOCK = '2026-11-20T00:30:00Z';
    const isBusy = async (...at: string[]) =>
      (await machine.json('why', '1', ...at)).json.reasons.some(
        ({ code }: { code: string }) => code === 'EnvironmentBusy',
      );
    expect(await isBusy()).toBe(true);
    machine.gone = ['host/1'];
    expect(await isBusy()).toBe(false);
    expect(await isBusy('--at', '2026-11-20T00:20:00Z')).toBe(true);
    expect(await isBusy('--at', '2026-11-20T00:40:00Z')).toBe(true);
    expect(await isBusy('--at', '2026-11-20T02:00:00Z')).toBe(false);
  } finally {
    machine.remove();
  }
});
