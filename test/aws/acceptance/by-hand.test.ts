import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES, type Wishes } from './team.js';

const wishes = (more: object = {}): Wishes => ({ environments: [{ id: 'dev', ...more }], services: TWO_SERVICES });

describeEmulator('what people do by hand', () => {
  let account: Account;
  let shop: Team;
  /** What release 1 ran as. */
  let former: string | undefined;

  beforeAll(async () => {
    account = await Account.open();
    shop = await Team.withLedger(account, 'shop', wishes());
    for (const version of [1, 2, 3]) await shop.release({ web: imageOf('web', version), orders: imageOf('orders', 1) });
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });
  beforeEach(() => account.aws.control.forgetServiceUpdates());

  const touched = async () =>
    (await account.aws.control.serviceUpdates()).filter(({ deployment }) => deployment !== null).length;

  const findings = async (code: number): Promise<string> => {
    const told = await shop.told('verify', '--exit-code');
    expect(told.code).toBe(code);
    return JSON.stringify(told.json);
  };
  const put = async (Name: string, Value: string | undefined): Promise<void> => {
    await (await account.aws.clients.ssm()).putParameter({ Name, Value, Overwrite: true });
  };
  const give = async (taskDefinition: string | undefined): Promise<void> => {
    const web = (await shop.running('dev')).get('web');
    await (await account.aws.clients.ecs()).updateService({
      cluster: web?.cluster,
      service: web?.name,
      taskDefinition,
    });
  };

  test('`cdk deploy` of a release that may run there: it runs, and is recorded as what the stack did', async () => {
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
    former = (await shop.running('dev')).get('web')?.taskDefinition;
    expect(JSON.parse((await shop.parameter('deployments/dev')) ?? '')).toMatchObject({ number: 1 });
  });

  test('`cdk deploy` of an unchanged stack: nothing happens and nothing is recorded, with or without the release named', async () => {
    for (const words of [[], ['-c', 'release=1']])
      expect((await shop.deployStack('dev', ...words)).err).toContain('(no changes)');
    expect(await shop.recorded('dev')).toEqual(['1 deploy succeeded']);
    expect(await touched()).toBe(0);
  });

  test('`cdk deploy` of a change of the infrastructure: a deployment of the same release, no image moves', async () => {
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

  test('`cdk deploy --all`: each renders what it runs, and nothing moves', async () => {
    const { code, err } = await shop.cdk('deploy', '--all', '--require-approval', 'never');
    expect(code).toBe(0);
    expect(err).toContain('shop-dev (no changes)');
    expect(await touched()).toBe(0);
    expect(await shop.recorded('dev')).toHaveLength(4);
  });

  test('a service that was given another task definition is named, with what it should be and is', async () => {
    const own = (await shop.running('dev')).get('web')?.taskDefinition;
    await give(former);
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '1' });
    const told = await shop.told('verify', 'dev', '--exit-code');
    expect(told.code).toBe(5);
    expect(told.json).toMatchObject({
      environments: [
        {
          id: 'dev',
          services: {
            orders: { verdict: 'converged' },
            web: { verdict: 'drifted' },
          },
          findings: [expect.stringMatching(/^web: /)],
        },
      ],
    });
    // The stack is as it should be, so that CloudFormation would find nothing to do.
    expect(await shop.told('deploy', '3')).toMatchObject({
      code: 1,
      json: { error: { code: 'RunsSomethingElse', message: expect.stringContaining('web') } },
    });
    await give(own);
    await findings(0);
  });

  test('an image parameter that was changed by hand is named', async () => {
    const name = '/shop/images/dev/orders';
    const value = await shop.parameter('images/dev/orders');
    await put(name, imageOf('orders', 7));
    const found = await findings(5);
    expect(found).toContain(name);
    expect(found).toContain('"verdict":"drifted"');
    await put(name, value);
    await findings(0);
  });

  test('so is the parameter that says which release runs', async () => {
    const name = '/shop/deployments/dev';
    const value = await shop.parameter('deployments/dev');
    await put(name, JSON.stringify({ release: 'rel-000000000000', number: 9 }));
    expect(await findings(5)).toContain(name);
    await put(name, value);
    await findings(0);
  });

  test('a service that is gone is named, and nothing is taken for granted', async () => {
    const orders = (await shop.running('dev')).get('orders');
    const ecs = await account.aws.clients.ecs();
    await ecs.deleteService({ cluster: orders?.cluster, service: orders?.name, force: true });
    expect(await findings(5)).toContain('orders');
  });
});
