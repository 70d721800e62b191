import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import {
  Release,
  ReleaseEnvironment,
  type ReleaseProps,
  ReleaseStack,
  type ReleaseStackProps,
} from '../../constructs/index.js';
import { releaseSnapshotSerializer, renderRelease, testRelease, withoutNoise } from '../../constructs/testing/index.js';
import { type Project, parseManifest } from '../../lib/manifest/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { testApp, typesOf } from './in-stack.js';

expect.addSnapshotSerializer(releaseSnapshotSerializer);

const FOO = `
project: foo
environments: [{ id: dev }, { id: hardening, after: [dev] }]
environmentTypes: { hardening: { desiredCount: 3 } }
services:
  - { id: foobar-frontend, image: foobar-frontend, ports: [80], connects: [foobar-backend], strategy: blue-green }
  - id: foobar-backend
    image: foobar-backend
    ports: [8080, 9090]
    connects: [foobar-frontend, foobar-db]
    dependsOn: [foobar-db]
    strategy: blue-green
  - { id: foobar-db, image: foobar-db, ports: [5432], strategy: direct }
  - { id: foobar-worker, image: foobar-worker }
`;

function projectOf(text: string): Project {
  const [project] = parseManifest(text).manifest.projects;
  if (project === undefined) throw new Error('the manifest has no project');
  return project;
}

const foo = projectOf(FOO);

function digest(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

function problemsOf(action: () => unknown): readonly { code: string; hint?: string }[] {
  try {
    action();
  } catch (error) {
    if (error instanceof SlipwayError) return error.problems;
    throw error;
  }
  return [];
}

function codesOf(action: () => unknown): string[] {
  return problemsOf(action).map(({ code }) => code);
}

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

function resourcesOf(template: Template): Record<string, Resource> {
  return template.toJSON().Resources;
}

/** The ids of the resources that are not the same, byte for byte. */
function changed(before: Template, after: Template): string[] {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const ids = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...ids].filter((id) => JSON.stringify(old[id]) !== JSON.stringify(now[id])).sort();
}

function serviceOf(template: Template, id: string): Resource & { readonly DependsOn?: readonly string[] } {
  const services = Object.values(template.findResources('AWS::ECS::Service')) as Resource[];
  const found = services.find(({ Properties }) => JSON.stringify(Properties.Tags).includes(`"Value":"${id}"`));
  if (found === undefined) throw new Error(`no service ${id}`);
  return found;
}

