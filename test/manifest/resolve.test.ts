import {
  type Project,
  parseManifest,
  resolveService,
  resolveServices,
  type ServiceSettings,
} from '../../lib/manifest/index.js';

function project(text: string): Project {
  const [first] = parseManifest(text).manifest.projects;
  if (first === undefined) throw new Error('no project');
  return first;
}

function resolved(text: string) {
  const { environments, serviceSets } = project(text);
  const [environment, service] = [environments[0], serviceSets[0]?.services[0]];
  if (environment === undefined || service === undefined) throw new Error('nothing to resolve');
  return resolveService(environment, service);
}

/** A manifest that says the same settings at chosen levels. */
function layered(
  layers: Partial<Record<'type' | 'environment' | 'service' | 'container' | 'override', ServiceSettings>>,
): string {
  const { type, environment, service, container, override } = layers;
  return JSON.stringify({
    project: 'shop',
    environmentTypes: { qa: { ...type } },
    environments: [{ id: 'a', type: 'qa', ...environment, services: { web: { ...override } } }],
    services: [
      {
        id: 'web',
        ...service,
        containers: [
          { id: 'app', image: 'app', ...container },
          { id: 'log', image: 'log' },
        ],
      },
    ],
  });
}

describe('the settings of a service in an environment', () => {
  test('have a default where nothing is said', () => {
    expect(resolved('project: p\nenvironments: [{ id: dev }]\nservices: [{ id: web, image: web }]')).toEqual({
      id: 'web',
      name: 'web',
      containers: [{ id: 'web', artifact: 'web', ports: [], variables: {}, secrets: {}, essential: true }],
      connects: [],
      dependsOn: [],
      cpu: 256,
      memory: 512,
      desiredCount: 1,
      strategy: 'rolling',
      logRetentionDays: 30,
      assignPublicIp: false,
    });
  });

  test('give CPU without memory the least memory beside it', () => {
    const text = 'project: p\nenvironments: [{ id: dev }]\nservices: [{ id: web, image: web, cpu: 2048 }]';
    expect(resolved(text)).toMatchObject({ cpu: 2048, memory: 4096 });
  });

  const levels = ['type', 'environment', 'service', 'override'] as const;

  test.each(levels.map((_, index) => [levels.slice(0, index + 1)]))('of %j the last wins', (said) => {
    const layers = Object.fromEntries(said.map((level, index) => [level, { desiredCount: index + 2 }]));
    expect(resolved(layered(layers)).desiredCount).toBe(said.length + 1);
  });

  const containerLevels = ['type', 'environment', 'service', 'container', 'override'] as const;

  test.each(containerLevels.map((_, index) => [containerLevels.slice(0, index + 1)]))(
    'of %j the last wins for a container',
    (said) => {
      const layers = Object.fromEntries(
        said.map((level) => [level, { command: [level], variables: { LEVEL: level, [level]: 'x' } }]),
      );
      const [app] = resolved(layered(layers)).containers;
      const last = said[said.length - 1];
      expect(app?.command).toEqual([last]);
      expect(app?.variables).toEqual({ LEVEL: last, ...Object.fromEntries(said.map((level) => [level, 'x'])) });
    },
  );

  test('of a container do not reach its neighbour', () => {
    const [, log] = resolved(layered({ container: { ports: [80], essential: false } })).containers;
    expect(log).toMatchObject({ ports: [], essential: true });
  });

  test('replace lists and join maps', () => {
    const { containers } = resolved(
      layered({
        environment: { entryPoint: ['a', 'b'], variables: { A: '1' } },
        service: { entryPoint: ['c'], variables: { B: '2' } },
      }),
    );
    expect(containers[0]).toMatchObject({ entryPoint: ['c'], variables: { A: '1', B: '2' } });
  });

  test('let a variable take the place of a secret of a lower level, and the other way round', () => {
    const text = `project: p
environments:
  - id: dev
    services:
      web: { variables: { PASSWORD: local }, secrets: { TOKEN: { ssm: /dev/token } } }
services:
  - { id: web, image: web, secrets: { PASSWORD: { secretsManager: db } }, variables: { TOKEN: none } }`;
    expect(resolved(text).containers[0]).toMatchObject({
      variables: { PASSWORD: 'local' },
      secrets: { TOKEN: { source: 'ssm', id: '/dev/token' } },
    });
    expect(Object.keys(resolved(text).containers[0]?.secrets ?? {})).toEqual(['TOKEN']);
  });

  test('keep numbers and truth values of variables as they were written', () => {
    const text =
      'project: p\nenvironments: [{ id: dev }]\nservices: [{ id: web, image: web, variables: { PORT: 8080, RATE: 1.10, ON: TRUE } }]';
    expect(resolved(text).containers[0]?.variables).toEqual({ PORT: '8080', RATE: '1.10', ON: 'TRUE' });
  });
});

describe('an environment', () => {
  test('of type prod asks for digests unless it says otherwise', () => {
    const { environments } = project(
      'project: p\nservices: []\nenvironments: [{ id: prod }, { id: production }, { id: live, type: prod }, { id: old, type: prod, require: { digests: false } }, { id: dev }]',
    );
    expect(environments.map(({ require }) => require.digests)).toEqual([true, true, true, false, false]);
  });

  test('has the project’s place in AWS where it names none of its own', () => {
    const { environments } = project(
      "project: p\nservices: []\naccount: '111111111111'\nregion: eu-west-1\nenvironments: [{ id: dev }, { id: prod, account: '222222222222' }]",
    );
    expect(environments.map(({ aws }) => aws)).toEqual([
      { account: '111111111111', region: 'eu-west-1' },
      { account: '222222222222', region: 'eu-west-1' },
    ]);
  });
});

describe('neighbours', () => {
  const ports = (services: string, environment = '{ id: dev }') => {
    const { environments, serviceSets } = project(
      `{ project: shop, environments: [${environment}], services: ${services} }`,
    );
    const [[dev], [set]] = [environments, serviceSets];
    if (dev === undefined || set === undefined) throw new Error('nothing to resolve');
    return resolveServices(dev, set).map(({ containers }) => containers.map((container) => container.ports));
  };

  test.each<[string, string, readonly (readonly (readonly number[])[])[]]>([
    [
      'of which neither says a port reach each other on port 80',
      '[{ id: a, connects: [b] }, { id: b }]',
      [[[80]], [[80]]],
    ],
    [
      'of which one says a port are left as they are',
      '[{ id: a, connects: [b] }, { id: b, ports: [5432] }]',
      [[[]], [[5432]]],
    ],
    [
      'are looked at in pairs',
      '[{ id: a, connects: [b] }, { id: b, connects: [c] }, { id: c, ports: [1] }]',
      [[[80]], [[80]], [[1]]],
    ],
    ['only: a service without any listens nowhere', '[{ id: a }, { id: b }]', [[[]], [[]]]],
    [
      'are reached in the first essential container',
      '[{ id: a, connects: [b] }, { id: b, containers: [{ id: x, essential: false }, { id: y }, { id: z }] }]',
      [[[80]], [[], [80], []]],
    ],
  ])('%s', (_, services, expected) => {
    expect(ports(services)).toEqual(expected);
  });

  test('have the ports that the environment says', () => {
    const dev = '{ id: dev, services: { b: { ports: [9000] } } }';
    expect(ports('[{ id: a, connects: [b] }, { id: b }]', dev)).toEqual([[[]], [[9000]]]);
  });
});
