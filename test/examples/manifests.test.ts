import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { formatImageReference, type Project, parseImageReference, parseManifest } from 'slipway';
import { releaseSnapshotSerializer, renderRelease, withoutNoise } from 'slipway/testing';
import { changesBetween, outline, parametersIn, resourcesOf, rulesIn, servicesIn } from './outline.js';

expect.addSnapshotSerializer(releaseSnapshotSerializer);

const examples = join(__dirname, '..', '..', 'examples');

function example(name: string): Project {
  const file = join(examples, name, 'slipway.yaml');
  const [project, ...others] = parseManifest(readFileSync(file), { file }).manifest.projects;
  if (project === undefined || others.length > 0) throw new Error(`${file} is not of one project`);
  return project;
}

const [sockshop, foo, bugfarm, storage] = [example('sockshop'), example('foo'), example('bugfarm'), example('storage')];

function edges({ environments }: Project): string[] {
  return environments.flatMap(({ id, after, promote }) => after.map((before) => `${before} --> ${id} ${promote}`));
}

/** What a template says of every service, by its id. */
function perService(template: Template, look: (properties: NonNullable<ServiceProperties>) => unknown) {
  return Object.fromEntries(
    servicesIn(template).map(({ name, service }) => [name, look(service.Properties ?? {})] as const),
  );
}

type ServiceProperties = ReturnType<typeof servicesIn>[number]['service']['Properties'];

describe.each([sockshop, foo, bugfarm, storage].map((project) => ({ id: project.id, project })))(
  'example $id',
  ({ id, project }) => {
    test('is right, and has what `cdk synth` needs', () => {
      const folder = id.replace(/_\d+$/, '');
      expect(parseManifest(readFileSync(join(examples, folder, 'slipway.yaml'))).warnings).toEqual([]);
      expect(existsSync(join(examples, folder, 'cdk.json'))).toBe(true);
    });

    test('renders in every environment as it always has', () => {
      const stacks = project.environments.map(({ id: environment }) => {
        const template = renderRelease({ project, environment });
        return `${environment}\n${outline(template)}`;
      });
      expect(withoutNoise(stacks.join('\n'))).toMatchSnapshot();
    });

    test('releasing one service to the first environment leaves all others as they are, byte for byte', () => {
      const environment = project.environments[0]?.id ?? '';
      const service = project.serviceSets[0]?.services.at(-1);
      const artifact = service?.containers[0]?.artifact ?? '';
      const render = (image: string) => renderRelease({ project, environment, images: { [artifact]: image } });
      const changes = changesBetween(render('the-image:1'), render('the-image:2'));
      expect(changes).toEqual(
        [
          `service ${service?.id}`,
          `task ${project.id.replace('_', '-')}-${environment}-${service?.id}`,
          `/${project.id}/images/${environment}/${artifact}`,
          `/${project.id}/deployments/${environment}`,
        ].sort(),
      );
    });
  },
);

describe('sockshop', () => {
  test('is taken to hardening by somebody, and from there to production by itself', () => {
    expect(edges(sockshop)).toEqual(['dev --> hardening manual', 'hardening --> production auto']);
  });

  test('runs three of every service in hardening, so that a rolling update leaves enough of them', () => {
    const template = renderRelease({ project: sockshop, environment: 'hardening' });
    expect(perService(template, ({ DesiredCount }) => DesiredCount)).toEqual({
      carts: 3,
      'carts-db': 3,
      catalogue: 3,
    });
    const rolling = perService(
      template,
      ({ DeploymentConfiguration }) => DeploymentConfiguration.MinimumHealthyPercent,
    );
    expect(rolling).toMatchObject({ carts: 100, catalogue: 100 });
  });

  test('runs one of every service elsewhere', () => {
    for (const environment of ['dev', 'production']) {
      const template = renderRelease({ project: sockshop, environment });
      expect(Object.values(perService(template, ({ DesiredCount }) => DesiredCount))).toEqual([1, 1, 1]);
    }
  });
});

