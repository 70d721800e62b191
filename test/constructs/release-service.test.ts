import { Match } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  AlternateTarget,
  FargateService,
  FargateTaskDefinition,
  ListenerRuleConfiguration,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListenerRule,
  ApplicationLoadBalancer,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnOutput, CfnParameter, Duration } from 'aws-cdk-lib/core';
import {
  DeploymentRecord,
  ParameterImage,
  Release,
  ReleaseParameters,
  type ReleaseProps,
  ReleaseService,
  type ReleaseServiceProps,
} from '../../constructs/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { someStack, typesOf } from './in-stack.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`;
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const release: ReleaseProps = {
  project: 'sockshop',
  id: 'rel-0123456789ab',
  number: 7,
  images: {
    carts: { image: 'example.com/carts:0.10.1', digest: DIGEST },
    'carts-db': { image: 'mongo:4' },
    orders: { image: `${ECR}/shop/orders:1@${DIGEST}` },
    payment: { image: `${ECR}/shop/payment:1`, digest: OTHER_DIGEST },
    'queue/app': { image: 'example.com/queue:1', digest: DIGEST },
    'queue/proxy': { image: 'example.com/proxy:2', digest: OTHER_DIGEST },
  },
};

function service(props: Partial<ReleaseServiceProps> = {}) {
  const { stack, cluster, render } = someStack();
  const carts = new ReleaseService(stack, 'Carts', { release, service: 'carts', cluster, ...props });
  return { stack, cluster, render, carts };
}

interface CfnResourceOf {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
}

function codesOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof SlipwayError) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
}

describe('a release in a stack', () => {
  test('gives a stack of your own its image by digest, with one line changed', () => {
    const { stack, render } = someStack();
    const task = new FargateTaskDefinition(stack, 'Task');
    task.addContainer('carts', { image: Release.of(stack, release).image('carts') });
    render().hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Image: `example.com/carts@${DIGEST}` })],
    });
  });

  test('gives the image by its label where it has no digest', () => {
    const { stack } = someStack();
    expect(Release.of(stack, release).imageUri('carts-db')).toBe('mongo:4');
  });

  test('gives images without a scheme, which ECS does not take', () => {
    const { stack } = someStack();
    const images = { hatching: { image: 'http://example.com/images/hatching/00001' } };
    expect(Release.of(stack, { ...release, images }).imageUri('hatching')).toBe('example.com/images/hatching/00001');
  });

  test('is one object however often it is asked for, and refuses to be two releases', () => {
    const { stack } = someStack();
    const first = Release.of(stack, release);
    const reordered = Object.fromEntries(Object.entries(release.images).reverse());
    expect(Release.of(stack, { ...release, images: reordered })).toBe(first);
    expect(codesOf(() => Release.of(stack, { ...release, id: 'rel-ffffffffffff' }))).toEqual(['ConflictingRelease']);
    expect(Release.of(stack, { ...release, serviceSet: 'api', id: 'rel-ffffffffffff' })).not.toBe(first);
  });

  test('names the nearest artifact and all known ones when asked for an unknown one', () => {
    const { stack } = someStack();
    const ask = () => Release.of(stack, release).image('cart');
    expect(codesOf(ask)).toEqual(['UnknownArtifact']);
    expect(ask).toThrow('release rel-0123456789ab has no image for "cart"');
    try {
      ask();
    } catch (error) {
      expect((error as SlipwayError).problems[0]?.hint).toBe(
        'did you mean "carts"? it has: carts, carts-db, orders, payment, queue/app, queue/proxy',
      );
    }
  });

  test.each(['constructor', '__proto__', 'toString'])('does not mistake %s for an artifact', (name) => {
    const { stack } = someStack();
    expect(codesOf(() => Release.of(stack, release).image(name))).toEqual(['UnknownArtifact']);
  });

  test('asks for one container of a service of several', () => {
    const { stack } = someStack();
    expect(codesOf(() => Release.of(stack, release).image('queue'))).toEqual(['SeveralContainers']);
    expect(Release.of(stack, release).imageUri('queue/app')).toBe(`example.com/queue@${DIGEST}`);
  });

  test('refuses an image that is pinned to two digests, and one that is none', () => {
    const refused = (image: string) =>
      codesOf(() => Release.of(someStack().stack, { ...release, images: { carts: { image, digest: DIGEST } } }));
    expect(refused(`carts@${OTHER_DIGEST}`)).toEqual(['DigestMismatch']);
    expect(refused('Carts Image')).toEqual(['InvalidReleaseImage']);
  });

  test('lets the execution role pull from the ECR repositories it uses and from no others, each once', () => {
    const { stack, cluster, render } = someStack();
    for (const id of ['orders', 'payment', 'carts']) new ReleaseService(stack, id, { release, service: id, cluster });
    new ReleaseService(stack, 'again', { release, service: 'orders', cluster });
    const statements = Object.values(render().findResources('AWS::IAM::Policy')).flatMap(
      (policy) => policy.Properties.PolicyDocument.Statement,
    );
    const pulls = statements.filter(({ Action }) => JSON.stringify(Action).includes('ecr:BatchGetImage'));
    const arn = (name: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ecr:eu-west-1:123456789012:repository/shop/${name}`]],
    });
    expect(pulls).toHaveLength(1);
    expect(pulls[0].Resource).toEqual([arn('orders'), arn('payment')]);
    expect(statements.filter(({ Action }) => Action === 'ecr:GetAuthorizationToken')).toHaveLength(1);
  });
});

