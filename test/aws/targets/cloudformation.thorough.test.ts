import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsClients } from '../../../lib/aws/index.js';
import type { ArtifactKey, EnvironmentId, Instant, ServiceSetId } from '../../../lib/ids.js';
import { parseManifest, selectProject } from '../../../lib/manifest/index.js';
import type { Release } from '../../../lib/release/index.js';
import {
  AssemblyRenderer,
  CdkProgram,
  CloudFormationTarget,
  checkParameters,
  type Observation,
  type Place,
  type RenderedStack,
  templateHash,
  weigh,
} from '../../../lib/targets/index.js';
import { APP, plainEnv } from '../../acceptance/built.js';
import {
  ACCOUNT,
  type Aws,
  bootstrap,
  type CdkProject,
  CountingProxy,
  describeEmulator,
  makeProject,
  REGION,
  slipway,
  startAws,
  useEnvironment,
} from '../emulator/index.js';

const AT = '2026-11-20T09:00:00Z' as Instant;
const FAR = '2999-01-01T00:00:00Z' as Instant;
const IDS = ['carts', 'carts-db', 'catalogue'];

/** The last digit of an image's digest says which one it is. */
const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

describeEmulator('CloudFormation and ECS, by the own CDK of the user', () => {
  let aws: Aws;
  let proxy: CountingProxy;
  let project: CdkProject;
  let place: Place;
  let renderer: AssemblyRenderer;
  let cdk: CdkProgram;
  let resetEnvironment: () => void;

  beforeAll(async () => {
    aws = await startAws();
    await bootstrap(aws);
    proxy = await CountingProxy.before(aws.endpoint);
    resetEnvironment = useEnvironment(proxy.env);
    const { vpcId, availabilityZones, subnetIds } = await aws.control.network();
    const network = { vpcId, availabilityZones, privateSubnetIds: subnetIds, publicSubnetIds: subnetIds };
    project = makeProject({
      project: 'sockshop',
      account: ACCOUNT,
      region: REGION,
      environments: [{ id: 'dev', network }],
      services: [
        { id: 'carts', ports: [80], connects: ['carts-db'] },
        { id: 'carts-db', ports: [27017], strategy: 'direct' },
        { id: 'catalogue', ports: [80], desiredCount: 2 },
      ],
    });
    const manifest = join(project.path, 'slipway.yaml');
    place = {
      project: selectProject(parseManifest(readFileSync(manifest, 'utf8')).manifest),
      serviceSet: 'main' as ServiceSetId,
      environment: 'dev' as EnvironmentId,
    };
    cdk = new CdkProgram({ folder: project.path, app: APP, environment: { ...plainEnv(), ...proxy.env } });
    renderer = new AssemblyRenderer({ cdk, manifest, store: `dir:${join(project.path, '.slipway')}` });
  });
  afterAll(async () => {
    renderer?.dispose();
    resetEnvironment?.();
    project?.remove();
    await proxy?.stop();
    await aws?.stop();
  });

  const target = () => new CloudFormationTarget({ clients: new AwsClients(), cdk });

  /** Records a release of these images, by service; `broken 2` is one of a repository of that name. */
  const release = async (images: Readonly<Record<string, string>>): Promise<Release> => {
    const sets = IDS.flatMap((id) => {
      const [repository = 'shop', digit = '1'] = (images[id] ?? 'shop 1').split(' ');
      return ['--set', `${id}=${repository}/${id}@${digestOf(digit)}`];
    });
    const words = ['release', 'create', '--from-label', 'latest', ...sets, '--actor', 'tim@example.com', '--json'];
    const { code, out, err } = await slipway(aws, project.path, words);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Release;
  };
  const apply = async (stack: RenderedStack, until = FAR): Promise<string[]> => {
    const told: string[] = [];
    await target().apply(place, stack, {
      until,
      progress: (line) => told.push(line),
      output: (line) => told.push(line),
    });
    return told;
  };
  const verdictOf = ({ images }: Release, seen: Observation, stack: RenderedStack): string =>
    weigh(images, seen, templateHash(stack.template)).verdict;

  test('nothing stands there at first', async () => {
    expect(await target().current(place)).toBeUndefined();
    expect(await target().observe(place, AT)).toEqual({ state: 'absent', artifacts: {}, at: AT });
  });

  test('what is deployed is what was rendered, runs by digest, and is told in few calls', async () => {
    const first = await release({});
    const stack = await renderer.render(place, first);
    expect(stack.stackName).toBe('sockshop-dev');
    const told = await apply(stack);
    expect(told.join('\n')).toMatch(/CREATE_COMPLETE/);
    expect(await target().current(place)).toBe(stack.template);

    proxy.forget();
    const seen = await target().observe(place, AT);
    expect(weigh(first.images, seen, templateHash(stack.template))).toMatchObject({
      verdict: 'converged',
      findings: [],
    });
    expect(seen.artifacts['carts-db' as ArtifactKey]).toMatchObject({ digest: digestOf('1') });
    expect(proxy.counts({ ours: true })).toEqual({
      'cloudformation:DescribeStacks': 1,
      'cloudformation:GetTemplate': 1,
      'cloudformation:ListStackResources': 1,
      'ecs:DescribeServices': 1,
      'ecs:ListTasks': 1,
      'ecs:DescribeTasks': 1,
    });
    expect(checkParameters(place, first, await target().parameters(place, first))).toEqual([]);

    const again = await apply(await renderer.render(place, first));
    expect(again.join('\n')).toMatch(/no changes/);
  });

  test('another release is seen as drifted from what runs, and converges once it is deployed', async () => {
    const second = await release({ catalogue: 'shop 2' });
    const stack = await renderer.render(place, second);
    expect(verdictOf(second, await target().observe(place, AT), stack)).toBe('drifted');
    await apply(stack);
    expect(verdictOf(second, await target().observe(place, AT), stack)).toBe('converged');
  });

  test('a service that does not come up fails the stack, and is told with causes and what its tasks said', async () => {
    const broken = await release({ carts: 'broken 3' });
    const stack = await renderer.render(place, broken);
    await expect(apply(stack)).rejects.toMatchObject({
      kind: 'failed',
      problems: [{ code: 'StackNotDeployed', message: expect.stringMatching(/Circuit Breaker was triggered/) }],
    });
    const seen = await target().observe(place, AT);
    expect(seen.rolledBack).toBe(true);
    expect(verdictOf(broken, seen, stack)).toBe('rolled-back');
    expect(seen.notes?.join('\n')).toMatch(/carts: Essential container in task exited \(carts: exit code 1/);
  });

  test('a service that went back without a word of CloudFormation is rolled back all the same', async () => {
    const quiet = await release({ carts: 'quietly-broken 4' });
    const stack = await renderer.render(place, quiet);
    await apply(stack);
    const seen = await target().observe(place, AT);
    expect(seen).not.toHaveProperty('rolledBack');
    expect(seen.artifacts['carts' as ArtifactKey]).toMatchObject({ phase: 'rolled-back', digest: digestOf('1') });
    expect(verdictOf(quiet, seen, stack)).toBe('rolled-back');
    await aws.control.forgetFailedDeployments();
    expect(verdictOf(quiet, await target().observe(place, AT), stack)).toBe('rolled-back');
  });

  test('a deployment that takes too long is left, is under way for whoever looks, and is waited for by the next one', async () => {
    await aws.control.holdStackCalls(0);
    const slow = await release({ carts: 'slow 5' });
    const stack = await renderer.render(place, slow);
    const told: string[] = [];
    // How long it takes until CloudFormation has begun is the machine's business.
    let seen = await target().observe(place, AT);
    for (let seconds = 6; seen.state !== 'changing'; seconds *= 2) {
      const until = new Date(Date.now() + seconds * 1000).toISOString() as Instant;
      await expect(apply(stack, until)).rejects.toMatchObject({
        kind: 'unknown',
        problems: [{ code: 'DeploymentTimedOut' }],
      });
      seen = await target().observe(place, AT);
    }
    expect(seen.message).toBe('stack sockshop-dev is UPDATE_IN_PROGRESS');

    const next = new CloudFormationTarget({
      clients: new AwsClients(),
      cdk,
      pause: async () => {
        await aws.control.finishRollouts();
      },
    });
    await next.apply(place, stack, {
      until: FAR,
      progress: (line) => told.push(line),
      output: (line) => told.push(line),
    });
    expect(told).toContain('Waiting for stack sockshop-dev, which is UPDATE_IN_PROGRESS');
    expect(verdictOf(slow, await next.observe(place, AT), stack)).toBe('converged');
    await aws.control.holdStackCalls(20);
  });

  test('a task definition that somebody gave to a service behind the stack is drift', async () => {
    const ecs = await aws.clients.ecs();
    const [cluster = ''] = (await ecs.listClusters({})).clusterArns ?? [];
    const { serviceArns = [] } = await ecs.listServices({ cluster });
    const { services = [] } = await ecs.describeServices({ cluster, services: serviceArns, include: ['TAGS'] });
    const catalogue = services.find(({ tags }) => tags?.some(({ value }) => value === 'catalogue'));
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: catalogue?.taskDefinition });
    const { family, containerDefinitions = [], ...rest } = taskDefinition ?? {};
    const registered = await ecs.registerTaskDefinition({
      family,
      networkMode: rest.networkMode,
      requiresCompatibilities: rest.requiresCompatibilities,
      executionRoleArn: rest.executionRoleArn,
      cpu: rest.cpu,
      memory: rest.memory,
      containerDefinitions: containerDefinitions.map((one) => ({ ...one, image: `shop/catalogue@${digestOf('9')}` })),
    });
    await ecs.updateService({
      cluster,
      service: catalogue?.serviceName,
      taskDefinition: registered.taskDefinition?.taskDefinitionArn,
    });
    const current = await release({ carts: 'slow 5' });
    const { artifacts, ...seen } = await target().observe(place, AT);
    expect(artifacts['catalogue' as ArtifactKey]).toEqual({
      image: `shop/catalogue@${digestOf('9')}`,
      digest: digestOf('9'),
    });
    expect(weigh(current.images, { artifacts, ...seen }).verdict).toBe('drifted');
  });
});
