import { type Aws, bootstrap, describeEmulator, startAws, useEnvironment, type WireCall } from '../emulator/index.js';
import { SmallStack } from '../small-stack.js';
import { EVERY_MOMENT, type Moment, momentsOf, runKilled } from './killed.js';
import { expectOneDeployment } from './recorded.js';
import { type Running, Shop } from './shop.js';

jest.setTimeout(900_000);

const INTENT = 'lambda:Invoke';

describeEmulator(`slipway deploy of a stack with a gate, killed at ${EVERY_MOMENT}`, () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;
  /** Every call that a deployment makes by itself. */
  let calls: readonly WireCall[];
  /** What is deployed next: the release that does not run. */
  let next = '1';

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    shop = await Shop.open(aws, 'killed');
    await shop.do('deploy', await shop.release('1'));
    const second = await shop.release('2');
    shop.proxy.forget();
    await shop.do('deploy', second);
    calls = [...shop.proxy.calls({ ours: true })];
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
  const swap = (): void => {
    next = next === '1' ? '2' : '1';
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
    swap();
  });

  test('after that: the same command ends the same deployment, whoever began it', async () => {
    for (const moment of moments(true)) {
      const before = await shop.recorded();
      await killedAt(moment);
      const { deployment } = await shop.do('deploy', next);
      const after = await shop.recorded();
      expectOneDeployment(after, before, next);
      expect(deployment).toMatchObject({ id: after.state.deploymentOrder.at(-1), status: 'succeeded' });
      swap();
    }
  });

  describe('together with the cdk that it runs', () => {
    // As on AWS, CloudFormation answers at once and goes on by itself.
    beforeAll(() => aws.control.holdStackCalls(0));
    afterEach(() => shop.proxy.calm());

    /** Deploys a release, and kills all that takes part when that call of the CDK has happened. */
    const killAfter = async (name: string, number: string): Promise<void> => {
      let running: Running | undefined;
      let kills = 0;
      shop.proxy.after({ ours: false, name, times: Number.POSITIVE_INFINITY }, () => {
        kills++;
        running?.kill();
        return 'break';
      });
      running = shop.start(['deploy', number]);
      expect(await running.ended).toMatchObject({ code: null });
      expect(kills).toBeGreaterThan(0);
      shop.proxy.calm();
    };
    const isWorking = async (): Promise<boolean> =>
      /_IN_PROGRESS$/.test((await new SmallStack(aws, 'killed-dev').described()).StackStatus ?? '');

    if (process.env.SLIPWAY_THOROUGH === 'true')
      test.each([
        ['before CloudFormation has begun', 'cloudformation:CreateChangeSet'],
        ['when it has begun', 'cloudformation:ExecuteChangeSet'],
      ])('%s: the same command ends the same deployment', async (_, name) => {
        const before = await shop.recorded();
        await killAfter(name, next);
        await shop.do('deploy', next);
        expectOneDeployment(await shop.recorded(), before, next);
        swap();
      });

    test('while CloudFormation is at work: the same command waits for it and ends the same deployment', async () => {
      const number = await shop.release('3', 'slow');
      const before = await shop.recorded();
      await killAfter('cloudformation:ExecuteChangeSet', number);
      expect(await isWorking()).toBe(true);
      shop.proxy.forget();
      const again = shop.start(['deploy', number]);
      let isOver = false;
      void again.ended.then(() => {
        isOver = true;
      });
      const applying = () => shop.proxy.calls({ ours: true, name: 'cloudformation:DescribeStacks' }).length >= 2;
      while (!applying() && !isOver) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await isWorking()).toBe(true);
      await aws.control.finishRollouts();
      const { code, err } = await again.ended;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expectOneDeployment(await shop.recorded(), before, number);
    });
  });
});
