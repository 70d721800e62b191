import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES, type Wishes } from './team.js';

const wishes = (more: object = {}): Wishes => ({ environments: [{ id: 'dev', ...more }], services: TWO_SERVICES });

describeEmulator('`cdk deploy` by hand', () => {
  let account: Account;
  let shop: Team;

  beforeAll(async () => {
    account = await Account.open();
    shop = await Team.withLedger(account, 'shop', wishes());
    for (const version of [1, 2, 3])
      await shop.release({ web: imageOf('web', version), orders: imageOf('orders', 1) });
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });
  beforeEach(() => account.aws.control.forgetServiceUpdates());

  const touched = async () =>
    (await account.aws.control.serviceUpdates()).filter(({ deployment }) => deployment !== null).length;

  test('of a release that may run there: it runs, and is recorded as what the stack did', async () => {
    await shop.deployStack('dev', '-c', 'release=1');
    expect(await shop.recorded('dev')).toEqual(['1 deploy succeeded']);
    const { deployments, deploymentOrder } = await shop.state();
    const [id] = deploymentOrder;
    expect(id === undefined ? undefined : deployments[id]).toMatchObject({
      actor: 'cloudformation/shop-dev',
      target: 'cloudformation',
      artifacts: { web: { status: 'running' }, orders: { status: 'running' } },
    });
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '1' });
    expect(JSON.parse((await shop.parameter('deployments/dev')) ?? '')).toMatchObject({ number: 1 });
  });

  test('of an unchanged stack: nothing happens and nothing is recorded, with or without the release named', async () => {
    for (const words of [[], ['-c', 'release=1']])
      expect((await shop.deployStack('dev', ...words)).err).toContain('(no changes)');
    expect(await shop.recorded('dev')).toEqual(['1 deploy succeeded']);
    expect(await touched()).toBe(0);
  });

  test('of a change of the infrastructure: a deployment of the same release, no image moves', async () => {
    shop.wish(wishes({ desiredCount: 2 }));
    await shop.deployStack('dev');
    expect(await shop.recorded('dev')).toEqual(['1 deploy succeeded', '1 deploy succeeded']);
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '1' });
    expect((await shop.told('verify', '--exit-code')).code).toBe(0);
  });

  test('`slipway deploy` of that release afterwards has nothing to do: both render the same', async () => {
    expect(await shop.told('deploy', '1')).toMatchObject({ code: 0, json: { performed: false } });
    expect(await shop.recorded('dev')).toHaveLength(2);
  });

  test('events that reach the function again and again leave one deployment with one outcome', async () => {
    await account.aws.control.deliverEvents(3);
    try {
      await shop.deployStack('dev', '-c', 'release=2');
      expect(await shop.do('deploy', '3')).toContain('Deployed release 3');
    } finally {
      await account.aws.control.deliverEvents(1);
    }
    expect(await shop.recorded('dev')).toEqual([
      '1 deploy succeeded',
      '1 deploy succeeded',
      '2 deploy succeeded',
      '3 deploy succeeded',
    ]);
    expect(await touched()).toBe(2);
    expect(await shop.versions('dev')).toEqual({ web: '3', orders: '1' });
  });

  test('all stacks at once: each renders what it runs, and nothing moves', async () => {
    const { code, err } = await shop.cdk('deploy', '--all', '--require-approval', 'never');
    expect(code).toBe(0);
    expect(err).toContain('shop-dev (no changes)');
    expect(await touched()).toBe(0);
    expect(await shop.recorded('dev')).toHaveLength(4);
  });
});
