import fc from 'fast-check';
import type { Instant, ReleaseId } from '../../../lib/ids.js';
import { changeHash, environmentState } from '../../../lib/promotion/index.js';
import { fingerprint, POLICY, PROD, passInStaging, prepare, releaseId, SET, stateOf, tell } from '../place.js';
import { FOLLOWING, followingWhere, PreparedWorld } from './prepared-world.js';

const PLACE = { serviceSet: SET, environment: PROD };
const A = { release: 'a', name: 'a0', policy: FOLLOWING };
const B = { release: 'b', name: 'b0', policy: FOLLOWING };

describe('a change that was prepared', () => {
  let made: PreparedWorld;

  beforeEach(async () => {
    made = await ready();
  });

  /** Release a runs in prod, and release b passed in staging after it came there. */
  async function ready(): Promise<PreparedWorld> {
    const one = new PreparedWorld();
    const { world, stack } = one;
    await prepare(world.ledger, world.now, { made: ['a', 'b', 'c'], passed: ['a'] });
    await stack.deploy(A);
    await world.pass(60_000);
    await passInStaging(world.ledger, world.now, 'b');
    await world.pass(60_000);
    return one;
  }

  const now = () => made.world.now;
  const later = (minutes: number) => new Date(Date.parse(now()) + minutes * 60_000).toISOString() as Instant;
  const record = (fact: Parameters<typeof tell>[2], actor?: string) => tell(made.world.ledger, now(), fact, actor);
  const runs = () => made.stack.runs;

  test('is made as soon as its release has passed before, and is recorded as what nobody asked for', async () => {
    const change = await made.prepare(B);
    await made.run();
    expect(runs()).toBe('b');
    expect((await made.deployments()).at(-1)).toMatchObject({
      release: 'rel-b',
      replaces: 'rel-a',
      kind: 'promote',
      automatic: true,
      actor: 'ledger/slipway-shop',
      reason: expect.stringMatching(/^passed in staging at /),
      target: 'cloudformation',
      hashes: { template: fingerprint('b0'), preview: changeHash(change) },
      status: 'succeeded',
    });
  });

  test('is made once', async () => {
    await made.prepare(B);
    for (let run = 0; run < 3; run++) await made.run('settle');
    expect(made.executions).toBe(1);
    expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
  });

  test('is recorded before CloudFormation hears of it', async () => {
    await made.prepare(B);
    const { around } = made;
    let ongoing: unknown;
    made.around = async (act) => {
      if (made.executions === 0) ongoing = (await made.deployments()).at(-1)?.status;
      return around(act);
    };
    await made.run();
    expect(ongoing).toBe('ongoing');
  });

  test('may be the first in its environment', async () => {
    const fresh = new PreparedWorld();
    await prepare(fresh.world.ledger, fresh.world.now, { made: ['a'], passed: ['a'] });
    await fresh.prepare(A);
    await fresh.run();
    expect(await fresh.statuses()).toEqual(['rel-a succeeded']);
  });

  test('is not made where its environment does not follow by itself', async () => {
    await made.prepare({ ...B, policy: POLICY });
    await made.run();
    expect(made.executions).toBe(0);
    expect(made.said('b')).toMatchObject({ automatic: 'passed-over' });
  });

  test('is not made, nor looked for, before its release has passed anywhere', async () => {
    await made.prepare({ release: 'c', name: 'c0', policy: FOLLOWING });
    expect(await made.run()).toBe(1);
    await passInStaging(made.world.ledger, now(), 'c');
    await made.run();
    expect(runs()).toBe('c');
  });

  test('waits while its environment is held, and is made when it is not', async () => {
    await record({ type: 'hold.set', ...PLACE, release: releaseId('a') });
    await made.prepare(B);
    await made.run();
    expect(made.said('b')).toMatchObject({ automatic: 'waits', why: expect.stringContaining('Held: prod is held') });
    expect(await made.statuses()).toEqual(['rel-a succeeded']);
    await record({ type: 'hold.lifted', ...PLACE });
    await made.run();
    expect(runs()).toBe('b');
  });

  test('waits for time alone where that is all that is missing', async () => {
    await made.prepare({ ...B, policy: followingWhere({ soakSeconds: 3_600 }) });
    await made.run();
    expect(made.said('b')).toMatchObject({ automatic: 'waits', why: expect.stringContaining('NotSoaked') });
    await made.world.pass(61 * 60_000);
    await made.run();
    expect(runs()).toBe('b');
  });

  test('waits for approvals of exactly itself', async () => {
    const change = await made.prepare({ ...B, policy: followingWhere({ approvals: { count: 1 } }) });
    const other = { ...change, after: fingerprint('b1') };
    await record({ type: 'approval.granted', change: other, preview: changeHash(other) }, 'ann@example.org');
    await made.run();
    expect(made.said('b')).toMatchObject({ why: expect.stringContaining('ann@example.org approved another change') });
    await record({ type: 'approval.granted', change, preview: changeHash(change) }, 'ann@example.org');
    await made.run();
    expect(runs()).toBe('b');
  });

  test('takes no broken glass, which is for people', async () => {
    await made.prepare({ ...B, policy: followingWhere({ approvals: { count: 1 } }) });
    await record({ type: 'glass.broken', ...PLACE, release: releaseId('b'), expires: later(60) });
    await made.run();
    expect(made.said('b')).toMatchObject({ automatic: 'waits' });
  });

  test('knows of its commits what was found out when it was prepared', async () => {
    await made.prepare(B, { lineage: { carts: 'ancestor' } as never });
    await made.run();
    expect(made.said('b')).toMatchObject({ automatic: 'waits', why: expect.stringContaining('OlderCommit') });
    const descending = { ...B, name: 'b1', policy: followingWhere({ ancestry: 'descendant' }) };
    await made.prepare(descending, { lineage: { carts: 'descendant' } as never });
    await made.run();
    expect((await made.deployments()).at(-1)).toMatchObject({ lineage: { carts: 'descendant' }, status: 'succeeded' });
  });

  test('of the newest release that passed is made, and none of an older one after it', async () => {
    await made.prepare({ release: 'c', name: 'c0', policy: FOLLOWING });
    await made.prepare(B);
    await passInStaging(made.world.ledger, now(), 'c');
    await made.run();
    expect(runs()).toBe('c');
    await made.run('settle');
    expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-c succeeded']);
  });

  test('is left to somebody who is at work there', async () => {
    await made.prepare(B);
    made.stack.status = 'UPDATE_IN_PROGRESS';
    await made.run();
    expect(made.said('b')).toMatchObject({ automatic: 'busy' });
    made.stack.status = 'UPDATE_COMPLETE';
    await openByHand('b');
    await made.run();
    expect(made.executions).toBe(0);
  });

  describe('is never made where it is not what was recorded', () => {
    test.each<[string, () => Promise<unknown>, why: string]>([
      [
        'another template stands there than it starts from',
        async () => {
          await made.prepare(B, await withParts({ before: fingerprint('a1') }));
        },
        'another stack stands in prod',
      ],
      [
        'it makes another template',
        async () => {
          await made.prepare(B, await withParts({ after: fingerprint('b1') }));
        },
        'it makes another change than was recorded',
      ],
      [
        'its preview is that of another change',
        () => made.prepare(B, { preview: fingerprint('another') }),
        'under another hash than its own',
      ],
    ])('%s', async (_, spoil, why) => {
      await spoil();
      await made.run('settle');
      expect(made.executions).toBe(0);
      expect(made.said('b')).toMatchObject({ automatic: 'outdated', why: expect.stringContaining(why) });
    });

    test('CloudFormation says that the stack was changed since', async () => {
      await made.prepare(B);
      made.stack.template = { ...A, name: 'a1' };
      await made.run('settle');
      expect(made.said('b')).toMatchObject({ automatic: 'outdated', why: expect.stringContaining('OBSOLETE') });
    });

    test('somebody deployed there since', async () => {
      await made.prepare(B);
      await made.world.pass(1_000);
      await made.stack.deploy({ ...A, name: 'a1' });
      expect(await made.run('settle')).toBe(1);
    });

    const withParts = async (parts: object) => {
      const replaces = 'rel-a' as ReleaseId;
      const [before, after] = ['a0', 'b0'].map(fingerprint) as [string, string];
      const change = { ...PLACE, release: releaseId('b'), replaces, before, after, ...parts };
      return { change, preview: changeHash(change) };
    };
  });

  describe('that was begun and came to nothing', () => {
    test('because CloudFormation does not take it on is ended by what runs, and not tried again', async () => {
      made.refusal = 'the function may not call cloudformation:ExecuteChangeSet';
      await made.prepare(B);
      await made.run();
      expect(made.said('b')).toMatchObject({ automatic: 'not taken' });
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
      await made.run('settle');
      expect((await made.deployments()).at(-1)).toMatchObject({
        status: 'rolled-back',
        message: expect.stringContaining(made.refusal),
      });
      made.refusal = undefined;
      await made.run('settle');
      expect(made.executions).toBe(0);
    });

    test('because the law said no before CloudFormation was asked is ended by what runs', async () => {
      await made.prepare(B);
      await made.run('none', await lastAct());
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
      await record({ type: 'freeze.set', environment: PROD, rollbacks: 'allowed' });
      await made.run('settle');
      expect(made.executions).toBe(0);
      expect((await made.deployments()).at(-1)).toMatchObject({
        status: 'rolled-back',
        message: expect.stringContaining('Frozen'),
      });
    });

    test('because the gate said no is ended by what runs', async () => {
      await made.prepare(B);
      const { around } = made;
      let held = false;
      made.around = async (act) => {
        if (made.executions === 0 && (await made.deployments()).length === 2 && !held) {
          held = true;
          await record({ type: 'freeze.set', environment: PROD, rollbacks: 'allowed' });
        }
        return around(act);
      };
      await made.run();
      expect(made.executions).toBe(1);
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
      await made.run('settle');
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b rolled-back']);
      expect(runs()).toBe('a');
    });

    test('because its services failed was ended by its stack, and is not tried again', async () => {
      made.mishaps = { services: 'after' };
      await made.prepare(B);
      await made.run();
      await made.run('settle');
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b rolled-back']);
    });

    test('stays under way while it is not known what runs', async () => {
      made.mishaps = { blind: true };
      await made.prepare(B);
      await made.run();
      made.stack.blind = true;
      await made.run('settle');
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
      made.stack.blind = false;
      await made.run('settle');
      expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
    });
  });

  test.each([
    ['the stack', 'under way'],
    ['everything', 'resumed'],
  ] as const)('is left to CloudFormation where that still shows %s as it was before', async (stale, step) => {
    await made.prepare(B);
    let goOn: () => void = () => undefined;
    made.world.between = () => new Promise((done) => (goOn = done));
    const asked = made.run();
    while (made.said('b') === undefined) await new Promise((done) => setTimeout(done, 1));
    made.stale = stale;
    await made.run('settle');
    expect(made.said('b')).toMatchObject({ automatic: step });
    expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b ongoing']);
    goOn();
    await asked;
    expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
  });

  test('goes on under a new lease where the old one ran out before CloudFormation was asked', async () => {
    await made.prepare(B);
    await made.run('none', await lastAct());
    await made.world.pass(2 * 60 * 60_000);
    await made.run('none');
    const here = environmentState(await stateOf(made.world.ledger), SET, PROD);
    expect((await made.deployments()).at(-1)).toMatchObject({ fence: 3, status: 'succeeded' });
    expect(here?.fence).toBe(3);
    expect(made.executions).toBe(1);
  });

  test('stopped anywhere, once or again, is made once', async () => {
    const acts = await lastAct();
    for (let first = 0; first <= acts; first++)
      for (let second = 0; second <= acts; second++) {
        made = await ready();
        await made.prepare(B);
        await made.run('none', first);
        await made.run('settle', second);
        await made.run('settle');
        expect(made.executions).toBe(1);
        expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
      }
  });

  test('is made once by any number of runs at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        made = await ready();
        await made.prepare(B);
        made.around = (act) => scheduler.schedule(Promise.resolve(), 'act').then(act);
        await scheduler.waitFor(Promise.all([made.run(), made.run('settle'), made.run()]));
        await made.settled();
        expect(made.executions).toBe(1);
        expect(await made.statuses()).toEqual(['rel-a succeeded', 'rel-b succeeded']);
      }),
      { numRuns: 40 },
    );
  });

  test('that goes wrong somewhere keeps nothing else from being seen to', async () => {
    const { find } = made as unknown as { find: (id: string) => unknown };
    Object.assign(made, {
      find: (id: string) => {
        if (id.includes('/b1/')) throw new Error('AWS does not answer');
        return find.call(made, id);
      },
    });
    await made.prepare({ ...B, name: 'b1' });
    await made.run();
    expect(made.log.at(-1)).toMatchObject({ automatic: 'broken', why: 'AWS does not answer' });
    await made.prepare(B);
    await made.run();
    expect(runs()).toBe('b');
  });

  /** The number of the last thing that a run does which makes a change: to ask CloudFormation. */
  async function lastAct(): Promise<number> {
    const kept = made;
    made = await ready();
    await made.prepare(B);
    let acts = 0;
    let last = 0;
    made.around = async (act) => {
      const asked = made.executions;
      acts++;
      const done = await act();
      if (made.executions > asked) last = acts - 1;
      return done;
    };
    await made.run();
    made = kept;
    return last;
  }

  async function openByHand(release: string): Promise<void> {
    const fence = (environmentState(await stateOf(made.world.ledger), SET, PROD)?.fence ?? 0) + 1;
    await record({
      type: 'deployment.requested',
      deployment: 'dep-00000000c11f' as never,
      ...PLACE,
      release: releaseId(release),
      kind: 'promote',
      target: 'cloudformation',
      lease: { holder: 'host/1', fence, expires: later(30) },
      hashes: { manifest: 'm', template: fingerprint('b9'), preview: 'p' },
      tool: 'slipway',
    });
  }
});
