import { type Aws, bootstrap, describeEmulator, startAws, useEnvironment, type WireCall } from '../emulator/index.js';
import { EVERY_MOMENT, type Moment, momentsOf, runKilled } from './killed.js';
import { expectOneDeployment } from './recorded.js';
import { Shop } from './shop.js';

jest.setTimeout(900_000);

const INTENT = 'lambda:Invoke';

describeEmulator(`slipway deploy of a stack with a gate, killed at ${EVERY_MOMENT}`, () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;
  /** Every call that a deployment makes by itself. */
  let calls: readonly WireCall[];
  /** What is deployed next: the release that does not run. */
  let next = '2';

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    shop = await Shop.open(aws, 'killed');
    for (const digit of ['1', '2']) await shop.do('deploy', await shop.release(digit));
    shop.proxy.forget();
    await shop.do('deploy', '1');
    calls = shop.proxy.calls({ ours: true });
  });
  afterAll(async () => {
    reset?.();
    await shop?.close();
    await aws?.stop();
  });

  /** Moments at which nothing is recorded yet, and those at which the intent is. */
  const moments = (underWay: boolean): readonly Moment[] => {
    const intent = calls.findIndex(({ name }) => name === INTENT) + 1;
    expect(intent).toBeGreaterThan(0);
    return momentsOf(calls).filter(({ at, when }) => (at > intent || (at === intent && when === 'after')) === underWay);
  };
  const killedAt = async (moment: Moment): Promise<void> => {
    const { call } = await runKilled(shop, ['deploy', next], moment);
    expect(call?.name).toBe(calls[moment.at - 1]?.name);
  };

  test('before the intent is recorded: nothing has happened, and after all those deaths it is deployed once', async () => {
    const before = await shop.recorded();
    for (const moment of moments(false)) {
      await killedAt(moment);
      expect((await shop.recorded()).events).toEqual(before.events);
    }
    await shop.do('deploy', next);
    expectOneDeployment(await shop.recorded(), before, next);
    next = next === '1' ? '2' : '1';
  });

  test('after that: the same command ends the same deployment, whoever began it', async () => {
    for (const moment of moments(true)) {
      const before = await shop.recorded();
      await killedAt(moment);
      const { deployment } = await shop.do('deploy', next);
      const after = await shop.recorded();
      expectOneDeployment(after, before, next);
      expect(deployment).toMatchObject({ id: after.state.deploymentOrder.at(-1), status: 'succeeded' });
      next = next === '1' ? '2' : '1';
    }
  });
});
