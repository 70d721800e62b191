import { readManifest, stackName } from '../../lib/manifest/index.js';

const read = (value: unknown) => readManifest(JSON.stringify(value, null, 1));
const environments = [
  { id: 'stage', name: 'Staging' },
  { id: 'prod', name: 'Production' },
];
const lines = (value: unknown) => {
  const { errors, warnings } = read(value);
  const line = ({ code, at, message }: (typeof errors)[number]) => `${code} ${at?.path}: ${message}`;
  return { errors: errors.map(line), warnings: warnings.map(({ code, at }) => `${code} ${at?.path}`) };
};

describe('the first published shape', () => {
  test('a map whose only key happens to be "stacks" is a project of that id', () => {
    const { manifest, errors } = readManifest(`{
  "stacks": {
    "environments": [
      {
        "id": "stage",
        "name": "Staging"
      },
      {
        "id": "prod",
        "name": "Production"
      }
    ],
    "name": "Example project"
  }
}`);
    expect(errors).toEqual([]);
    expect(manifest?.projects).toMatchObject([
      {
        id: 'stacks',
        name: 'Example project',
        format: 'wellcome-map',
        environments: [
          { id: 'stage', name: 'Staging', after: [] },
          { id: 'prod', type: 'prod', require: { digests: true } },
        ],
      },
    ]);
  });

  test('projects may have ids that are keys elsewhere', () => {
    const { manifest } = read({
      project: { environments },
      services: { environments },
      environments: { environments },
    });
    expect(manifest?.projects.map(({ id }) => id)).toEqual(['project', 'services', 'environments']);
  });
});

describe('service sets of RFC 013', () => {
  const set = (id: string, ids: readonly string[], extra: object = {}) => ({
    id,
    environments: [{ id: 'stage', cluster_name: `${id}_stage` }, { id: 'prod' }],
    services: ids.map((service) => ({ id: service, repository_name: `uk.ac.wellcome/${service}` })),
    ...extra,
  });

  test('become service sets with their clusters, and the account that they share', () => {
    const { manifest, errors, warnings } = read({
      project: {
        name: 'Catalogue',
        service_sets: [set('pipeline', ['matcher'], { account_id: '760097843905', name: 'The pipeline' })],
      },
    });
    expect(errors).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['ImpliedProjectId']);
    const project = manifest?.projects[0];
    expect(project).toMatchObject({
      id: 'catalogue',
      name: 'Catalogue',
      format: 'rfc-013',
      aws: { account: '760097843905' },
      environments: [{ id: 'stage' }, { id: 'prod' }],
      serviceSets: [
        {
          id: 'pipeline',
          name: 'The pipeline',
          implied: false,
          environments: ['stage', 'prod'],
          clusters: { stage: 'pipeline_stage' },
          services: [{ id: 'matcher', containers: [{ artifact: 'matcher', repository: 'uk.ac.wellcome/matcher' }] }],
        },
      ],
    });
  });

  test('an account id that is none, as in the RFC itself, is left out with a warning', () => {
    const { manifest, warnings } = read({ id: 'c', service_sets: [set('api', ['a'], { account_id: '1234567890' })] });
    expect(manifest?.projects[0]?.aws).toEqual({});
    expect(warnings.map(({ code, at }) => [code, at?.path])).toEqual([['IgnoredKey', 'service_sets[0].account_id']]);
  });

  test('every set has stacks of its own', () => {
    const { manifest } = read({ cat: { service_sets: [set('api', ['a']), set('pipeline', ['b'])] } });
    const [project] = manifest?.projects ?? [];
    const names = project?.serviceSets.flatMap((one) =>
      project.environments.map((environment) => stackName(project, one, environment)),
    );
    expect(names).toEqual(['cat-api-stage', 'cat-api-prod', 'cat-pipeline-stage', 'cat-pipeline-prod']);
  });
});

describe('image repositories', () => {
  const containers = (project: object) =>
    read({ p: { environments, ...project } }).manifest?.projects[0]?.serviceSets[0]?.services.map((service) => [
      service.id,
      ...service.containers.map(({ artifact, repository }) => `${artifact}=${repository}`),
    ]);

  test.each<[string, object, unknown]>([
    [
      'services as texts',
      { image_repositories: [{ id: 'r', services: ['a', 'b'] }] },
      [
        ['a', 'a=r'],
        ['b', 'b=r'],
      ],
    ],
    ['services as maps', { image_repositories: [{ id: 'r', services: [{ id: 'a' }] }] }, [['a', 'a=r']]],
    ['no services', { image_repositories: [{ id: 'r' }] }, [['r', 'r=r']]],
    ['an empty list of services', { image_repositories: [{ id: 'r', services: [] }] }, [['r', 'r=r']]],
    ['null for services', { image_repositories: [{ id: 'r', services: null }] }, [['r', 'r=r']]],
    ['an empty list of repositories', { image_repositories: [] }, []],
    ['null for repositories', { image_repositories: null }, []],
    ['a namespace of the project', { namespace: 'ns', image_repositories: [{ id: 'r' }] }, [['r', 'r=ns/r']]],
    [
      'a namespace of the repository before the project’s',
      { namespace: 'ns', image_repositories: [{ id: 'r', namespace: 'own' }] },
      [['r', 'r=own/r']],
    ],
    [
      'an account without a region: no registry is guessed',
      { image_repositories: [{ id: 'r', namespace: 'ns', account_id: '123456789012' }] },
      [['r', 'r=ns/r']],
    ],
    [
      'an account and a region without a namespace: the path is not known whole',
      { region_name: 'eu-west-1', image_repositories: [{ id: 'r', account_id: '123456789012' }] },
      [['r', 'r=r']],
    ],
    [
      'two repositories for one service',
      {
        image_repositories: [
          { id: 'x', services: ['a'] },
          { id: 'y', services: ['a', 'b'] },
        ],
      },
      [
        ['a', 'a/x=x', 'a/y=y'],
        ['b', 'b=y'],
      ],
    ],
  ])('%s', (_, project, expected) => {
    expect(containers(project)).toEqual(expected);
  });
});

