import type { DeploymentId, EnvironmentId, Instant, ReleaseId } from '../../../lib/ids.js';
import { eventItem } from '../../../lib/ledger/dynamodb/event-item.js';
import { ledgerTableName, record } from '../../../lib/ledger/index.js';
import { headKey } from '../../../lib/ledger/ledger-names.js';
import { type Fact, type LedgerEvent, sealEvent } from '../../../lib/promotion/index.js';
import {
  ACCOUNT,
  type Aws,
  bootstrap,
  CountingProxy,
  describeEmulator,
  REGION,
  startAws,
  useEnvironment,
  type WireCall,
} from '../emulator/index.js';
import { makeRepository, push } from '../images/pushed-images.js';
import { MAIN, Shop } from './shop.js';

jest.setTimeout(600_000);

const HERE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const REPOSITORIES = ['shop/web', 'shop/api'];
const DEPLOYMENTS = 1_000;
const repositoryOf = (index: number): string => REPOSITORIES[index % REPOSITORIES.length] ?? '';

/** Fails with the calls, one a line, where there are more than that. */
function expectAtMost(limit: number, calls: readonly WireCall[]): void {
  if (calls.length <= limit) return;
  const table = calls.map(({ number, name, body }) => `${String(number).padStart(4)}  ${name}  ${body.slice(0, 100)}`);
  throw new Error(`${calls.length} calls, and at most ${limit} are allowed:\n${table.join('\n')}`);
}

