import {
  artifactKeys,
  findEnvironment,
  findService,
  firstEnvironment,
  type Manifest,
  manifestFileNames,
  parseManifest,
  selectProject,
  selectServiceSet,
  stackName,
} from '../../lib/manifest/index.js';

const catalogue: Manifest = parseManifest(
  `project: catalogue
environments:
  - { id: prod, after: [stage] }
  - { id: stage }
  - { id: lab }
serviceSets:
  - id: pipeline
    services:
      - { id: matcher, image: matcher }
      - { id: inferrer, containers: [{ id: b, image: b }, { id: a, image: a }] }
  - id: api
    environments: [lab]
    services: [{ id: search, image: search }]
`,
  { file: 'slipway.yaml' },
).manifest;
const two = parseManifest(
  '{"storage": {"environments": [{"id": "prod"}]}, "identity": {"environments": [{"id": "prod"}]}}',
).manifest;

describe('choosing a project or a service set', () => {
  test('needs no name where there is one', () => {
    expect(selectProject(catalogue).id).toBe('catalogue');
    expect(selectServiceSet(selectProject(two, 'storage')).implied).toBe(true);
  });

  test('finds the named one', () => {
    expect(selectProject(two, 'identity').id).toBe('identity');
    expect(selectServiceSet(selectProject(catalogue), 'api').id).toBe('api');
  });

  test.each<[string, () => unknown, object]>([
    [
      'lists the projects',
      () => selectProject(two),
      {
        code: 'SeveralProjects',
        message: 'the manifest has several projects: storage, identity',
        hint: 'name one with --project',
      },
    ],
    [
      'lists the sets',
      () => selectServiceSet(selectProject(catalogue)),
      { code: 'SeveralServiceSets', message: 'the project "catalogue" has several service sets: pipeline, api' },
    ],
    [
      'suggests a project',
      () => selectProject(two, 'stroage'),
      { code: 'UnknownProject', hint: 'did you mean "storage"?' },
    ],
    [
      'suggests a set',
      () => selectServiceSet(selectProject(catalogue), 'Pipe-line'),
      { code: 'UnknownServiceSet', hint: 'did you mean "pipeline"?' },
    ],
    [
      'lists what there is for a strange name',
      () => selectProject(catalogue, 'x'),
      { code: 'UnknownProject', hint: 'there is: catalogue', at: { file: 'slipway.yaml' } },
    ],
  ])('%s', (_, attempt, problem) => {
    let thrown: unknown;
    try {
      attempt();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ kind: 'input', problems: [problem] });
  });
});

describe('a project that was read', () => {
  const project = selectProject(catalogue);
  const [pipeline, api] = [selectServiceSet(project, 'pipeline'), selectServiceSet(project, 'api')];

  test('has one artifact per container, sorted', () => {
    expect(artifactKeys(pipeline)).toEqual(['inferrer/a', 'inferrer/b', 'matcher']);
  });

  test('starts in the first environment that comes after none and in which the set runs', () => {
    expect(firstEnvironment(project, pipeline)?.id).toBe('stage');
    expect(firstEnvironment(project, api)?.id).toBe('lab');
  });

  test('finds environments and services by id, and answers undefined for others', () => {
    expect(findEnvironment(project, 'lab')?.id).toBe('lab');
    expect(findEnvironment(project, 'constructor')).toBeUndefined();
    expect(findService(pipeline, 'matcher')?.id).toBe('matcher');
    expect(findService(pipeline, 'search')).toBeUndefined();
  });

  test('names its stacks in letters, digits and hyphens', () => {
    const environment = findEnvironment(project, 'prod');
    expect(environment && stackName(project, pipeline, environment)).toBe('catalogue-pipeline-prod');
    const mets = parseManifest('project: mets_adapter\nenvironments: [{ id: eu.west_1 }]\nservices: []').manifest
      .projects[0];
    const [set, only] = [mets?.serviceSets[0], mets?.environments[0]];
    if (mets === undefined || set === undefined || only === undefined) throw new Error('nothing was read');
    expect(stackName(mets, set, only)).toBe('mets-adapter-eu-west-1');
  });

  test('has the hash of its bytes', () => {
    expect(parseManifest('project: p\nenvironments: [{ id: a }]\nservices: []').manifest.hash).toBe(
      parseManifest(Buffer.from('project: p\nenvironments: [{ id: a }]\nservices: []')).manifest.hash,
    );
    expect(catalogue.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is looked for under these names, in this order', () => {
    expect(manifestFileNames).toEqual(['slipway.yaml', 'slipway.yml', 'slipway.json', '.wellcome_project']);
  });
});