describe('the permissions of an execution role that is shared by many', () => {
  const ids = Array.from({ length: 120 }, (_, index) => `service-number-${index}`);
  const image = (id: string) => `${ECR}/uk.ac.somebody/with.a.long.name/${id}@${DIGEST}`;
  const many = { ...release, images: Object.fromEntries(ids.map((id) => [id, { image: image(id) }])) };
  const { stack, cluster, render } = someStack();
  for (const service of ids) new ReleaseService(stack, service, { release: many, service, cluster });
  const resources = render().toJSON().Resources as Record<string, CfnResourceOf>;
  const entries = Object.entries(resources).filter(([, { Type }]) => /^AWS::IAM::(Managed)?Policy$/.test(Type));

  test('fit into the policies that IAM accepts', () => {
    const sizeOf = (policy: CfnResourceOf) =>
      JSON.stringify(policy.Properties.PolicyDocument).replace(/\{"Ref":"[^"]*"\}/g, '"aws-partition"').length;
    const limits: Record<string, number> = { 'AWS::IAM::Policy': 10_240, 'AWS::IAM::ManagedPolicy': 6_144 };
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.filter(([, policy]) => sizeOf(policy) > (limits[policy.Type] ?? 0))).toEqual([]);
    for (const id of ids) expect(JSON.stringify(entries)).toContain(`/${id}"`);
  });

  test('are all there before the first task', () => {
    for (const service of Object.values(resources).filter(({ Type }) => Type === 'AWS::ECS::Service'))
      expect(service.DependsOn).toEqual(entries.map(([id]) => id).sort());
  });
});