describe('an environment', () => {
  test('renders a project as it always has', () => {
    const resources = resourcesOf(renderRelease({ project: foo, environment: 'dev' }));
    const own = Object.entries(resources).filter(([, { Type }]) => !/::EC2::(?!SecurityGroup)/.test(Type));
    expect(Object.fromEntries(own)).toMatchSnapshot();
  });

  test('spends three resources on a service that needs nothing of its own', () => {
    const services = (count: number) =>
      Array.from({ length: count }, (_, index) => `  - { id: s${index}, image: s${index} }\n`).join('');
    const resources = (count: number) => {
      const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nservices:\n${services(count)}`);
      return Object.keys(resourcesOf(renderRelease({ project, environment: 'dev' }))).length;
    };
    expect(resources(11) - resources(1)).toBe(30);
  });

  test('is a stack named after project and environment, where the manifest says', () => {
    const project = projectOf(FOO.replace('{ id: dev }', "{ id: dev, account: '123456789012', region: eu-west-1 }"));
    const stack = new ReleaseStack(testApp(), 'x', { project, environment: 'dev', release: testRelease({ project }) });
    expect(stack.stackName).toBe('foo-dev');
    expect([stack.account, stack.region]).toEqual(['123456789012', 'eu-west-1']);
  });

  test('makes a network that asks nobody for anything, even where account and region are known', () => {
    const env = { account: '123456789012', region: 'eu-west-1' };
    const app = testApp();
    new ReleaseStack(app, 'x', { project: foo, environment: 'dev', release: testRelease({ project: foo }), env });
    const assembly = app.synth();
    expect(assembly.manifest.missing).toBeUndefined();
    const [stack] = assembly.stacks;
    expect(stack?.assets).toEqual([]);
    const types = Object.values(stack?.template.Resources as Record<string, Resource>).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::EC2::Subnet')).toHaveLength(4);
    expect(types.filter((type) => type === 'AWS::EC2::NatGateway')).toHaveLength(1);
  });

  test('tags a cluster of its own as it tags its services', () => {
    renderRelease({ project: foo, environment: 'dev' }).hasResourceProperties('AWS::ECS::Cluster', {
      Tags: [{ Key: 'deployment:env', Value: 'dev' }],
    });
  });

  test('runs in the network and cluster that the manifest names', () => {
    const network = '{ vpcId: vpc-1, privateSubnetIds: [subnet-1, subnet-2], clusterName: shared }';
    const project = projectOf(FOO.replace('{ id: dev }', `{ id: dev, network: ${network} }`));
    const template = renderRelease({ project, environment: 'dev' });
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.resourceCountIs('AWS::ECS::Cluster', 0);
    expect(serviceOf(template, 'foobar-db').Properties).toMatchObject({
      Cluster: 'shared',
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1', 'subnet-2'] } },
    });
  });

  test.each([
    ['no subnets', '{ vpcId: vpc-1 }'],
    ['an uneven number of subnets', '{ vpcId: vpc-1, availabilityZones: [a, b], privateSubnetIds: [subnet-1] }'],
  ])('refuses a network of %s', (_, network) => {
    const project = projectOf(FOO.replace('{ id: dev }', `{ id: dev, network: ${network} }`));
    expect(codesOf(() => renderRelease({ project, environment: 'dev' }))).toEqual(['NetworkIncomplete']);
  });

  test('has as many tasks as its type says, and room to replace them one after another', () => {
    const template = renderRelease({ project: foo, environment: 'hardening' });
    expect(serviceOf(template, 'foobar-worker').Properties).toMatchObject({
      DesiredCount: 3,
      DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200, Strategy: 'ROLLING' },
    });
  });

  test('gives each service its own strategy', () => {
    const template = renderRelease({ project: foo, environment: 'dev' });
    const strategies = ['foobar-frontend', 'foobar-backend', 'foobar-db'].map(
      (id) => (serviceOf(template, id).Properties.DeploymentConfiguration as { Strategy: string }).Strategy,
    );
    expect(strategies).toEqual(['BLUE_GREEN', 'BLUE_GREEN', 'ROLLING']);
  });

  test('imports an existing role once and leaves it alone', () => {
    const roles =
      '{ executionRoleArn: arn:aws:iam::123456789012:role/start, taskRoleArn: arn:aws:iam::123456789012:role/run }';
    const project = projectOf(FOO.replace('hardening: { desiredCount: 3 }', `dev: ${roles}`));
    const template = renderRelease({ project, environment: 'dev' });
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.allResourcesProperties('AWS::ECS::TaskDefinition', {
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/start',
      TaskRoleArn: 'arn:aws:iam::123456789012:role/run',
    });
  });

  test('names the nearest environment and service when asked for unknown ones', () => {
    const [problem] = problemsOf(() => renderRelease({ project: foo, environment: 'def' }));
    expect(problem).toMatchObject({ code: 'UnknownEnvironment', hint: expect.stringContaining('did you mean "dev"?') });
    const ask = (stack: ReleaseStack) => stack.releaseEnvironment.service('foobar-bd');
    const [other] = problemsOf(() => renderRelease({ project: foo, environment: 'dev', customize: ask }));
    expect(other).toMatchObject({ code: 'UnknownService', hint: expect.stringContaining('did you mean "foobar-db"?') });
  });

  test('can stand in a stack of your own, with the same logical ids', () => {
    const stack = new Stack(testApp(), 'Mine');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      privateSubnetIds: ['subnet-1'],
      privateSubnetRouteTableIds: ['rtb-1'],
    });
    const release = testRelease({ project: foo });
    const mine = new ReleaseEnvironment(stack, 'Default', { project: foo, environment: 'dev', release, vpc });
    const ids = (template: unknown) =>
      Object.entries((template as { Resources: Record<string, Resource> }).Resources)
        .filter(([, { Type }]) => /ECS::(Service|TaskDefinition)|SSM/.test(Type))
        .map(([id]) => id);
    const own = stack.node.root as ReturnType<typeof testApp>;
    const rendered = renderRelease({ project: foo, environment: 'dev', release });
    expect(ids(own.synth().getStackArtifact(stack.artifactId).template)).toEqual(ids(rendered.toJSON()));
    expect(mine.release).toBe(Release.of(stack, release));
  });
});

describe('the first tasks of a new environment', () => {
  const template = renderRelease({ project: foo, environment: 'dev' });
  const idsOf = (type: string) => Object.keys(template.findResources(type));

  test('find the permissions to pull, read and log already there', () => {
    const [policy] = idsOf('AWS::IAM::Policy');
    for (const service of Object.values(template.findResources('AWS::ECS::Service')))
      expect(service.DependsOn).toContain(policy);
  });

  test('find the way to the registry already there in an existing cluster with a network of its own, too', () => {
    const project = projectOf(FOO.replace('{ id: dev }', '{ id: dev, network: { clusterName: shared } }'));
    const named = renderRelease({ project, environment: 'dev' });
    const routes = Object.entries(named.findResources('AWS::EC2::Route'));
    const nat = routes.filter(([, { Properties }]) => Object.hasOwn(Properties, 'NatGatewayId')).map(([id]) => id);
    expect(nat).toHaveLength(2);
    for (const service of Object.values(named.findResources('AWS::ECS::Service')))
      expect(service.DependsOn).toEqual(expect.arrayContaining(nat));
  });

  test('find the way to the registry already there', () => {
    const [cluster] = Object.values(template.findResources('AWS::ECS::Cluster'));
    const routes = Object.entries(template.findResources('AWS::EC2::Route')).filter(([, { Properties }]) =>
      Object.hasOwn(Properties, 'NatGatewayId'),
    );
    expect(routes).toHaveLength(2);
    expect(cluster?.DependsOn).toEqual(expect.arrayContaining(routes.map(([id]) => id)));
  });
});

describe('neighbours', () => {
  const template = renderRelease({ project: foo, environment: 'dev' });

  test('reach each other both ways, on the ports of the one that is reached, and nobody else does', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => [
      Properties.Description,
      Properties.FromPort,
      Properties.ToPort,
    ]);
    expect(rules.sort()).toEqual([
      ['foobar-backend to foobar-db', 5432, 5432],
      ['foobar-backend to foobar-frontend', 80, 80],
      ['foobar-db to foobar-backend', 8080, 8080],
      ['foobar-db to foobar-backend', 9090, 9090],
      ['foobar-frontend to foobar-backend', 8080, 8080],
      ['foobar-frontend to foobar-backend', 9090, 9090],
    ]);
  });

  test('have a security group each, and who has no neighbour shares one', () => {
    expect(Object.keys(template.findResources('AWS::EC2::SecurityGroup'))).toHaveLength(4);
    const group = (id: string) =>
      JSON.stringify((serviceOf(template, id).Properties as Record<string, unknown>).NetworkConfiguration);
    const groups = new Set(['foobar-frontend', 'foobar-backend', 'foobar-db', 'foobar-worker'].map(group));
    expect(groups.size).toBe(4);
  });

  test('find each other by name in a namespace of the environment', () => {
    template.hasResourceProperties('AWS::ServiceDiscovery::HttpNamespace', { Name: 'foo-dev' });
    expect(serviceOf(template, 'foobar-backend').Properties.ServiceConnectConfiguration).toMatchObject({
      Enabled: true,
      Services: [
        {
          PortName: 'port-8080',
          DiscoveryName: 'foobar-backend',
          ClientAliases: [{ DnsName: 'foobar-backend', Port: 8080 }],
        },
        {
          PortName: 'port-9090',
          DiscoveryName: 'foobar-backend-9090',
          ClientAliases: [{ DnsName: 'foobar-backend', Port: 9090 }],
        },
      ],
    });
    expect(serviceOf(template, 'foobar-worker').Properties.ServiceConnectConfiguration).toBeUndefined();
  });

  test('find that namespace made before them, named so that no other can be meant', () => {
    const [id] = Object.keys(template.findResources('AWS::ServiceDiscovery::HttpNamespace'));
    const { Namespace } = serviceOf(template, 'foobar-backend').Properties.ServiceConnectConfiguration as {
      readonly Namespace: { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
    };
    expect(Namespace['Fn::Join'][1].at(-1)).toEqual({ Ref: id });
    expect(JSON.stringify(Namespace)).toMatch(/:servicediscovery:.*:namespace\//);
  });

  test('without ports take part as clients only', () => {
    const services = '[{ id: worker, image: x, connects: [api] }, { id: api, image: y, ports: [80] }]';
    const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nservices: ${services}`);
    const { Properties } = serviceOf(renderRelease({ project, environment: 'dev' }), 'worker');
    expect(Properties.ServiceConnectConfiguration).toEqual({ Enabled: true, Namespace: expect.anything() });
  });

  test('start in the order that they depend on each other', () => {
    const [database] = Object.entries(template.findResources('AWS::ECS::Service')).find(([, { Properties }]) =>
      JSON.stringify(Properties.Tags).includes('foobar-db'),
    ) as [string, unknown];
    expect(serviceOf(template, 'foobar-backend').DependsOn).toContain(database);
    expect(serviceOf(template, 'foobar-frontend').DependsOn ?? []).not.toContain(database);
  });

  test('whose names Service Connect cannot tell apart are refused', () => {
    const services = '[{ id: a, image: x, connects: [a-90], ports: [80, 90] }, { id: a-90, image: y, ports: [90] }]';
    const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nservices: ${services}`);
    expect(codesOf(() => renderRelease({ project, environment: 'dev' }))).toEqual(['NameCollision']);
  });
});

describe('what a release changes', () => {
  const images = {
    'foobar-frontend': `foobar-frontend@${digest('1')}`,
    'foobar-backend': `foobar-backend@${digest('2')}`,
  };
  const render = (overrides: Record<string, string> = {}, props: Partial<ReleaseStackProps> = {}) =>
    renderRelease({ project: foo, environment: 'dev', images: { ...images, ...overrides }, ...props });
  const before = render();

  test('is the services whose images moved and the record, and nothing else is touched by a byte', () => {
    const ids = changed(before, render({ 'foobar-backend': `foobar-backend@${digest('3')}` }));
    expect(ids.map((id) => id.replace(/[0-9A-F]{8}.*$/, ''))).toEqual([
      'Deployment',
      'ParametersImagefoobarbackend',
      'ServicefoobarbackendService',
      'ServicefoobarbackendTaskDefinition',
    ]);
  });

  test('is only the record where another release has the same images', () => {
    const other = testRelease({ project: foo, images });
    const release = { ...other, id: 'rel-ffffffffffff', number: 99 };
    expect(changed(before, render({}, { release }))).toEqual([expect.stringMatching(/^Deployment/)]);
  });

  test('is nothing where only the label of a pinned image moved', () => {
    const pinned = (label: string): ReleaseProps => ({
      ...testRelease({ project: foo, images: { 'foobar-db': `foobar-db:${label}@${digest('4')}` } }),
      id: 'rel-000000000000',
    });
    expect(changed(render({}, { release: pinned('1.0') }), render({}, { release: pinned('2.0') }))).toEqual([]);
  });

  test('never moves a logical id', () => {
    const after = render({ 'foobar-db': 'foobar-db:2', 'foobar-worker': `foobar-worker@${digest('5')}` });
    expect(Object.keys(resourcesOf(after))).toEqual(Object.keys(resourcesOf(before)));
  });
});

describe('the record', () => {
  test('says which release runs, after every service', () => {
    const release = testRelease({ project: foo });
    const template = renderRelease({ project: foo, environment: 'dev', release });
    const services = Object.keys(template.findResources('AWS::ECS::Service')).sort();
    template.hasResource('AWS::SSM::Parameter', {
      DependsOn: services,
      Properties: {
        Type: 'String',
        Name: '/foo/deployments/dev',
        Value: `{"environment":"dev","number":1,"project":"foo","release":"${release.id}","serviceSet":"main"}`,
      },
    });
  });

  test('of a project of several service sets is one for each, in a stack for each', () => {
    const set = (id: string) => `{ id: ${id}, services: [{ id: ${id}-service, image: x }] }`;
    const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nserviceSets: [${set('api')}, ${set('web')}]`);
    const template = renderRelease({ project, environment: 'dev', serviceSet: 'api' });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/p/deployments/dev/api' });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/p/images/dev/api-service' });
    expect(codesOf(() => renderRelease({ project, environment: 'dev' }))).toEqual(['SeveralServiceSets']);
  });
});

