import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

const WISHES = {
  environments: [
    { id: 'hardening', type: 'qa' },
    { id: 'production', after: ['hardening'], promote: 'auto' },
  ],
  services: TWO_SERVICES,
};

describeEmulator('an environment that follows by itself', () => {
  let account: Account;
  let shop: Team;

  beforeAll(async () => {
    account = await Account.open();
    shop = await Team.withLedger(account, 'shop', WISHES);
    for (const version of [1, 2]) await shop.release({ web: imageOf('web', version), orders: imageOf('orders', 1) });
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

  test('is made ready for what was deployed before it', async () => {
    const out = await shop.do('deploy', '1');
    expect(out).toContain('production follows by itself as soon as it may');
    expect(await shop.recorded('production')).toEqual([]);
    expect(await shop.versions('production')).toEqual({});
  });

  test('gets it as soon as it has passed there, and nobody does anything', async () => {
    await shop.do('verdict', 'hardening', 'pass');
    await shop.settled('production');
    expect(await shop.recorded('production')).toEqual(['1 promote succeeded']);
    expect(await shop.versions('production')).toEqual({ web: '1', orders: '1' });
    const { deployments, deploymentOrder } = await shop.state();
    const last = deploymentOrder.at(-1);
    expect(last === undefined ? undefined : deployments[last]).toMatchObject({
      automatic: true,
      actor: 'ledger/slipway-shop',
      reason: expect.stringMatching(/^passed in hardening at /),
      artifacts: { web: { status: 'running' }, orders: { status: 'running' } },
    });
    expect((await shop.told('verify', '--exit-code')).code).toBe(0);
  });

  test('stays as it is while it is held, and follows when it is not', async () => {
    await shop.do('hold', 'production', '1', '--reason', 'the sale is on');
    await shop.do('deploy', '2');
    await shop.do('verdict', 'hardening', 'pass');
    expect(await shop.recorded('production')).toEqual(['1 promote succeeded']);
    expect(await shop.versions('production')).toEqual({ web: '1', orders: '1' });
    await shop.do('unhold', 'production');
    await shop.settled('production');
    expect(await shop.recorded('production')).toEqual(['1 promote succeeded', '2 promote succeeded']);
    expect(await shop.versions('production')).toEqual({ web: '2', orders: '1' });
  });

  test('is left alone by looks at it that find nothing to do', async () => {
    const lambda = await account.aws.clients.lambda();
    const { FunctionError: error } = await lambda.invoke({
      FunctionName: 'slipway-shop-ledger',
      Payload: Buffer.from('{"operation":"promote"}'),
    });
    expect(error).toBeUndefined();
    expect(await shop.recorded('production')).toHaveLength(2);
  });
});
