import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team, TWO_SERVICES } from './team.js';

describeEmulator('what is changed behind the back of the record', () => {
  let account: Account;
  let shop: Team;
  /** What release 1 ran as. */
  let former: string;

  /** Release 2 runs in dev, after release 1. */
  beforeAll(async () => {
    account = await Account.open();
    shop = await Team.withLedger(account, 'shop', { environments: [{ id: 'dev' }], services: TWO_SERVICES });
    for (const version of [1, 2]) {
      await shop.release({ web: imageOf('web', version), orders: imageOf('orders', version) });
      await shop.deployStack('dev', '-c', `release=${version}`);
      if (version === 1) former = (await shop.running('dev')).get('web')?.taskDefinition ?? '';
    }
  });
  afterAll(async () => {
    shop?.leave();
    await account?.close();
  });

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
    await (await account.aws.clients.ecs()).updateService({ cluster: web?.cluster, service: web?.name, taskDefinition });
  };

  test('a service that was given another task definition is named, with what it should be and is', async () => {
    const own = (await shop.running('dev')).get('web')?.taskDefinition;
    await give(former);
    expect(await shop.versions('dev')).toEqual({ web: '1', orders: '2' });
    const told = await shop.told('verify', 'dev', '--exit-code');
    expect(told.code).toBe(5);
    expect(told.json).toMatchObject({
      environments: [
        {
          id: 'dev',
          services: { orders: { verdict: 'converged' }, web: { verdict: expect.stringMatching(/drifted|rolled-back/) } },
          findings: [expect.stringMatching(/^web: /)],
        },
      ],
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
