import { bootstrap, describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

const SHOP = {
  environments: [
    { id: 'dev', name: 'Development' },
    { id: 'production', name: 'Production', after: ['dev'] },
  ],
  services: TWO_SERVICES,
};

describeEmulator('from an empty account', () => {
  let account: Account;
  let shop: Team;

  beforeAll(async () => {
    account = await Account.open({ bootstrapped: false });
    shop = Team.start(account, 'shop', SHOP);
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

  const tables = async () => (await (await account.aws.clients.dynamodb()).listTables({})).TableNames;
  const parameters = async () => (await (await account.aws.clients.ssm()).describeParameters({})).Parameters;

  test.each(['status', 'history', 'release list', 'verify', 'why 1 --environment dev', 'deploy 1'])(
    'before there is a ledger `slipway %s` creates nothing, and says how to make one',
    async (words) => {
      const { code, json } = await shop.told(...words.split(' '));
      expect({ code, json }).toEqual({
        code: 7,
        json: {
          error: expect.objectContaining({
            code: 'LedgerNotFound',
            hint: expect.stringContaining('cdk deploy shop-ledger'),
          }),
        },
      });
      expect(await tables()).toEqual([]);
      expect(await parameters()).toEqual([]);
    },
  );

  test('doctor says what is still to be done, in the order in which to do it', async () => {
    const { code, out } = await shop.slipway('doctor');
    expect(code).toBe(7);
    expect(out).toMatch(/wrong +table .*\n +.*cdk deploy shop-ledger/);
    expect(out).toMatch(/bootstrap .*\n +.*cdk bootstrap/);
    expect(await tables()).toEqual([]);
  });

  test('bootstrap, ledger, publish, release, deploy, verdict, sync: six commands to production', async () => {
    await bootstrap(account.aws);
    await shop.deployStack('ledger');
    expect(await shop.slipway('doctor')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is wrong') });

    await shop.do('publish', `web=${imageOf('web', 1)}`, `orders=${imageOf('orders', 1)}`);
    await shop.do('release', 'create');
    expect(await shop.do('deploy', '1')).toMatch(/^Deployed release 1 \(rel-[0-9a-f]{12}\) to dev\.$/m);
    await shop.do('verdict', 'dev', 'pass');
    const synced = await shop.told('sync', 'production');
    expect(synced).toMatchObject({
      code: 0,
      json: {
        changed: ['orders', 'web'],
        deployment: {
          environment: 'production',
          kind: 'sync',
          status: 'succeeded',
          actor: 'tim@example.com',
          target: 'cloudformation',
          services: { web: { status: 'running', image: imageOf('web', 1) } },
        },
      },
    });
    for (const environment of ['dev', 'production'])
      expect(await shop.versions(environment)).toEqual({ web: '1', orders: '1' });
  });

  test('status, history and verify agree with what runs, and tell who did it', async () => {
    const [status, history, verify, doctor] = await Promise.all([
      shop.slipway('status', 'production', '--exit-code'),
      shop.told('history'),
      shop.told('verify', '--exit-code'),
      shop.slipway('doctor'),
    ]);
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining('production is IN-SYNC with dev') });
    expect(history.json).toMatchObject({
      deployments: [
        { environment: 'production', kind: 'sync', status: 'succeeded', actor: 'tim@example.com' },
        { environment: 'dev', kind: 'deploy', status: 'succeeded', verdict: 'pass', actor: 'tim@example.com' },
      ],
    });
    expect(verify).toMatchObject({
      code: 0,
      json: {
        environments: [
          { id: 'dev', verdict: 'converged', findings: [] },
          { id: 'production', verdict: 'converged', findings: [] },
        ],
      },
    });
    expect(doctor).toMatchObject({ code: 0 });
  });

  test('deploying what runs already changes nothing and records nothing', async () => {
    await account.aws.control.forgetServiceUpdates();
    const again = await shop.told('deploy', '1');
    expect(again).toMatchObject({ code: 0, json: { performed: false, changed: [] } });
    expect(await shop.recorded('dev')).toEqual(['1 deploy succeeded']);
    expect(await account.aws.control.serviceUpdates()).toEqual([]);
  });
});