describe('a service that needs nothing of its own', () => {
  test('is two resources; what a stack shares is there once', () => {
    const { stack, cluster, render } = someStack();
    for (const id of ['carts', 'carts-db', 'orders']) new ReleaseService(stack, id, { release, service: id, cluster });
    expect(typesOf(render())).toEqual({
      'AWS::ECS::TaskDefinition': 3,
      'AWS::ECS::Service': 3,
      'AWS::EC2::SecurityGroup': 1,
      'AWS::IAM::Role': 1,
      'AWS::IAM::Policy': 1,
      'AWS::Logs::LogGroup': 1,
    });
  });

  test('is written in ten lines by hand and has sensible defaults', () => {
    const { render } = service({ ports: [80], environment: 'dev' });
    const template = render();
    template.hasResource('AWS::ECS::TaskDefinition', {
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Delete',
      Properties: {
        Cpu: '256',
        Memory: '512',
        TaskRoleArn: Match.absent(),
        ContainerDefinitions: [
          {
            Name: 'carts',
            Image: `example.com/carts@${DIGEST}`,
            Essential: true,
            PortMappings: [{ ContainerPort: 80, Name: 'port-80', Protocol: 'tcp' }],
            LogConfiguration: { LogDriver: 'awslogs', Options: Match.objectLike({ 'awslogs-stream-prefix': 'carts' }) },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      Cluster: 'shared',
      DesiredCount: 1,
      LaunchType: 'FARGATE',
      DeploymentConfiguration: {
        Strategy: 'ROLLING',
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      NetworkConfiguration: {
        AwsvpcConfiguration: { AssignPublicIp: 'DISABLED', Subnets: ['subnet-1', 'subnet-2'] },
      },
      ServiceConnectConfiguration: Match.absent(),
      Tags: [
        { Key: 'deployment:env', Value: 'dev' },
        { Key: 'deployment:service', Value: 'carts' },
        { Key: 'slipway:release', Value: Match.stringLikeRegexp('^part-[0-9a-f]{12}$') },
      ],
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test.each([
    [{}, '512'],
    [{ cpu: 1024 }, '2048'],
    [{ cpu: 1024, memory: 4096 }, '4096'],
  ])('has the least memory that Fargate gives beside its CPU, where none is said: %j', (size, memory) => {
    service(size).render().hasResourceProperties('AWS::ECS::TaskDefinition', { Memory: memory });
  });

  test('shows its tasks in public subnets when they get a public address', () => {
    service({ assignPublicIp: true })
      .render()
      .hasResourceProperties('AWS::ECS::Service', {
        NetworkConfiguration: {
          AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: ['subnet-3', 'subnet-4'] },
        },
      });
  });
});

describe('a task role', () => {
  test('comes with the first permission, and only for the service that got it', () => {
    const { stack, cluster, render, carts } = service();
    new ReleaseService(stack, 'Orders', { release, service: 'orders', cluster });
    Table.fromTableArn(stack, 'Table', 'arn:aws:dynamodb:eu-west-1:123456789012:table/carts').grantReadData(carts);
    const template = render();
    const [roleId] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) =>
      id.startsWith('CartsTaskRole'),
    );
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: Match.stringLikeRegexp('Carts'),
      TaskRoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] },
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: Match.stringLikeRegexp('Orders'),
      TaskRoleArn: Match.absent(),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: roleId }],
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Action: Match.arrayWith(['dynamodb:GetItem']) })],
      }),
    });
    template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([roleId]) });
  });

  test('comes as soon as somebody asks for its name', () => {
    const { stack, carts, render } = service();
    new CfnOutput(stack, 'RoleArn', { value: carts.taskRole.roleArn });
    render().hasOutput('RoleArn', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CartsTaskRole'), 'Arn'] } });
  });

  test('comes with ECS Exec, which needs one', () => {
    service({ enableExecuteCommand: true }).render().resourceCountIs('AWS::IAM::Role', 2);
  });

  test('of your own is used as it is', () => {
    const { stack, cluster, render } = someStack();
    const taskRole = Role.fromRoleArn(stack, 'Mine', 'arn:aws:iam::123456789012:role/mine');
    const executionRole = Role.fromRoleArn(stack, 'Starts', 'arn:aws:iam::123456789012:role/starts', {
      mutable: false,
    });
    new ReleaseService(stack, 'Carts', { release, service: 'carts', cluster, taskRole, executionRole });
    const template = render();
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      TaskRoleArn: 'arn:aws:iam::123456789012:role/mine',
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/starts',
    });
  });
});

