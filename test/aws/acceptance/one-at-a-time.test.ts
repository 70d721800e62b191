import type { EnvironmentId, ServiceSetId } from '../../../lib/ids.js';
import { environmentState } from '../../../lib/promotion/index.js';
import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { type Fate, imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

const RELEASES: readonly Fate[] = ['fine', 'slow', 'slow', 'slow', 'fine'];

describeEmulator('one deployment at a time', () => {
  let account: Account;
  let shop: Team;

  beforeAll(async () => {
    account = await Account.open();
    const environments = [{ id: 'dev' }, { id: 'other' }];
    shop = await Team.withLedger(account, 'shop', { environments, services: TWO_SERVICES });
    for (const [index, fate] of RELEASES.entries())
      await shop.release({ web: imageOf('web', index + 1, fate), orders: imageOf('orders', 1) });
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

  /** How often dev was given to somebody, so far. */
  const fence = async (): Promise<number | undefined> =>
    environmentState(await shop.state(), 'main' as ServiceSetId, 'dev' as EnvironmentId)?.fence;

  test('into two environments at once: both run', async () => {
    const ended = await Promise.all([
      shop.slipway('deploy', '1'),
      shop.slipway('deploy', '1', '--environment', 'other'),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    for (const environment of ['dev', 'other']) {
      expect(await shop.recorded(environment)).toEqual(['1 deploy succeeded']);
      expect(await shop.versions(environment)).toEqual({ web: '1', orders: '1' });
    }
  });

  test('into one environment at once: one runs, the other is told who is at work, since when, and what to do', async () => {
    const both = [shop.slipway('deploy', '2'), shop.slipway('deploy', '3')];
    const first = await Promise.race(both);
    expect(first.code).toBe(4);
    expect(first.err).toMatch(
      /^error: dev is held by \S+ since \d{4}-\d\d-\d\dT\S+Z.*, for deployment dep-[0-9a-f]{12} of release [23]/m,
    );
    expect(first.err).toMatch(/^hint: /m);
    const codes = (await shop.whileFinishing(Promise.all(both))).map(({ code }) => code);
    expect(codes.sort()).toEqual([0, 4]);
    const recorded = await shop.recorded('dev');
    expect(recorded).toHaveLength(2);
    expect(recorded[1]).toMatch(/^[23] deploy succeeded$/);
  });

  test('what takes longer than --wait is unknown, not a success: it goes on, and whoever looks is told so', async () => {
    const { code, out } = await shop.leaveEarly('deploy', '4');
    expect(code).toBe(6);
    expect(out).toMatch(/^Unknown: release 4 .* what runs there could not be found out/);
    expect((await shop.recorded('dev')).at(-1)).toBe('4 deploy ongoing');
    const [verify, status, reconcile] = await Promise.all([
      shop.told('verify', 'dev', '--exit-code'),
      shop.told('status', 'dev'),
      shop.told('reconcile', 'dev'),
    ]);
    expect(verify.json).toMatchObject({ environments: [{ verdict: 'converging' }] });
    expect(status.json).toMatchObject({ environments: [{ ongoing: [{ environment: 'dev' }] }] });
    // On a slow machine the stack came to its gate after the time was over, and holds the environment itself.
    expect([
      { code: 6, json: { deployments: [expect.objectContaining({ reconciled: 'unsettled' })] } },
      { code: 4, json: { deployments: [expect.objectContaining({ reconciled: 'held' })] } },
    ]).toContainEqual({ code: reconcile.code, json: reconcile.json });
    expect((await shop.recorded('dev')).at(-1)).toBe('4 deploy ongoing');
  });

  test('the next deployment of it goes on by itself, as the same one', async () => {
    const before = await fence();
    const next = shop.slipway('deploy', '4');
    const ended = next.then(() => true);
    while ((await fence()) === before && !(await Promise.race([ended, soon()])));
    const { code, err } = await shop.whileFinishing(next);
    if (code !== 0) expect({ code, err }).toEqual({ code: 4, err: expect.stringContaining('held by') });
    await shop.settled('dev');
    expect((await shop.recorded('dev')).slice(2)).toEqual(['4 deploy succeeded']);
    expect(await shop.versions('dev')).toEqual({ web: '4', orders: '1' });
  });

  test('where nobody came back, the stack itself records the end, and the next release goes in', async () => {
    expect((await shop.leaveEarly('deploy', '2')).code).toBe(6);
    await shop.settled('dev');
    expect((await shop.recorded('dev')).at(-1)).toBe('2 deploy succeeded');
    await shop.do('deploy', '5');
    expect((await shop.recorded('dev')).slice(-2)).toEqual(['2 deploy succeeded', '5 deploy succeeded']);
  });
});

/** False, a moment later. */
function soon(): Promise<boolean> {
  return new Promise((done) => setTimeout(done, 200, false));
}