describe('foo', () => {
  test('goes nowhere from dev by itself, and from hardening to production on its own', () => {
    expect(edges(foo)).toEqual(['dev --> hardening manual', 'hardening --> production auto']);
  });

  test.each(foo.environments)('in $id neighbours reach each other both ways, and nobody else does', ({ id }) => {
    const reached = rulesIn(renderRelease({ project: foo, environment: id }));
    expect(reached.map(({ from, to }) => `${from} --> ${to}`).sort()).toEqual([
      'foobar-backend --> foobar-db',
      'foobar-backend --> foobar-frontend',
      'foobar-db --> foobar-backend',
      'foobar-frontend --> foobar-backend',
    ]);
  });

  test.each(['hardening', 'production'])('in %s the database is replaced in place, all others blue/green', (id) => {
    const strategies = perService(renderRelease({ project: foo, environment: id }), strategy);
    expect(strategies).toEqual({
      'foobar-frontend': 'BLUE_GREEN 100',
      'foobar-backend': 'BLUE_GREEN 100',
      'foobar-db': 'ROLLING 0',
    });
  });

  test('in dev everything is replaced in place', () => {
    const strategies = perService(renderRelease({ project: foo, environment: 'dev' }), strategy);
    expect(new Set(Object.values(strategies))).toEqual(new Set(['ROLLING 0']));
  });

  function strategy({ DeploymentConfiguration: how }: NonNullable<ServiceProperties>): string {
    return `${how.Strategy} ${how.MinimumHealthyPercent}`;
  }
});

describe('bugfarm', () => {
  test('has Staging and Production', () => {
    expect(bugfarm.environments.map(({ id, name }) => [id, name])).toEqual([
      ['stage', 'Staging'],
      ['prod', 'Production'],
    ]);
  });

  test.each(['stage', 'prod'])('has its two parameters for %s, the scheme of the images dropped', (environment) => {
    const images = {
      hatching: asPublished('http://example.com/images/hatching/00001'),
      feeding: asPublished('http://example.com/images/feeding/00001'),
    };
    expect(parametersIn(renderRelease({ project: bugfarm, environment, images }))).toEqual({
      [`/bugfarm_73649/images/${environment}/hatching`]: 'example.com/images/hatching/00001',
      [`/bugfarm_73649/images/${environment}/feeding`]: 'example.com/images/feeding/00001',
      [`/bugfarm_73649/deployments/${environment}`]: expect.stringContaining('"project":"bugfarm_73649"'),
    });
  });
});

function asPublished(image: string): string {
  const parsed = parseImageReference(image);
  if (!parsed.ok) throw new Error(parsed.message);
  return formatImageReference(parsed.reference);
}

describe('storage', () => {
  test('has 18 images and 20 services', () => {
    const services = storage.serviceSets.flatMap((set) => set.services);
    const repositories = services.flatMap(({ containers }) => containers.map(({ repository }) => repository));
    expect(services).toHaveLength(20);
    expect(new Set(repositories).size).toBe(18);
  });

  test('takes at most five resources for a service, network and cluster included', () => {
    const resources = resourcesOf(renderRelease({ project: storage, environment: 'prod' }));
    expect(Object.keys(resources).length / 20).toBeLessThanOrEqual(5);
  });

  test('a service of several images holds each of them in one task, and has a parameter for each', () => {
    const template = renderRelease({ project: storage, environment: 'stage' });
    const task = servicesIn(template).find(({ name }) => name === 'ingests')?.task;
    const containers: { Name: string }[] = task?.Properties?.ContainerDefinitions;
    expect(containers.map(({ Name }) => Name)).toEqual(['api', 'tracker']);
    expect(Object.keys(parametersIn(template)).filter((name) => name.includes('/ingests'))).toEqual([
      '/storage/images/stage/ingests/api',
      '/storage/images/stage/ingests/tracker',
    ]);
  });
});
