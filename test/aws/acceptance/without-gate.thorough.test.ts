import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { type Fate, imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

const RELEASES: readonly Fate[] = ['fine', 'quietly-broken', 'broken', 'slow'];

describeEmulator('a record in files and services on AWS', () => {
  let account: Account;
  let shop: Team;

  beforeAll(async () => {
    account = await Account.open();
    const environments = [{ id: 'dev' }];
    shop = Team.start(account, 'shop', { environments, services: TWO_SERVICES, store: 'dir:.slipway' });
    for (const [index, fate] of RELEASES.entries())
      await shop.release({ web: imageOf('web', index + 1, fate), orders: imageOf('orders', 1) });
    await shop.do('deploy', '1', '--target', 'cloudformation');
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

  const history = async (): Promise<readonly string[]> => {
    const { json } = await shop.told('history');
    const { deployments } = json as { readonly deployments: readonly { number: number; status: string }[] };
    return deployments.map(({ number, status }) => `${number} ${status}`).reverse();
  };

  test('nothing of a ledger is needed on AWS, and the record says what runs', async () => {
    expect((await (await account.aws.clients.dynamodb()).listTables({})).TableNames).toEqual([]);
    expect(readdirSync(join(shop.path, '.slipway'))).not.toEqual([]);
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '1' });
    expect(await history()).toEqual(['1 succeeded']);
  });

  test('a service that ECS turned back: CloudFormation says complete, and Slipway says rolled back', async () => {
    const told = await shop.told('deploy', '2', '--target', 'cloudformation');
    expect((await shop.stack('dev'))?.StackStatus).toBe('UPDATE_COMPLETE');
    expect(told).toMatchObject({ code: 1, json: { deployment: { status: 'rolled-back' }, changed: [] } });
    expect(await history()).toEqual(['1 succeeded', '2 rolled-back']);
  });

  test('and verify says that the stack is not what is recorded', async () => {
    const { code, json } = await shop.told('verify', 'dev', '--exit-code');
    expect(code).toBe(5);
    expect(json).toMatchObject({ environments: [{ id: 'dev', verdict: 'rolled-back' }] });
    expect(JSON.stringify(json)).toContain('/shop/images/dev/web');
  });

  test('deploying the release that should run brings the stack back to it', async () => {
    await shop.do('deploy', '1', '--target', 'cloudformation');
    expect((await shop.told('verify', 'dev', '--exit-code')).code).toBe(0);
    expect(JSON.parse((await shop.parameter('deployments/dev')) ?? '')).toMatchObject({ number: 1 });
  });

  test('a failure that CloudFormation sees is rolled back, too', async () => {
    const failed = await shop.slipway('deploy', '3', '--target', 'cloudformation');
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining('Circuit Breaker was triggered') });
    expect((await history()).at(-1)).toBe('3 rolled-back');
    expect((await shop.told('verify', 'dev', '--exit-code')).code).toBe(0);
  });

  test('what takes longer than --wait stays ongoing; reconcile leaves it alone while it moves, and ends it after', async () => {
    const { code, out } = await shop.leaveEarly('deploy', '4', '--target', 'cloudformation');
    expect({ code, out }).toMatchObject({ code: 6, out: expect.stringContaining('Unknown') });
    expect((await history()).at(-1)).toBe('4 ongoing');
    expect(await shop.told('verify', 'dev')).toMatchObject({ json: { environments: [{ verdict: 'converging' }] } });
    expect(await shop.told('reconcile', 'dev')).toMatchObject({
      code: 6,
      json: { deployments: [{ reconciled: 'unsettled', status: 'ongoing' }] },
    });
    await shop.settled('dev');
    expect(await shop.told('reconcile', 'dev')).toMatchObject({
      code: 0,
      json: { deployments: [{ reconciled: 'ended', status: 'succeeded' }] },
    });
    expect((await history()).at(-1)).toBe('4 succeeded');
    expect(await shop.told('reconcile', 'dev')).toMatchObject({ code: 0, json: { deployments: [] } });
  });
});