describe('historic manifests are read strictly too', () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      'an unknown key',
      { p: { environments, image_repositorys: [] } },
      ['UnknownKey p.image_repositorys: unknown key "image_repositorys" in "p"'],
    ],
    [
      'no environments',
      { p: { environments }, q: { name: 'Q' } },
      ['MissingKey q.environments: "q" has no "environments"'],
    ],
    [
      'an empty list of environments',
      { p: { environments: [] } },
      ['InvalidValue p.environments: "p.environments" must list at least one environment'],
    ],
    [
      'null for environments',
      { p: { environments: null, image_repositories: [] } },
      ['WrongType p.environments: "p.environments" must be a list, not empty'],
    ],
    [
      'a project that is a text',
      { p: { environments }, q: 'x' },
      ['WrongType q: "q" must be a project: a map with "environments"'],
    ],
    ['a list entry without id', [{ environments }], ['MissingKey [0].id: the project has no "id"']],
    [
      'two projects of one id',
      [
        { id: 'a', environments },
        { id: 'a', environments },
      ],
      ['DuplicateId [1].id: the project id "a" stands twice, first in line 3'],
    ],
    [
      'projects whose stacks would clash',
      { a_b: { environments }, 'a-b': { environments } },
      [
        'StackNameClash ["a-b"].environments[0].id: "a_b" "stage" and "a-b" "stage" would both be the stack "a-b-stage"',
        'StackNameClash ["a-b"].environments[1].id: "a_b" "prod" and "a-b" "prod" would both be the stack "a-b-prod"',
      ].map((line) => line.replaceAll('["a-b"]', 'a-b')),
    ],
    [
      'a repository twice',
      { p: { environments, image_repositories: [{ id: 'r' }, { id: 'r' }] } },
      ['DuplicateId p.image_repositories[1].id: the image repository "r" stands twice, first in line 15'],
    ],
    [
      'a service of no name',
      { p: { environments, image_repositories: [{ id: 'r', services: [{ name: 'x' }] }] } },
      ['MissingKey p.image_repositories[0].services[0].id: "p.image_repositories[0].services[0]" has no "id"'],
    ],
    [
      'two regions',
      { p: { environments, region_name: 'eu-west-1', aws_region_name: 'us-east-1' } },
      ['ConflictingKeys p.aws_region_name: "region_name" and "aws_region_name" name different regions'],
    ],
    [
      'an id beside another key',
      { p: { id: 'q', environments } },
      ['ConflictingKeys p.id: the project stands under "p" and says that its id is "q"'],
    ],
    [
      'a role that is none',
      { p: { environments, role_arn: 'ci' } },
      [
        'InvalidValue p.role_arn: "p.role_arn" must be the ARN of a role such as arn:aws:iam::123456789012:role/ci, not "ci"',
      ],
    ],
  ])('%s', (_, value, expected) => {
    expect(lines(value).errors).toEqual(expected);
  });

  test('what the old tool took and what has no place here is warned of', () => {
    const role = 'arn:aws:iam::123456789012:role/ci';
    const value = {
      p: {
        environments,
        image_repositories: [
          { id: 'r', role_arn: role, services: [{ id: 'a', region_name: 'eu-west-1' }, { id: 'a' }] },
        ],
      },
    };
    expect(lines(value)).toEqual({
      errors: [],
      warnings: [
        'IgnoredKey p.image_repositories[0].role_arn',
        'IgnoredKey p.image_repositories[0].services[0].region_name',
        'RepeatedService p.image_repositories[0].services[1].id',
      ],
    });
  });

  test('an account id may be written as a number, also one that begins with zero', () => {
    const { manifest, errors } = readManifest(
      'p:\n  environments:\n    - id: prod\n  account_id: 012345678901\n  github_repository: https://github.com/org/repo.git\n',
    );
    expect(errors).toEqual([]);
    expect(manifest?.projects[0]).toMatchObject({ aws: { account: '012345678901' }, repository: 'org/repo' });
  });
});