describe('a security group', () => {
  test('of its own comes with the first rule, so that no rule for one service holds for another', () => {
    const { stack, cluster, render, carts } = service();
    new ReleaseService(stack, 'Orders', { release, service: 'orders', cluster });
    carts.connections.allowFrom(Peer.ipv4('10.0.0.0/8'), Port.tcp(80));
    const template = render();
    template.resourceCountIs('AWS::EC2::SecurityGroup', 2);
    const [own] = Object.keys(template.findResources('AWS::EC2::SecurityGroup')).filter((id) => id.startsWith('Carts'));
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/8', FromPort: 80 })],
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      Tags: Match.arrayWith([{ Key: 'deployment:service', Value: 'carts' }]),
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': [own, 'GroupId'] }] } },
    });
  });

  test('of its own comes when the service is let in somewhere else', () => {
    const { stack, cluster, carts, render } = service();
    const database = new SecurityGroup(stack, 'Database', { vpc: cluster.vpc });
    database.connections.allowFrom(carts, Port.tcp(5432));
    render().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5432,
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CartsSecurityGroup'), 'GroupId'] },
    });
  });

  test('that is shared goes when no service uses it any more', () => {
    const { carts, render } = service();
    carts.connections.allowFromAnyIpv4(Port.tcp(80));
    const groups = Object.keys(render().findResources('AWS::EC2::SecurityGroup'));
    expect(groups).toEqual([expect.stringMatching(/^CartsSecurityGroup/)]);
  });

  test('of your own is used as it is', () => {
    const { stack, cluster, render } = someStack();
    const mine = SecurityGroup.fromSecurityGroupId(stack, 'Mine', 'sg-1');
    new ReleaseService(stack, 'Carts', { release, service: 'carts', cluster, securityGroups: [mine] });
    const template = render();
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-1'] } },
    });
  });
});

describe('what CDK users do with a Fargate service', () => {
  test('a load balancer takes it as a target and is let in on its port', () => {
    const { stack, cluster, carts, render } = service({ ports: [8080] });
    const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc: cluster.vpc });
    balancer.addListener('Http', { port: 80 }).addTargets('Carts', { port: 80, targets: [carts] });
    const template = render();
    template.hasResourceProperties('AWS::ECS::Service', {
      LoadBalancers: [{ ContainerName: 'carts', ContainerPort: 8080, TargetGroupArn: Match.anyValue() }],
      HealthCheckGracePeriodSeconds: 60,
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 8080,
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CartsSecurityGroup'), 'GroupId'] },
    });
  });

  test('it scales and has metrics', () => {
    const { stack, carts, render } = service();
    carts.service
      .autoScaleTaskCount({ maxCapacity: 10 })
      .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });
    carts.service.metricCpuUtilization().createAlarm(stack, 'Busy', { threshold: 90, evaluationPeriods: 3 });
    const template = render();
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/ECS', MetricName: 'CPUUtilization' });
  });

  test('once it scales, no release sets its count back', () => {
    const scaled = (props: Partial<ReleaseServiceProps>, scaling: { minCapacity?: number } = {}) => {
      const { carts, render } = service(props);
      carts.service.autoScaleTaskCount({ maxCapacity: 10, ...scaling });
      return render();
    };
    const template = scaled({ desiredCount: 3 });
    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 3, MaxCapacity: 10 });
    scaled({}, { minCapacity: 2 }).hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 2,
    });
  });

  test('its ports may be known only when it is deployed', () => {
    const { stack, cluster, render } = someStack();
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
    new ReleaseService(stack, 'Carts', { release, service: 'carts', cluster, ports: [port] });
    render().hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          PortMappings: [
            { ContainerPort: { Ref: 'Port' }, Name: { 'Fn::Join': ['', ['port-', { Ref: 'Port' }]] }, Protocol: 'tcp' },
          ],
        }),
      ],
    });
  });

  test('it rolls back on alarms when it is told to, and has none until then', () => {
    const alarmsOf = (enable: boolean) => {
      const { carts, render } = service();
      if (enable) carts.service.enableDeploymentAlarms(['busy']);
      const [rendered] = Object.values(render().findResources('AWS::ECS::Service'));
      return rendered?.Properties.DeploymentConfiguration.Alarms;
    };
    expect(alarmsOf(false)).toBeUndefined();
    expect(alarmsOf(true)).toEqual({ AlarmNames: ['busy'], Enable: true, Rollback: true });
  });
});

