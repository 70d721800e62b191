import { type Aws, describeEmulator, startAws } from './emulator/index.js';
import { type Resource, SmallStack } from './small-stack.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describeEmulator('ECS services of the emulator', () => {
  let aws: Aws;
  let network: { subnets: readonly string[]; securityGroups: readonly string[] };
  let count = 0;

  beforeAll(async () => {
    aws = await startAws();
    network = { subnets: (await aws.control.network()).subnetIds.slice(0, 2), securityGroups: [] };
  });
  afterAll(() => aws?.stop());
  beforeEach(() => aws.control.forgetServiceUpdates());

  const newStack = () => new SmallStack(aws, `shop-${++count}`);

  /** A cluster with these services, each of one container, by service. */
  const services = (images: Readonly<Record<string, string>>, tags: object = {}): Record<string, Resource> => {
    const resources: Record<string, Resource> = {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: `cluster-${count}` } },
    };
    for (const [name, image] of Object.entries(images)) {
      resources[`${name}Task`] = {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: `${name}-${count}`,
          NetworkMode: 'awsvpc',
          RequiresCompatibilities: ['FARGATE'],
          Cpu: '256',
          Memory: '512',
          ContainerDefinitions: [{ Name: name, Image: image, DockerLabels: { 'Some.Label': 'kept' } }],
        },
        UpdateReplacePolicy: 'Retain',
      };
      resources[name] = {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: name,
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: `${name}Task` },
          DesiredCount: 2,
          LaunchType: 'FARGATE',
          PropagateTags: 'SERVICE',
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: network.subnets } },
          Tags: Object.entries({ 'deployment:service': name, ...tags }).map(([Key, Value]) => ({ Key, Value })),
        },
      };
    }
    return resources;
  };

  const described = async (name: string) => {
    const ecs = await aws.clients.ecs();
    const { services: found } = await ecs.describeServices({
      cluster: `cluster-${count}`,
      services: [name],
      include: ['TAGS'],
    });
    const [service] = found ?? [];
    if (service === undefined) throw new Error(`no service ${name}`);
    return service;
  };
  const tasks = async (name: string, desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING') => {
    const ecs = await aws.clients.ecs();
    const cluster = `cluster-${count}`;
    const { taskArns = [] } = await ecs.listTasks({ cluster, serviceName: name, desiredStatus });
    if (taskArns.length === 0) return [];
    return (await ecs.describeTasks({ cluster, tasks: taskArns, include: ['TAGS'] })).tasks ?? [];
  };

  test('a service that was created runs as many tasks as it wants, by digest', async () => {
    await newStack().create(services({ web: `shop/web:1@${DIGEST}` }));
    const web = await described('web');
    expect(web).toMatchObject({ runningCount: 2, desiredCount: 2, pendingCount: 0 });
    expect(web.taskDefinition).toMatch(/:task-definition\/web-1:1$/);
    expect(web.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2, taskDefinition: web.taskDefinition },
    ]);
    expect(web.tags).toEqual([{ key: 'deployment:service', value: 'web' }]);
    expect(web.events?.[0]?.message).toBe('(service web) has reached a steady state.');
    const running = await tasks('web');
    expect(running).toHaveLength(2);
    expect(running[0]).toMatchObject({
      group: 'service:web',
      startedBy: web.deployments?.[0]?.id,
      taskDefinitionArn: web.taskDefinition,
      lastStatus: 'RUNNING',
      tags: [{ key: 'deployment:service', value: 'web' }],
      containers: [{ name: 'web', image: `shop/web:1@${DIGEST}`, imageDigest: DIGEST, lastStatus: 'RUNNING' }],
    });
    const { taskDefinition } = await (await aws.clients.ecs()).describeTaskDefinition({
      taskDefinition: web.taskDefinition,
    });
    expect(taskDefinition).toMatchObject({ networkMode: 'awsvpc', cpu: '256', memory: '512' });
    expect(taskDefinition?.containerDefinitions?.[0]).toMatchObject({ dockerLabels: { 'Some.Label': 'kept' } });
  });

  test('an update touches the services whose image changed, each once, and no other', async () => {
    const stack = newStack();
    await stack.create(services({ web: 'shop/web:1', cart: 'shop/cart:1', orders: 'shop/orders:1' }));
    const before = await described('cart');
    await aws.control.forgetServiceUpdates();
    expect(await stack.update(services({ web: 'shop/web:2', cart: 'shop/cart:1', orders: 'shop/orders:2' }))).toBe(
      'UPDATE_COMPLETE',
    );
    const updates = await aws.control.serviceUpdates();
    expect(updates.map(({ service, kind }) => [service, kind])).toEqual([
      ['web', 'updated'],
      ['orders', 'updated'],
    ]);
    const web = await described('web');
    expect(web.taskDefinition).toMatch(/:2$/);
    expect(updates[0]).toMatchObject({ taskDefinition: web.taskDefinition, deployment: web.deployments?.[0]?.id });
    expect((await tasks('web')).map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual(
      Array(2).fill(web.taskDefinition),
    );
    expect(await tasks('web', 'STOPPED')).toHaveLength(2);
    expect((await described('cart')).deployments).toEqual(before.deployments);
  });

  test('where only tags change no task is touched', async () => {
    const stack = newStack();
    await stack.create(services({ web: 'shop/web:1' }, { 'slipway:release': 'rel-1' }));
    const before = await described('web');
    await aws.control.forgetServiceUpdates();
    await stack.update(services({ web: 'shop/web:1' }, { 'slipway:release': 'rel-2' }));
    expect(await aws.control.serviceUpdates()).toMatchObject([{ service: 'web', kind: 'tagged', deployment: null }]);
    const web = await described('web');
    expect(web.deployments).toEqual(before.deployments);
    expect(web.tags).toContainEqual({ key: 'slipway:release', value: 'rel-2' });
  });

  test('a broken image: ECS turns the service back, and CloudFormation the stack', async () => {
    const stack = newStack();
    await stack.create(services({ web: 'shop/web:1', cart: 'shop/cart:1' }));
    const before = await described('web');
    expect(await stack.update(services({ cart: 'shop/cart:2', web: 'shop/web:broken' }))).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect((await stack.reasons('web')).join()).toContain('ECS Deployment Circuit Breaker was triggered');
    const web = await described('web');
    expect(web).toMatchObject({ taskDefinition: before.taskDefinition, runningCount: 2 });
    expect(web.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: before.taskDefinition },
      {
        rolloutState: 'FAILED',
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
        failedTasks: 3,
      },
    ]);
    expect(web.deployments?.[0]?.rolloutStateReason).toContain('rolling back to deploymentId');
    expect(web.events?.map(({ message }) => message).join('\n')).toContain('deployment failed: tasks failed to start');
    const failed = (await tasks('web', 'STOPPED')).filter(({ stopCode }) => stopCode === 'EssentialContainerExited');
    expect(failed).toHaveLength(3);
    expect(failed[0]).toMatchObject({ stoppedReason: expect.any(String), containers: [{ exitCode: 1 }] });
    expect((await described('cart')).taskDefinition).toMatch(/:1$/);
    const { serviceDeployments } = await (await aws.clients.ecs()).listServiceDeployments({
      cluster: `cluster-${count}`,
      service: 'web',
    });
    expect(serviceDeployments?.map(({ status }) => status)).toEqual(['ROLLBACK_SUCCESSFUL', 'SUCCESSFUL']);
    await aws.control.forgetFailedDeployments();
    expect((await described('web')).deployments).toHaveLength(1);
  });

  test('a quietly broken image: ECS turns the service back, and CloudFormation does not notice', async () => {
    const stack = newStack();
    await stack.create(services({ web: 'shop/web:1' }));
    expect(await stack.update(services({ web: 'shop/web:quietly-broken' }))).toBe('UPDATE_COMPLETE');
    const web = await described('web');
    expect(web.taskDefinition).toMatch(/:1$/);
    expect(web.deployments?.map(({ rolloutState }) => rolloutState)).toEqual(['COMPLETED', 'FAILED']);
    expect((await tasks('web')).map(({ containers }) => containers?.[0]?.image)).toEqual(['shop/web:1', 'shop/web:1']);
  });

  test('a broken image in a first deployment leaves nothing behind', async () => {
    const stack = newStack();
    expect(await stack.create(services({ web: 'shop/web:broken' }))).toBe('ROLLBACK_COMPLETE');
    expect((await aws.control.serviceUpdates()).map(({ kind }) => kind)).toEqual(['created', 'deleted']);
    expect(await tasks('web')).toEqual([]);
  });

  test('a slow image stays in progress until it is finished', async () => {
    const stack = newStack();
    await stack.create(services({ web: 'shop/web:1' }));
    await aws.control.holdStackCalls(0);
    const cloudformation = await aws.clients.cloudformation();
    const TemplateBody = JSON.stringify({ Resources: services({ web: 'shop/web:slow' }) });
    await cloudformation.updateStack({ StackName: stack.name, TemplateBody });
    while ((await described('web')).deployments?.length !== 2);
    expect((await stack.described()).StackStatus).toBe('UPDATE_IN_PROGRESS');
    expect((await described('web')).deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', runningCount: 0, pendingCount: 2 },
      { status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 2 },
    ]);
    expect((await tasks('web')).map(({ containers }) => containers?.[0]?.image)).toEqual(['shop/web:1', 'shop/web:1']);
    expect(await aws.control.finishRollouts({ service: 'web' })).toEqual(['web']);
    while ((await stack.described()).StackStatus?.endsWith('IN_PROGRESS'));
    await aws.control.holdStackCalls(20);
    expect((await stack.described()).StackStatus).toBe('UPDATE_COMPLETE');
    expect((await described('web')).deployments).toMatchObject([{ rolloutState: 'COMPLETED', runningCount: 2 }]);
  });

  test("what somebody does through ECS's own API shows, too", async () => {
    const stack = newStack();
    await stack.create(services({ web: 'shop/web:1' }));
    await stack.update(services({ web: 'shop/web:2' }));
    const ecs = await aws.clients.ecs();
    await ecs.updateService({ cluster: `cluster-${count}`, service: 'web', taskDefinition: `web-${count}:1` });
    expect((await tasks('web')).map(({ containers }) => containers?.[0]?.image)).toEqual(['shop/web:1', 'shop/web:1']);
    await ecs.updateService({ cluster: `cluster-${count}`, service: 'web', desiredCount: 1 });
    expect(await tasks('web')).toHaveLength(1);
    expect((await aws.control.serviceUpdates()).map(({ kind }) => kind)).toEqual([
      'created',
      'updated',
      'updated',
      'updated',
    ]);
  });

  test('ECS refuses more than it takes in one call', async () => {
    const ecs = await aws.clients.ecs();
    const names = (size: number) => Array.from({ length: size }, (_, index) => `s${index}`);
    await newStack().create(services({}));
    const cluster = `cluster-${count}`;
    await expect(ecs.describeServices({ cluster, services: names(11) })).rejects.toThrow('more than 10');
    await expect(ecs.describeTasks({ cluster, tasks: names(101) })).rejects.toThrow('more than 100');
  });
});
