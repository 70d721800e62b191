import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant, ProjectId } from '../../lib/ids.js';
import { DirectoryLedger } from '../../lib/ledger/index.js';
import type { DeploymentRequested } from '../../lib/promotion/index.js';
import { Machine, sockshop } from './machine.js';

const FIRST = { carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' };

/** Hardening takes over by itself what passed in dev, and production what passed and soaked in hardening. */
const automatic = sockshop
  .replace('type: qa, after: [dev]', 'type: qa, after: [dev], promote: auto')
  .replace('after: [hardening]', 'after: [hardening], promote: auto, require: { digests: false, soak: 10m }');

describe('run', () => {
  const template = new Machine(automatic);
  let machine: Machine;

  beforeAll(() => template.release(FIRST));
  afterAll(() => template.remove());

  beforeEach(() => {
    machine = template.copy();
    machine.env.SLIPWAY_CLOCK = '2026-11-20T10:00:00Z';
  });
  afterEach(() => machine.remove());

  function later(minutes: number): void {
    const now = Date.parse(machine.env.SLIPWAY_CLOCK ?? '');
    machine.env.SLIPWAY_CLOCK = new Date(now + minutes * 60_000).toISOString();
  }

  test('promotes once what passed, and says where, from where and why', async () => {
    const { code, json } = await machine.json('run');
    expect(code).toBe(0);
    expect(json).toEqual({
      promotions: [
        {
          environment: 'hardening',
          release: expect.stringMatching(/^rel-/),
          from: 'dev',
          passedAt: '2026-11-20T09:30:00Z',
          step: 'deployed',
          deployment: expect.stringMatching(/^dep-/),
          resumed: false,
          reason: 'passed in dev at 2026-11-20T09:30:00Z',
        },
      ],
      reconciled: [],
      health: [],
      earliest: null,
    });
    const { json: history } = await machine.json('history', '--environment', 'hardening');
    expect(history.deployments).toMatchObject([{ kind: 'promote', automatic: true, actor: 'tim@example.com' }]);
    expect(await machine.run('run', '--once')).toEqual({ code: 0, out: 'Nothing follows by itself now.\n', err: '' });
  });

  test('waits for what the law asks for, and tells until when', async () => {
    await machine.do('run');
    await machine.do('verdict', 'hardening', 'pass');
    later(4);
    const { code, json } = await machine.json('run');
    expect({ code, json }).toMatchObject({
      code: 0,
      json: {
        promotions: [
          {
            environment: 'production',
            step: 'waits',
            reasons: [{ code: 'NotSoaked' }],
            earliest: '2026-11-20T10:10:00Z',
          },
        ],
        earliest: '2026-11-20T10:10:00Z',
      },
    });
    expect(await machine.do('run')).toContain(
      'waits until 2026-11-20T10:10:00Z at the earliest:\n  - production asks for',
    );
    later(6);
    expect(await machine.do('run')).toContain('production: release 1');
    expect((await machine.json('status', 'production')).json.environments[0].number).toBe(1);
  });

  test('says so where no environment is promoted to by itself', async () => {
    machine.write('slipway.yaml', sockshop);
    expect(await machine.do('run')).toBe(
      'Nothing follows by itself: no environment has `promote: auto` in the manifest.\n',
    );
  });

  test('ends with 1 where something could not be deployed, and does the rest', async () => {
    machine.write('.slipway/sockshop/stacks/sockshop-hardening.template.json/in-the-way', '');
    expect(await machine.json('run')).toMatchObject({ code: 1, json: { promotions: [{ step: 'failed' }] } });
    expect((await machine.run('run')).out).toMatch(/^hardening: .* could not be deployed: /);
  });

  test('ends with 4 where nothing but somebody else is in the way, and tells who', async () => {
    await somebodyDeploys('2026-11-20T10:30:00Z');
    const { code, json } = await machine.json('run');
    expect({ code, json }).toMatchObject({
      code: 4,
      json: { promotions: [{ step: 'conflict', why: expect.stringContaining('hardening is held by there/7') }] },
    });
    later(30);
    // Nobody is at work there any more: that deployment is ended, and what passed follows.
    expect(await machine.json('run')).toMatchObject({
      code: 0,
      json: { reconciled: [{ outcome: 'ended', status: 'failed' }], promotions: [{ step: 'deployed' }] },
    });
  });

  /** Another machine is about to deploy to hardening what is not this release. */
  async function somebodyDeploys(expires: string): Promise<void> {
    const ledger = new DirectoryLedger(join(machine.root, '.slipway'));
    const project = 'sockshop' as ProjectId;
    const { heads } = await ledger.view(project);
    const fact = {
      type: 'deployment.requested',
      deployment: 'dep-000000000007',
      serviceSet: 'main',
      environment: 'hardening',
      release: 'rel-000000000007',
      kind: 'deploy',
      target: 'directory',
      lease: { holder: 'there/7', fence: 1, expires },
      hashes: { manifest: '0', template: '0', preview: '0' },
      tool: 'slipway test',
    } as DeploymentRequested;
    const at = machine.env.SLIPWAY_CLOCK as Instant;
    if ((await ledger.append(project, heads, { at, actor: 'sue', fact })) === undefined)
      throw new Error('not recorded');
  }

  test.each([
    [['--once', '--watch'], 'contradict'],
    [['--interval', '5s'], '--watch'],
    [['--watch', '--interval', 'often'], 'often'],
  ])('%j is bad input', async (words, said) => {
    const { code, err } = await machine.run('run', ...words);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  describe('--watch', () => {
    test('looks again and again until it is interrupted, and then ends with 0', async () => {
      const waits: number[] = [];
      machine.meanwhile = async (milliseconds, interrupt) => {
        waits.push(milliseconds);
        later(milliseconds / 60_000);
        if (waits.length === 1) await machine.do('verdict', 'hardening', 'pass');
        if (waits.length === 6) interrupt();
      };
      const { code, out, err } = await machine.run('run', '--watch', '--interval', '3m');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      // Ten minutes of soaking begin with the deployment: the last wait ends when they do.
      expect(waits.slice(0, 4)).toEqual([180_000, 180_000, 180_000, 60_000]);
      const told = out.split('\n').filter((line) => /^(hardening|production): /.test(line));
      expect(told).toEqual([
        expect.stringMatching(/^hardening: .* is deployed: passed in dev at /),
        expect.stringMatching(/^production: .* waits until/),
        expect.stringMatching(/^production: .* is deployed: passed in hardening at /),
      ]);
    });

    test('with --json prints a line for each round', async () => {
      let rounds = 0;
      machine.meanwhile = (_, interrupt) => {
        if (++rounds === 2) interrupt();
      };
      const { code, out } = await machine.run('run', '--watch', '--json');
      expect(code).toBe(0);
      const lines = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map(({ promotions }) => promotions.length)).toEqual([1, 0]);
    });

    test('reads the manifest anew each time', async () => {
      machine.write('slipway.yaml', sockshop);
      let rounds = 0;
      machine.meanwhile = (_, interrupt) => {
        machine.write('slipway.yaml', automatic);
        if (++rounds === 2) interrupt();
      };
      const { out } = await machine.run('run', '--watch');
      expect(out).toMatch(/^Nothing follows by itself: no environment[^\n]*\nhardening: .* is deployed/);
    });

    test('goes on where the record could not be read for a while', async () => {
      const events = join(machine.root, '.slipway/sockshop/events');
      renameSync(events, `${events}-elsewhere`);
      symlinkSync(events, events);
      let rounds = 0;
      machine.meanwhile = (_, interrupt) => {
        if (++rounds === 2) {
          rmSync(events);
          renameSync(`${events}-elsewhere`, events);
        }
        if (rounds === 3) interrupt();
      };
      const { code, out, err } = await machine.run('run', '--watch');
      expect({ code, deployed: out.includes('is deployed') }).toEqual({ code: 0, deployed: true });
      // Told once, and not again and again.
      expect(err.match(/^error: /gm)).toHaveLength(1);
    });

    test('ends where the input is wrong', async () => {
      machine.meanwhile = () => machine.write('slipway.yaml', 'project: [');
      expect((await machine.run('run', '--watch')).code).toBe(2);
    });
  });
});