describe('the record of a stack of your own', () => {
  test('comes after its services, whoever wrote them', () => {
    const { stack, cluster, carts, render } = service();
    const taskDefinition = new FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('orders', { image: Release.of(stack, release).image('orders') });
    const orders = new FargateService(stack, 'Orders', {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    const other = new Topic(stack, 'Topic');
    new DeploymentRecord(stack, 'Record', { release, environment: 'dev', services: [carts, orders, other] });
    const template = render();
    const ids = (type: string) => Object.keys(template.findResources(type));
    template.hasResource('AWS::SSM::Parameter', {
      DependsOn: [...ids('AWS::ECS::Service'), ...ids('AWS::SNS::Topic')].sort(),
    });
  });
});

describe('containers', () => {
  test('several in one task, each with its own image of the release', () => {
    const { stack, cluster, render } = someStack();
    new ReleaseService(stack, 'Queue', {
      release,
      service: 'queue',
      cluster,
      containers: [
        { id: 'app', variables: { B: '2', A: '1' }, command: ['serve'], entryPoint: ['/bin/app'] },
        { id: 'proxy', ports: [443], essential: false },
        { id: 'same-image-again', artifact: 'queue/app' },
      ],
    });
    render().hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Name: 'app',
          Image: `example.com/queue@${DIGEST}`,
          Command: ['serve'],
          EntryPoint: ['/bin/app'],
          Environment: [
            { Name: 'A', Value: '1' },
            { Name: 'B', Value: '2' },
          ],
        }),
        Match.objectLike({ Name: 'proxy', Image: `example.com/proxy@${OTHER_DIGEST}`, Essential: false }),
        Match.objectLike({ Name: 'same-image-again', Image: `example.com/queue@${DIGEST}` }),
      ],
    });
  });

  test('settings of a single container beside a list of containers are refused', () => {
    expect(codesOf(() => service({ ports: [80], containers: [{ id: 'carts' }] }))).toEqual(['ContainersTwice']);
  });

  test('a health check is said in seconds', () => {
    const command = ['CMD-SHELL', 'curl -f localhost'];
    service({ healthCheck: { command, intervalSeconds: 10, startPeriodSeconds: 5 } })
      .render()
      .hasResourceProperties('AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [
          Match.objectLike({ HealthCheck: { Command: command, Interval: 10, StartPeriod: 5, Retries: 3, Timeout: 5 } }),
        ],
      });
  });

  test('secrets are references, and the execution role may read exactly them', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf';
    const { stack, cluster, render } = someStack();
    const mine = StoredSecret.fromSecretCompleteArn(stack, 'Mine', `${arn.slice(0, -6)}ZzZzZz`);
    new ReleaseService(stack, 'Carts', {
      release,
      service: 'carts',
      cluster,
      secrets: {
        BY_ARN: { source: 'secrets-manager', id: `${arn}:password::` },
        BY_NAME: { source: 'secrets-manager', id: 'team/db:user' },
        PARAMETER: { source: 'ssm', id: '/team/token' },
        MINE: Secret.fromSecretsManager(mine),
      },
    });
    const template = render();
    const join = (service: string, rest: string) => ({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          `:${service}:`,
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          rest,
        ],
      ],
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Secrets: [
            { Name: 'BY_ARN', ValueFrom: `${arn}:password::` },
            { Name: 'BY_NAME', ValueFrom: join('secretsmanager', ':secret:team/db:user::') },
            { Name: 'MINE', ValueFrom: `${arn.slice(0, -6)}ZzZzZz` },
            { Name: 'PARAMETER', ValueFrom: join('ssm', ':parameter/team/token') },
          ],
        }),
      ],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          {
            Action: 'secretsmanager:GetSecretValue',
            Effect: 'Allow',
            Resource: [arn, join('secretsmanager', ':secret:team/db-??????')],
          },
          { Action: 'ssm:GetParameters', Effect: 'Allow', Resource: join('ssm', ':parameter/team/token') },
        ]),
      }),
    });
  });
});

