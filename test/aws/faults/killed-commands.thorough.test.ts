import type { DeploymentId, EnvironmentId, Instant, ReleaseId } from '../../../lib/ids.js';
import { record } from '../../../lib/ledger/index.js';
import { environmentState, type Fact } from '../../../lib/promotion/index.js';
import { type Aws, describeEmulator, startAws, useEnvironment, type WireCall } from '../emulator/index.js';
import { EVERY_MOMENT, type Moment, momentsOf, runKilled } from './killed.js';
import { expectLinear } from './recorded.js';
import { imageOf, MAIN, type Recorded, Shop } from './shop.js';

jest.setTimeout(300_000);

const DEV = 'dev' as EnvironmentId;
const DIGITS = '0123456789abcdef';

/** What became of a command that was killed, and then run to its end. */
interface Scene {
  readonly number: number;
  readonly before: Recorded;
  readonly after: Recorded;
  /** The facts that were recorded in between. */
  readonly facts: readonly Fact[];
  readonly printed: Record<string, unknown>;
}

describeEmulator(`a command, killed at ${EVERY_MOMENT}`, () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    shop = await Shop.open(aws, 'commands', { services: 3 });
    await shop.release('f');
  });
  afterAll(async () => {
    reset?.();
    await shop?.close();
    await aws?.stop();
  });

  /**
   * Kills a command at every moment, each time in a world of its own number, and lets it run to its end then.
   *
   * @param words what to run, by the number of the world
   */
  async function killEverywhere(
    words: (number: number) => Promise<readonly string[]>,
    check: (scene: Scene) => Promise<void> | void,
  ): Promise<void> {
    const whole = await words(0);
    shop.proxy.forget();
    await shop.do(...whole);
    const calls: readonly WireCall[] = [...shop.proxy.calls({ ours: true })];
    const moments: readonly Moment[] = momentsOf(calls);
    expect(moments.length).toBeGreaterThan(calls.length);
    for (const [index, moment] of moments.entries()) {
      const again = await words(index + 1);
      const before = await shop.recorded();
      const { call } = await runKilled(shop, again, moment);
      expect(call?.name).toBe(calls[moment.at - 1]?.name);
      const printed = await shop.do(...again);
      const after = await shop.recorded();
      expectLinear(after.events, before.events);
      const facts = after.events.slice(before.events.length).map(({ fact }) => fact);
      await check({ number: index + 1, before, after, facts, printed });
    }
  }

  const tell = async (fact: Fact): Promise<void> => {
    const at = new Date().toISOString() as Instant;
    await record(shop.ledger, shop.project, () => ({ at, actor: 'tim@example.com', fact }));
  };
  /** The intent of somebody who is gone to deploy release 1, which came to nothing. */
  const leaveBehind = async (number: number): Promise<void> => {
    const { state } = await shop.recorded();
    const release = Object.keys(state.releases)[0] as ReleaseId;
    await tell({
      type: 'deployment.requested',
      deployment: `dep-${String(number).padStart(12, '0')}` as DeploymentId,
      serviceSet: MAIN,
      environment: DEV,
      release,
      kind: 'deploy',
      target: 'cloudformation',
      lease: {
        holder: 'elsewhere/1',
        fence: (environmentState(state, MAIN, DEV)?.fence ?? 0) + 1,
        expires: new Date(Date.now() - 1000).toISOString() as Instant,
      },
      hashes: { manifest: '', template: '', preview: '' },
      tool: 'slipway',
    });
  };

  test('publish: the same command publishes what is missing, and every image is one version', async () => {
    const ssm = await aws.clients.ssm();
    const versions = async (): Promise<readonly (number | undefined)[]> => {
      const Names = shop.services.map((service) => `/commands/images/main/${service}`);
      const { Parameters = [] } = await ssm.getParameters({ Names });
      return Parameters.map(({ Version }) => Version);
    };
    await killEverywhere(
      async (number) => [
        'publish',
        '--label',
        'main',
        ...shop.services.map((service) => `${service}=${imageOf(service, DIGITS.charAt(number))}`),
      ],
      async ({ number, printed }) => {
        expect(await versions()).toEqual(shop.services.map(() => number + 1));
        expect(printed.images).toMatchObject({ 'web-02': { version: number + 1 } });
      },
    );
  });

  test('release create: the release is made once, under the next number', async () => {
    await killEverywhere(
      async (number) => ['release', 'create', '--set', `web-00=${imageOf('web-00', DIGITS.charAt(number), 'other')}`],
      ({ before, facts, printed }) => {
        expect(facts.map(({ type }) => type)).toEqual(['release.created']);
        expect(printed.number).toBe(before.state.lastNumber + 1);
      },
    );
  });

  test('reconcile: what was left behind is ended once', async () => {
    await killEverywhere(
      async (number) => {
        await leaveBehind(number);
        return ['reconcile', 'dev'];
      },
      ({ after, facts }) => {
        const ends = facts.filter(({ type }) => type !== 'deployment.resumed');
        expect(ends).toMatchObject([{ type: 'deployment.finished', outcome: 'failed' }]);
        expect(environmentState(after.state, MAIN, DEV)?.ongoing).toBeUndefined();
      },
    );
  });

  test('verdict: it is recorded, and where it was recorded before that death it is the same verdict', async () => {
    await leaveBehind(99);
    const ongoing = environmentState((await shop.recorded()).state, MAIN, DEV)?.ongoing;
    if (ongoing === undefined) throw new Error('no deployment is under way');
    await tell({
      type: 'deployment.finished',
      deployment: ongoing.deployment,
      fence: ongoing.lease.fence,
      outcome: 'succeeded',
      artifacts: {},
    });
    await killEverywhere(
      async (number) => ['verdict', 'dev', 'fail', '--evidence', `https://ci.example.com/runs/${number}`],
      ({ facts }) => {
        expect(facts.length).toBeGreaterThan(0);
        for (const fact of facts) expect(fact).toEqual(facts[0]);
        expect(facts[0]).toMatchObject({ type: 'verdict.recorded', verdict: 'fail' });
      },
    );
  });
});