describe('a release that does not fit', () => {
  const release = testRelease({ project: foo });

  test('because it is another project’s or service set’s is refused', () => {
    const refused = (other: Partial<ReleaseProps>) =>
      codesOf(() => renderRelease({ project: foo, environment: 'dev', release: { ...release, ...other } }));
    expect(refused({ project: 'bar' })).toEqual(['ReleaseOfOtherProject']);
    expect(refused({ serviceSet: 'api' })).toEqual(['ReleaseOfOtherProject']);
  });

  test('because images are missing is refused with all of them', () => {
    const { 'foobar-db': _, 'foobar-worker': __, ...images } = release.images;
    const render = () => renderRelease({ project: foo, environment: 'dev', release: { ...release, images } });
    expect(codesOf(render)).toEqual(['IncompleteRelease']);
    expect(render).toThrow('no image for "foobar-db", "foobar-worker"');
  });

  test('because the law refuses it makes an error of the stack for each reason, and is rendered all the same', () => {
    const app = testApp();
    // What the CDK's command line says of itself: it reports errors on its own, where it was not told to ignore them.
    app.node.setContext('@aws-cdk/core:failSynthOnValidationErrors', false);
    const refusals = [
      { code: 'NotEvaluated', message: 'rel-1 was not evaluated in dev', hint: 'slipway verdict dev pass' },
      { code: 'EnvironmentBusy', message: 'somebody deploys' },
    ];
    new ReleaseStack(app, 'x', { project: foo, environment: 'dev', release, refusals });
    const [stack] = app.synth().stacks;
    const errors = stack?.messages.filter(({ level }) => level === 'error').map(({ entry }) => entry.data);
    expect(errors).toEqual([
      'NotEvaluated: rel-1 was not evaluated in dev; slipway verdict dev pass',
      'EnvironmentBusy: somebody deploys',
    ]);
    expect(Object.keys(stack?.template.Resources)).not.toHaveLength(0);
    expect(() => renderRelease({ project: foo, environment: 'dev', refusals })).toThrow('NotEvaluated');
  });
});