describe('a strategy', () => {
  /** A service behind a load balancer, with a second target group where it is to have one. */
  const balanced = (props: Partial<ReleaseServiceProps>, alternate: boolean) => {
    const { stack, cluster, carts, render } = service({ ports: [80], ...props });
    const listener = new ApplicationLoadBalancer(stack, 'Balancer', { vpc: cluster.vpc }).addListener('Http', {
      port: 80,
    });
    const [blue, green] = ['Blue', 'Green'].map(
      (id) => new ApplicationTargetGroup(stack, id, { vpc: cluster.vpc, port: 80, targetType: TargetType.IP }),
    ) as [ApplicationTargetGroup, ApplicationTargetGroup];
    const productionListener = ListenerRuleConfiguration.applicationListenerRule(
      new ApplicationListenerRule(stack, 'Rule', {
        listener,
        priority: 1,
        conditions: [ListenerCondition.pathPatterns(['/*'])],
        action: ListenerAction.weightedForward([
          { targetGroup: blue, weight: 100 },
          { targetGroup: green, weight: 0 },
        ]),
      }),
    );
    listener.addAction('Other', { action: ListenerAction.fixedResponse(404) });
    const alternateTarget = new AlternateTarget('Alternate', { alternateTargetGroup: green, productionListener });
    carts.service
      .loadBalancerTarget({ containerName: 'carts', ...(alternate ? { alternateTarget } : {}) })
      .attachToApplicationTargetGroup(blue);
    return render;
  };
  const configurationOf = (props: Partial<ReleaseServiceProps>) => {
    const [rendered] = Object.values(balanced(props, true)().findResources('AWS::ECS::Service'));
    const { DeploymentCircuitBreaker: _, ...configuration } = rendered?.Properties.DeploymentConfiguration ?? {};
    return configuration;
  };

  test.each([
    ['rolling', { Strategy: 'ROLLING', MinimumHealthyPercent: 100, MaximumPercent: 200 }],
    ['direct', { Strategy: 'ROLLING', MinimumHealthyPercent: 0, MaximumPercent: 100 }],
    ['blue-green', { Strategy: 'BLUE_GREEN', MinimumHealthyPercent: 100, MaximumPercent: 200, BakeTimeInMinutes: 15 }],
    [
      'canary',
      {
        Strategy: 'CANARY',
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        BakeTimeInMinutes: 15,
        CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 10 },
      },
    ],
    [
      'linear',
      {
        Strategy: 'LINEAR',
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        BakeTimeInMinutes: 15,
        LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 6 },
      },
    ],
  ] as const)('%s is ECS’s own', (strategy, expected) => {
    expect(configurationOf({ strategy })).toEqual(expected);
  });

  test('takes the steps and times that it is given', () => {
    const canaryConfiguration = { stepPercent: 20 };
    expect(configurationOf({ strategy: 'canary', bakeTime: Duration.hours(1), canaryConfiguration })).toMatchObject({
      BakeTimeInMinutes: 60,
      CanaryConfiguration: { CanaryPercent: 20, CanaryBakeTimeInMinutes: 10 },
    });
  });

  test.each(['canary', 'linear'] as const)('%s without traffic is refused at synthesis, with a way out', (strategy) => {
    expect(service({ strategy }).render).toThrow(/"carts" has strategy "\w+" but no traffic.*load balancer.*neighbour/);
  });

  test.each(['blue-green', 'canary', 'linear'] as const)(
    '%s behind a load balancer is refused without a second target group, with a way out',
    (strategy) => {
      expect(balanced({ strategy }, false)).toThrow(
        /"carts" has strategy "[a-z-]+" behind a load balancer without .*; .*alternateTarget/,
      );
    },
  );

  test.each(['rolling', 'direct'] as const)('%s behind a load balancer needs one target group', (strategy) => {
    balanced({ strategy }, false)().resourceCountIs('AWS::ECS::Service', 1);
  });

  test('that stops tasks before it starts others leaves no zone to be balanced by starting more', () => {
    const rebalancing = (props: Partial<ReleaseServiceProps>) =>
      Object.values(service(props).render().findResources('AWS::ECS::Service'))[0]?.Properties
        .AvailabilityZoneRebalancing;
    expect(rebalancing({ strategy: 'direct' })).toBe('DISABLED');
    expect(rebalancing({ minHealthyPercent: 50, maxHealthyPercent: 100 })).toBe('DISABLED');
    expect(rebalancing({ strategy: 'rolling' })).toBeUndefined();
  });

  test('blue-green without traffic is ECS’s to run: it has a headless form', () => {
    service({ strategy: 'blue-green' }).render().resourceCountIs('AWS::ECS::Service', 1);
  });

  test('that waits longer than CloudFormation does is refused', () => {
    const linearConfiguration = { stepPercent: 5, stepBakeTime: Duration.minutes(100) };
    expect(codesOf(() => service({ strategy: 'linear', linearConfiguration, bakeTime: Duration.minutes(80) }))).toEqual(
      [],
    );
    expect(codesOf(() => service({ strategy: 'linear', linearConfiguration, bakeTime: Duration.minutes(81) }))).toEqual(
      ['DeploymentTooLong'],
    );
  });
});

