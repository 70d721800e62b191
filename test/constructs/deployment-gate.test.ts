import { Match, Template } from 'aws-cdk-lib/assertions';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnCondition, type CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { DeploymentRecord, type DeploymentRecordProps, Release } from '../../constructs/index.js';
import { renderRelease, testRelease } from '../../constructs/testing/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { policyOf } from '../../lib/promotion/index.js';
import { GATE, gatedShop, OUTCOME, only, projectOf, shop, someLedger } from './gated.js';
import { someStack } from './in-stack.js';
import { Order } from './order.js';

/** Every image that a test is about can be run, and a release of them be told apart. */
const release = testRelease({ project: shop });

describe('an environment with a ledger', () => {
  const template = gatedShop();
  const order = new Order(template);
  const [gate, outcome] = [order.only(GATE), order.only(OUTCOME)];

  test('asks the ledger’s function, found by its name, in account and region of the stack', () => {
    const arn = { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':function:slipway-shop-ledger$')])] };
    for (const type of [GATE, OUTCOME])
      template.hasResourceProperties(type, { ServiceToken: arn, ServiceTimeout: '1200' });
  });

  test('tells it the release, the place, the law’s part of the manifest and who rendered it', () => {
    const request = JSON.parse(only(template, GATE).Properties.Request);
    expect(request).toEqual({
      policy: JSON.parse(JSON.stringify(policyOf(shop, shop.serviceSets[0]?.id ?? ('main' as never)))),
      serviceSet: 'main',
      environment: 'dev',
      release: release.id,
      tool: expect.stringMatching(/^slipway \d+\.\d+\.\d+$/),
    });
    expect(only(template, OUTCOME).Properties.Request).toBe(only(template, GATE).Properties.Request);
  });

  test('tells it where to look: the cluster, and the service of ECS behind each service of the release', () => {
    const services = Object.fromEntries(
      order.ids('AWS::ECS::Service').map((id) => {
        const tags: { Key: string; Value: string }[] = template.toJSON().Resources[id].Properties.Tags;
        return [tags.find(({ Key }) => Key === 'deployment:service')?.Value, { Ref: id }];
      }),
    );
    expect(Object.keys(services).sort()).toEqual(['orders', 'web', 'worker']);
    expect(only(template, OUTCOME).Properties).toMatchObject({
      Deployment: { Ref: gate },
      Cluster: { Ref: order.only('AWS::ECS::Cluster') },
      Services: services,
    });
  });

  test('touches no service, nothing of one and no parameter before the gate', () => {
    const guarded = ['AWS::ECS::Service', 'AWS::ECS::TaskDefinition', 'AWS::SSM::Parameter'].flatMap((type) =>
      order.ids(type),
    );
    expect(guarded).toHaveLength(3 + 3 + 5);
    for (const id of [...guarded, ...order.ids(/Ingress$/)]) expect(order.before(id)).toContain(gate);
  });

  test('asks before it makes anything else that takes its time', () => {
    expect(order.before(gate)).toEqual([]);
  });

  test('ends the deployment after everything else, because what fails later turns the services back', () => {
    expect(order.before(outcome)).toEqual(
      order
        .ids()
        .filter((id) => id !== outcome)
        .sort(),
    );
  });

  test('is deleted, or turned back on creation, with the gate after every service', () => {
    // CloudFormation deletes in the opposite order.
    expect(order.after(gate)).toEqual(expect.arrayContaining([...order.ids('AWS::ECS::Service'), outcome]));
    expect(order.after(outcome)).toEqual([]);
  });

  test('has but these two more than one without', () => {
    const without = renderRelease({ project: shop, environment: 'dev' }).toJSON().Resources;
    expect(
      order
        .ids()
        .filter((id) => !Object.hasOwn(without, id))
        .sort(),
    ).toEqual([gate, outcome].sort());
    for (const [id, { DependsOn: _, ...resource }] of Object.entries<{ DependsOn?: unknown }>(without)) {
      const { DependsOn: __, ...same } = template.toJSON().Resources[id];
      expect(same).toEqual(resource);
    }
  });

  test('says how long CloudFormation waits for an answer, longer than the function can run', () => {
    for (const type of [GATE, OUTCOME])
      expect(Number(only(template, type).Properties.ServiceTimeout)).toBeGreaterThan(15 * 60);
  });

  test('of a project of several service sets asks for its own', () => {
    const set = (id: string) => `{ id: ${id}, services: [{ id: ${id}-service, image: x }] }`;
    const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nserviceSets: [${set('api')}, ${set('jobs')}]`);
    const rendered = renderRelease({ project, environment: 'dev', serviceSet: 'jobs', ledger: someLedger() });
    const { serviceSet, policy } = JSON.parse(only(rendered, GATE).Properties.Request);
    expect(serviceSet).toBe('jobs');
    expect(policy.serviceSets.map(({ services }: { services: unknown[] }) => services.length)).toEqual([0, 1]);
    expect(Object.keys(only(rendered, OUTCOME).Properties.Services)).toEqual(['jobs-service']);
  });
});

describe('a gate in a stack of one’s own', () => {
  const circuitBreaker = { enable: true, rollback: true };

  function fargate(scope: Construct, id: string, cluster: ICluster, image: ContainerImage): FargateService {
    const taskDefinition = new FargateTaskDefinition(scope, `${id}Task`);
    taskDefinition.addContainer('app', { image });
    return new FargateService(scope, id, { cluster, taskDefinition, minHealthyPercent: 100, circuitBreaker });
  }

  function recordIn(scope: Construct, services: readonly IConstruct[], props: Partial<DeploymentRecordProps> = {}) {
    const { project, ledger = someLedger() } = { project: web, ...props };
    const given = { release: testRelease({ project: web }), environment: 'dev', services, ...props, project, ledger };
    return new DeploymentRecord(scope, 'Record', given);
  }

  const web = projectOf('project: p\nenvironments: [{ id: dev }]\nservices: [{ id: web, image: web }]');
  const image = (scope: Construct, artifact = 'web') =>
    Release.of(scope, testRelease({ project: web })).image(artifact);

  test('knows which service runs what of the release by the images of its containers', () => {
    const { stack, cluster, render } = someStack();
    const service = fargate(stack, 'Frontend', cluster, image(stack));
    const proxy = fargate(stack, 'Proxy', cluster, ContainerImage.fromRegistry('nginx'));
    recordIn(stack, [service, proxy]);
    const order = new Order(render());
    expect(only(render(), OUTCOME).Properties).toMatchObject({
      Cluster: 'shared',
      Services: { web: stack.resolve(service.serviceArn) },
    });
    for (const id of order.ids('AWS::ECS::Service')) expect(order.before(id)).toContain(order.only(GATE));
  });

  test('knows a service inside of a pattern of the CDK', () => {
    const { stack, cluster, render } = someStack();
    const pattern = new ApplicationLoadBalancedFargateService(stack, 'Web', {
      cluster,
      taskImageOptions: { image: image(stack) },
      minHealthyPercent: 100,
      circuitBreaker,
    });
    recordIn(stack, [pattern]);
    const order = new Order(render());
    expect(only(render(), OUTCOME).Properties.Services).toEqual({ web: stack.resolve(pattern.service.serviceArn) });
    for (const id of order.ids(/Listener$|TargetGroup$|Service$/)) expect(order.before(id)).toContain(order.only(GATE));
  });

  test('looks at no service that a condition leaves out', () => {
    const { stack, cluster, render } = someStack();
    const service = fargate(stack, 'Frontend', cluster, image(stack));
    const condition = new CfnCondition(stack, 'Wanted', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'x') });
    (service.node.defaultChild as CfnResource).cfnOptions.condition = condition;
    recordIn(stack, [service]);
    expect(only(render(), OUTCOME).Properties.Services).toEqual({
      web: { 'Fn::If': ['Wanted', stack.resolve(service.serviceArn), { Ref: 'AWS::NoValue' }] },
    });
  });

  test('guards services in a nested stack as a whole', () => {
    const { stack, cluster, render } = someStack();
    const nested = new NestedStack(stack, 'Nested');
    recordIn(stack, [fargate(nested, 'Frontend', cluster, image(stack))]);
    const order = new Order(render());
    const inner = order.only('AWS::CloudFormation::Stack');
    expect(order.before(inner)).toEqual([order.only(GATE)]);
    expect(order.before(order.only(OUTCOME))).toContain(inner);
  });

  test('ends the deployment before what is told to wait for the record, and makes no circle of it', () => {
    const { stack, cluster, render } = someStack();
    const service = fargate(stack, 'Frontend', cluster, image(stack));
    const record = recordIn(stack, [service]);
    const [announcement, afterwards, unrelated] = ['Announcement', 'Afterwards', 'Unrelated'].map(
      (id) => new Topic(stack, id),
    ) as [Topic, Topic, Topic];
    announcement.node.addDependency(record);
    afterwards.node.addDependency(announcement);
    const order = new Order(render());
    const outcome = order.only(OUTCOME);
    const idOf = ({ node }: Topic) => stack.getLogicalId(node.defaultChild as CfnResource);
    expect(order.after(outcome).slice().sort()).toEqual([announcement, afterwards].map(idOf).sort());
    expect(order.before(outcome)).toContain(idOf(unrelated));
  });

  test('can be what other resources wait for, too', () => {
    const { stack, cluster, render } = someStack();
    const { gate } = recordIn(stack, [fargate(stack, 'Frontend', cluster, image(stack))]);
    const topic = new Topic(stack, 'Topic');
    if (gate !== undefined) topic.node.addDependency(gate);
    const order = new Order(render());
    expect(order.before(order.only('AWS::SNS::Topic'))).toEqual([order.only(GATE)]);
  });

  test.each<[string, string, (stack: Stack, cluster: ICluster) => void]>([
    [
      'a ledger without the project whose rules it weighs',
      'LedgerWithoutProject',
      (stack, cluster) => {
        const services = [fargate(stack, 'Frontend', cluster, image(stack))];
        const given = { release: testRelease({ project: web }), environment: 'dev', services, ledger: someLedger() };
        new DeploymentRecord(stack, 'Record', given);
      },
    ],
    [
      'a release of another project',
      'ReleaseOfOtherProject',
      (stack, cluster) => void recordIn(stack, [fargate(stack, 'Frontend', cluster, image(stack))], { project: shop }),
    ],
    [
      'an environment that the project does not have',
      'UnknownEnvironment',
      (stack, cluster) =>
        void recordIn(stack, [fargate(stack, 'Frontend', cluster, image(stack))], { environment: 'stage' }),
    ],
    [
      'services in another stack',
      'ServiceOutside',
      (stack, cluster) => {
        const service = fargate(stack, 'Frontend', cluster, image(stack));
        recordIn(new Stack(stack.node.root as Construct, 'Other'), [service]);
      },
    ],
    [
      'two services of ECS that run the same',
      'ServiceTwice',
      (stack, cluster) =>
        void recordIn(stack, [
          fargate(stack, 'Frontend', cluster, image(stack)),
          fargate(stack, 'Canary', cluster, image(stack)),
        ]),
    ],
    [
      'a service of the release that nothing runs, whose deployment could never end',
      'nothing in the stack runs "web" of release rel-',
      (stack, cluster) =>
        void recordIn(stack, [fargate(stack, 'Frontend', cluster, ContainerImage.fromRegistry('web:1'))]),
    ],
    [
      'services in several clusters',
      'SeveralClusters',
      (stack, cluster) => {
        const other = Cluster.fromClusterAttributes(stack, 'Cluster2', { clusterName: 'other', vpc: cluster.vpc });
        recordIn(stack, [
          fargate(stack, 'Frontend', cluster, image(stack)),
          fargate(stack, 'Proxy', other, ContainerImage.fromRegistry('nginx')),
        ]);
      },
    ],
  ])('refuses %s', (_, code, build) => {
    const { stack, cluster } = someStack();
    expect(
      saidOf(() => {
        build(stack, cluster);
        Template.fromStack(stack);
      }),
    ).toMatch(code);
  });
});

/** The codes of an error, or what CDK tells of it where it was found by its validation. */
function saidOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SlipwayError) return error.problems.map(({ code }) => code).join();
    return String(error);
  }
  return 'nothing';
}

test('without a ledger there is neither gate nor outcome', () => {
  const template = renderRelease({ project: shop, environment: 'dev' });
  template.resourceCountIs(GATE, 0);
  template.resourceCountIs(OUTCOME, 0);
});

test('what stands against a release at synthesis stays an error of the stack, with a ledger too', () => {
  const refusals = [{ code: 'NotEvaluated', message: 'rel-1 was not evaluated in dev' }];
  const render = () => renderRelease({ project: shop, environment: 'dev', refusals, ledger: someLedger() });
  expect(render).toThrow('NotEvaluated');
});
