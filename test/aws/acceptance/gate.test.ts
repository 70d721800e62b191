import { describeEmulator } from '../emulator/index.js';
import { SmallStack } from '../small-stack.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

const WISHES = {
  environments: [{ id: 'dev' }, { id: 'production', after: ['dev'] }],
  services: TWO_SERVICES,
};

describeEmulator('a release that the law refuses', () => {
  let account: Account;
  let shop: Team;

  /** Release 1 passed in dev; nobody has looked at release 2. */
  beforeAll(async () => {
    account = await Account.open();
    shop = await Team.withLedger(account, 'shop', WISHES);
    for (const version of [1, 2]) await shop.release({ web: imageOf('web', version), orders: imageOf('orders', 1) });
    await shop.deployStack('dev', '-c', 'release=1');
    await shop.do('verdict', 'dev', 'pass');
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

  const untouched = async (): Promise<void> => {
    expect(await account.aws.control.serviceUpdates()).toEqual([]);
    expect(await shop.recorded('production')).toEqual(before.recorded);
    expect(await shop.versions('production')).toEqual(before.versions);
    expect(await shop.parameter('deployments/production')).toBe(before.pointer);
  };
  let before: Readonly<Record<'recorded' | 'versions' | 'pointer', unknown>>;
  beforeEach(async () => {
    const [recorded, versions, pointer] = await Promise.all([
      shop.recorded('production'),
      shop.versions('production'),
      shop.parameter('deployments/production'),
    ]);
    before = { recorded, versions, pointer };
    await account.aws.control.forgetServiceUpdates();
  });
  const toProduction = (release: number) => ['-c', `release=${release}`, '-c', 'environment=production'];

  test('`slipway deploy` ends with 3 and why, before anything is rendered or recorded', async () => {
    const refused = await shop.told('deploy', '2', '--environment', 'production');
    expect(refused).toMatchObject({
      code: 3,
      json: { error: { code: 'NotYetInPreceding', message: expect.stringContaining('has not run in dev') } },
    });
    expect(refused.err).not.toMatch(/Rendering/);
    expect(await shop.stack('production')).toBeUndefined();
    await untouched();
  });

  test('`cdk deploy -c release` stops at what the app says, before CloudFormation hears of it', async () => {
    const { code, err } = await shop.cdkDeploy('production', ...toProduction(2));
    expect(code).toBe(1);
    expect(err).toMatch(/NotYetInPreceding: .*has not run in dev/);
    expect(await shop.stack('production')).toBeUndefined();
    await untouched();
  });

  test('`--ignore-errors` gets past the app, and not past the gate in the stack', async () => {
    const { code, err } = await shop.cdkDeploy('production', ...toProduction(2), '--ignore-errors');
    expect(code).toBe(1);
    expect(err).toMatch(/rel-[0-9a-f]{12} may not run in production\. NotYetInPreceding: .*has not run in dev/);
    expect((await shop.stack('production'))?.StackStatus).toBe('ROLLBACK_COMPLETE');
    await untouched();
  });

  test('once it may, the same command deploys it', async () => {
    await shop.deployStack('production', ...toProduction(1));
    expect(await shop.recorded('production')).toEqual(['1 deploy succeeded']);
    expect(await shop.versions('production')).toEqual({ web: '1', orders: '1' });
  });

  test('what was synthesized while it was allowed is refused when it is deployed too late', async () => {
    await shop.deployStack('dev', '-c', 'release=2');
    await shop.do('verdict', 'dev', 'pass');
    const { code } = await shop.cdk('synth', '--quiet', ...toProduction(2), '--output', 'assembly');
    expect(code).toBe(0);
    await shop.do('verdict', 'dev', 'fail');
    await account.aws.control.forgetServiceUpdates();

    const late = await shop.cdkDeploy('production', '--app', 'assembly');
    expect(late).toMatchObject({
      code: 1,
      err: expect.stringMatching(/may not run in production\. EvaluationFailed: /),
    });
    const stack = new SmallStack(account.aws, shop.stackName('production'));
    expect((await stack.described()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    await untouched();
    expect(await shop.told('verify', 'production', '--exit-code')).toMatchObject({
      code: 0,
      json: { environments: [{ verdict: 'converged' }] },
    });
  });
});
