import type { EnvironmentId } from '../../../lib/ids.js';
import { environmentState } from '../../../lib/promotion/index.js';
import { type Aws, bootstrap, describeEmulator, startAws, useEnvironment } from '../emulator/index.js';
import { SmallStack } from '../small-stack.js';
import { expectLinear, storyOf } from './recorded.js';
import { imageOf, MAIN, type Recorded, Shop } from './shop.js';

jest.setTimeout(600_000);

const DEV = 'dev' as EnvironmentId;

describeEmulator('a lease that ran out while CloudFormation is still at work', () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;
  let before: Recorded;

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    shop = await Shop.open(aws, 'expired');
    await shop.do('deploy', await shop.release('1'));
    await shop.release('2', 'slow');
    await shop.release('3');
    await aws.control.holdStackCalls(0);
  });
  afterAll(async () => {
    reset?.();
    await shop?.close();
    await aws?.stop();
  });

  const stackStatus = async (): Promise<string> =>
    (await new SmallStack(aws, 'expired-dev').described()).StackStatus ?? '';
  /** The digit of the image that runs, as ECS was told. */
  const running = async (): Promise<string> => {
    const ecs = await aws.clients.ecs();
    const [cluster] = (await ecs.listClusters({})).clusterArns ?? [];
    const { serviceArns } = await ecs.listServices({ cluster });
    const { services = [] } = await ecs.describeServices({ cluster, services: serviceArns });
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: services[0]?.taskDefinition });
    return taskDefinition?.containerDefinitions?.[0]?.image ?? '';
  };
  /** How long it takes until CloudFormation has begun is the machine's business. */
  const beginSlowly = async (): Promise<number | null> => {
    for (let seconds = 8; ; seconds *= 2) {
      const { code } = await shop.run(['deploy', '2', '--wait', `${seconds}s`]);
      if ((await stackStatus()) === 'UPDATE_IN_PROGRESS') return code;
      if (seconds > 100) throw new Error(`CloudFormation never began: exit ${code}`);
    }
  };

  test('the deployment is not known to have ended, for whoever began it', async () => {
    before = await shop.recorded();
    expect(await beginSlowly()).toBe(6);
    const after = await shop.recorded();
    expect(storyOf(after, before).filter((what) => what !== 'deployment.resumed')).toEqual(['requested 2']);
    expect(environmentState(after.state, MAIN, DEV)?.ongoing).toBeDefined();
  });

  test('another deployer, who does not wait, is told so, and changes nothing', async () => {
    const { code, out } = await shop.run(['deploy', '3', '--wait', '4s']);
    expect([4, 6]).toContain(code);
    expect(out).toMatch(/OutcomeUnknown|LeaseLost|EnvironmentBusy/);
    expect(await stackStatus()).toBe('UPDATE_IN_PROGRESS');
    const { events } = await shop.recorded();
    expectLinear(events, before.events);
    expect(storyOf({ events, state: (await shop.recorded()).state }, before)).not.toContain('requested 3');
  });

  test('reconcile leaves it as it is, too', async () => {
    const { code, out } = await shop.run(['reconcile', 'dev']);
    expect(code).toBe(6);
    expect(JSON.parse(out)).toMatchObject({ deployments: [{ reconciled: 'unsettled' }] });
  });

  test('another deployer who waits goes on when CloudFormation is done, and the first deployment has ended by what ran then', async () => {
    shop.proxy.forget();
    const other = shop.start(['deploy', '3']);
    let done = false;
    void other.ended.then(() => {
      done = true;
    });
    const polls = () => shop.proxy.calls({ ours: true, name: 'cloudformation:DescribeStacks' }).length;
    while (polls() < 3 && !done) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stackStatus()).toBe('UPDATE_IN_PROGRESS');
    await aws.control.holdStackCalls(20);
    await aws.control.finishRollouts();
    const { code, err } = await other.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const after = await shop.recorded();
    expectLinear(after.events, before.events);
    expect(storyOf(after, before).filter((what) => what !== 'deployment.resumed')).toEqual([
      'requested 2',
      'succeeded',
      'requested 3',
      'succeeded',
    ]);
    expect(await running()).toBe(imageOf('web-00', '3'));
    expect(environmentState(after.state, MAIN, DEV)?.ongoing).toBeUndefined();
  });
});