describe('parameters', () => {
  test('hold each image by digest under its key', () => {
    const { stack, render } = someStack();
    new ReleaseParameters(stack, 'Images', { release, environment: 'dev' });
    const parameters = Object.values(render().findResources('AWS::SSM::Parameter')).map(({ Properties }) => [
      Properties.Name,
      Properties.Value,
    ]);
    expect(parameters).toEqual([
      ['/sockshop/images/dev/carts', `example.com/carts@${DIGEST}`],
      ['/sockshop/images/dev/carts-db', 'mongo:4'],
      ['/sockshop/images/dev/orders', `${ECR}/shop/orders@${DIGEST}`],
      ['/sockshop/images/dev/payment', `${ECR}/shop/payment@${OTHER_DIGEST}`],
      ['/sockshop/images/dev/queue/app', `example.com/queue@${DIGEST}`],
      ['/sockshop/images/dev/queue/proxy', `example.com/proxy@${OTHER_DIGEST}`],
    ]);
  });

  test('of ids that differ only in what CloudFormation drops do not fall together', () => {
    const { stack, render } = someStack();
    const images = Object.fromEntries(['a-b', 'a.b', 'a_b', 'a/b', 'a--b'].map((id) => [id, { image: 'x:1' }]));
    new ReleaseParameters(stack, 'Images', { release: { ...release, images }, environment: 'dev' });
    render().resourceCountIs('AWS::SSM::Parameter', 5);
  });

  test('can be read at deployment by a stack that is not rendered for a release', () => {
    const { stack, render } = someStack();
    const task = new FargateTaskDefinition(stack, 'Task');
    const repository = Repository.fromRepositoryName(stack, 'Repository', 'shop/carts');
    task.addContainer('carts', {
      image: new ParameterImage({ project: 'sockshop', label: 'dev', artifact: 'carts', repository }),
    });
    const template = render();
    const [id] = Object.keys(
      template.findParameters('*', {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/sockshop/images/dev/carts',
      }),
    );
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Image: { Ref: id } })],
    });
    template.resourceCountIs('AWS::IAM::Policy', 1);
  });
});