describeEmulator('calls of AWS, counted at the wire', () => {
  let aws: Aws;
  let reset: () => void;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    const ecr = await aws.clients.ecr();
    for (const repository of REPOSITORIES) {
      await makeRepository(ecr, repository);
      for (let index = 0; index < 100; index++) await push(ecr, repository, `v1-${index}`, `1 ${repository} ${index}`);
      for (let index = 0; index < 20; index++) await push(ecr, repository, `v2-${index}`, `2 ${repository} ${index}`);
    }
  });
  afterAll(async () => {
    reset?.();
    for (const one of open) await one.close();
    await aws?.stop();
  });

  const shopOf = async (name: string, props: Parameters<typeof Shop.open>[2] = {}): Promise<Shop> => {
    const shop = await Shop.open(aws, name, { manifestImage: repositoryOf, anonymous: true, ...props });
    open.push(shop);
    return shop;
  };
  const publish = async (shop: Shop, version: string): Promise<void> => {
    const images = shop.services.map(
      (service, index) => `${service}=${HERE}/${repositoryOf(index)}:${version}-${index}`,
    );
    await shop.do('publish', ...images);
  };
  const ours = (shop: Shop, name?: string): readonly WireCall[] =>
    shop.proxy.calls({ ours: true, ...(name === undefined ? {} : { name }) });

  test('a release of a hundred services is resolved in 12, and recorded in 4 more', async () => {
    const shop = await shopOf('hundred', { services: 100 });
    await publish(shop, 'v1');
    shop.proxy.forget();
    const { images } = await shop.do('release', 'create');
    expect(Object.keys(images as object)).toHaveLength(100);
    expectAtMost(12, [...ours(shop, 'ssm'), ...ours(shop, 'ecr')]);
    expectAtMost(16, ours(shop));
  });

  test(`status of one environment takes 3, after ${DEPLOYMENTS} deployments as at first`, async () => {
    const shop = await shopOf('long');
    await publish(shop, 'v1');
    await shop.do('release', 'create');
    const count = async (): Promise<void> => {
      shop.proxy.forget();
      const { environments } = await shop.do('status', 'dev');
      expect(environments).toHaveLength(1);
      expectAtMost(3, ours(shop));
    };
    await count();
    await deployOften(shop, DEPLOYMENTS);
    await count();
    const { deployments } = await shop.do('history', '--limit', '2000');
    expect(deployments).toHaveLength(DEPLOYMENTS);
  });

  test('a deployment of 20 services behind a gate takes 12 outside of cdk', async () => {
    const app = await CountingProxy.before(aws.endpoint);
    open.push({ close: () => app.stop() });
    const shop = await shopOf('gated', { services: 20, appEndpoint: app.endpoint });
    for (const version of ['v1', 'v2']) {
      await publish(shop, version);
      const { id } = await shop.do('release', 'create');
      shop.proxy.forget();
      const { changed } = await shop.do('deploy', String(id));
      expect(changed).toHaveLength(20);
      expectAtMost(12, ours(shop));
    }
    // What the app reads when the CDK runs it is no more than that.
    expect(app.counts()).toEqual(app.counts({ ours: true }));
    expectAtMost(2 * 4, app.calls());
  });

  test('a deployment of 20 services without a gate takes 12, and 2 for each look at them', async () => {
    const shop = await shopOf('local', { services: 20, local: true });
    const deploy = async (version: string): Promise<number | null> => {
      await publish(shop, version);
      const { id } = await shop.do('release', 'create');
      shop.proxy.forget();
      return (await shop.run(['deploy', String(id), '--target', 'cloudformation'])).code;
    };
    expect(await deploy('v1')).toBe(0);
    expectAtMost(14, ours(shop));
    const looks = (): number => Math.ceil(ours(shop, 'ecs:DescribeServices').length / 2);
    expect(looks()).toBe(1);

    // Behind CloudFormation's back one of them is replaced once more, takes its time, and is set right again.
    let setRight: () => Promise<unknown> = async () => undefined;
    shop.proxy.before({ ours: true, name: 'ecs:DescribeServices' }, async (call) => {
      setRight = await replaceSlowly(call);
    });
    shop.proxy.before({ ours: true, name: 'ecs:DescribeServices', from: 5 }, () => setRight());
    expect(await deploy('v2')).toBe(0);
    expect(looks()).toBeGreaterThanOrEqual(3);
    expectAtMost(12 + 2 * looks(), ours(shop));
  });

  /** Gives the first of the services that are asked for an image that is slow to start; gives what takes that back. */
  const replaceSlowly = async ({ body }: WireCall): Promise<() => Promise<unknown>> => {
    const ecs = await aws.clients.ecs();
    const { cluster, services: asked } = JSON.parse(body) as { readonly cluster: string; readonly services: string[] };
    const [service] = (await ecs.describeServices({ cluster, services: asked.slice(0, 1) })).services ?? [];
    const { taskDefinition: old } = await ecs.describeTaskDefinition({ taskDefinition: service?.taskDefinition });
    const { family, containerDefinitions = [], cpu, memory, networkMode, requiresCompatibilities } = old ?? {};
    const { taskDefinition: slow } = await ecs.registerTaskDefinition({
      family,
      cpu,
      memory,
      networkMode,
      requiresCompatibilities,
      containerDefinitions: containerDefinitions.map((one) => ({ ...one, image: 'shop/slow:1' })),
    });
    const give = (taskDefinition: string | undefined): Promise<unknown> =>
      ecs.updateService({ cluster, service: service?.serviceName, taskDefinition });
    await give(slow?.taskDefinitionArn);
    return () => give(old?.taskDefinitionArn);
  };

  /** So many deployments of the only release, the last of them written by the ledger itself. */
  const deployOften = async (shop: Shop, times: number): Promise<void> => {
    const { events, state } = await shop.recorded();
    const release = Object.keys(state.releases)[0] as ReleaseId;
    const facts = Array.from({ length: times }, (_, index) => deploymentFacts(release, index + 1)).flat();
    // Enough for the ledger to find that a checkpoint is due.
    const byLedger = 16;
    const at = new Date().toISOString() as Instant;
    const actor = 'tim@example.com';
    const seeded: LedgerEvent[] = [...events];
    for (const fact of facts.slice(0, -byLedger)) {
      const last = seeded.at(-1);
      seeded.push(sealEvent(shop.project, { at, actor, fact }, last === undefined ? [] : [last]));
    }
    await seed(shop, seeded.slice(events.length));
    const { ledger } = shop;
    for (const fact of facts.slice(-byLedger)) await record(ledger, shop.project, () => ({ at, actor, fact }));
  };

  const seed = async (shop: Shop, events: readonly LedgerEvent[]): Promise<void> => {
    const { DynamoDBDocument } = await import('@aws-sdk/lib-dynamodb');
    const raw = DynamoDBDocument.from(await aws.clients.dynamodb());
    const table = ledgerTableName(shop.project);
    for (let from = 0; from < events.length; from += 25) {
      const puts = events.slice(from, from + 25).map((event) => ({ PutRequest: { Item: { ...eventItem(event) } } }));
      await raw.batchWrite({ RequestItems: { [table]: puts } });
    }
    const { seq, hash } = events.at(-1) ?? {};
    await raw.put({ TableName: table, Item: { release_id: headKey(shop.project), seq, hash } });
  };
});

function deploymentFacts(release: ReleaseId, number: number): readonly Fact[] {
  const deployment = `dep-${String(number).padStart(12, '0')}` as DeploymentId;
  const text = 'a'.repeat(64);
  return [
    {
      type: 'deployment.requested',
      deployment,
      serviceSet: MAIN,
      environment: 'dev' as EnvironmentId,
      release,
      kind: 'deploy',
      target: 'cloudformation',
      lease: { holder: 'host/1', fence: number, expires: new Date().toISOString() as Instant },
      hashes: { manifest: text, template: text, preview: text },
      tool: 'slipway',
    },
    { type: 'deployment.finished', deployment, fence: number, outcome: 'succeeded', artifacts: {} },
  ];
}