describe('CloudFormation’s limits', () => {
  test('more resources than a stack may have are said with a way to split it', () => {
    const services = Array.from({ length: 170 }, (_, index) => `{ id: s${index}, image: x }`).join(', ');
    const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nservices: [${services}]`);
    expect(() => renderRelease({ project, environment: 'dev' })).toThrow(
      /stack "p-dev" has 5\d\d resources, and CloudFormation accepts 500; split the services into several serviceSets/,
    );
  });

  test('settings that are larger than a template are said, too', () => {
    const services = Array.from({ length: 20 }, (_, index) => `{ id: s${index}, image: x }`).join(', ');
    const dev = `{ variables: { LARGE: ${'x'.repeat(60_000)} } }`;
    const project = projectOf(
      `project: p\nenvironments: [{ id: dev }]\nenvironmentTypes: { dev: ${dev} }\nservices: [${services}]`,
    );
    expect(() => renderRelease({ project, environment: 'dev' })).toThrow(/accepts 1000000 for a whole template; split/);
  });
});

describe('ids', () => {
  test('that differ only in what CloudFormation drops stay apart', () => {
    const ids = ['a-b', 'a_b', 'ab', 'Slipway', 'Vpc', 'Images', 'Default', 'Resource', 'constructor'];
    const services = ids.map((id) => `{ id: ${id}, image: x }`).join(', ');
    const project = projectOf(`project: p\nenvironments: [{ id: dev }]\nservices: [${services}]`);
    expect(typesOf(renderRelease({ project, environment: 'dev' }))).toMatchObject({
      'AWS::ECS::Service': ids.length,
      'AWS::SSM::Parameter': ids.length + 1,
    });
  });
});

describe('slipway/testing', () => {
  test('makes a release of the images that a test is about', () => {
    const template = renderRelease({ project: foo, environment: 'dev', images: { 'foobar-db': 'postgres:16' } });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/foo/images/dev/foobar-db', Value: 'postgres:16' });
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/foo/images/dev/foobar-worker',
      Value: 'foobar-worker:test',
    });
    expect(codesOf(() => testRelease({ project: foo, images: { 'foobar-bd': 'x' } }))).toEqual(['UnknownArtifact']);
  });

  test('renders what your own code adds', () => {
    const customize = ({ releaseEnvironment }: ReleaseStack) => {
      releaseEnvironment.service('foobar-worker').service.autoScaleTaskCount({ maxCapacity: 4 });
    };
    const template = renderRelease({ project: foo, environment: 'dev', customize });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MaxCapacity: 4,
      MinCapacity: Match.anyValue(),
    });
  });

  test('leaves the process as it was', () => {
    const environment = { ...process.env };
    renderRelease({ project: foo, environment: 'dev' });
    expect(process.env).toEqual(environment);
  });

  test('blanks what changes with every release, and nothing else', () => {
    expect(
      withoutNoise(`{"number":12,"release":"rel-0123456789ab"} part-0123456789ab carts:0.10.1@${digest('a')}`),
    ).toBe('{"number":<n>,"release":"rel-<id>"} part-<id> carts:0.10.1@sha256:<digest>');
    expect(releaseSnapshotSerializer.test('carts:0.10.1')).toBe(false);
    expect(releaseSnapshotSerializer.test({})).toBe(false);
  });
});
