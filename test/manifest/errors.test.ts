import { manifestProblems, parseManifest, readManifest } from '../../lib/manifest/index.js';
import { SlipwayError } from '../../lib/problem.js';

/** Line, code and message of every error. */
function errors(text: string): readonly string[] {
  return readManifest(text).errors.map(({ code, message, at }) => `${at?.line} ${code}: ${message}`);
}

function hints(text: string): readonly (string | undefined)[] {
  return readManifest(text).errors.map(({ hint }) => hint);
}

const head = 'project: shop\nenvironments:\n  - id: dev\n  - id: prod\n    after: [dev]\n';
const services = 'services:\n  - id: web\n    image: web\n  - id: api\n    image: api\n';

describe('every error is told at its line, in plain words', () => {
  test.each<[string, string, readonly string[]]>([
    ['an unknown key at the top', `${head}${services}enviroments: []\n`, ['11 UnknownKey: unknown key "enviroments"']],
    [
      'an unknown key in a service',
      `${head}services:\n  - id: web\n    imgae: web\n`,
      ['8 UnknownKey: unknown key "imgae" in "services[0]"'],
    ],
    [
      'a misspelt key that is needed, once',
      `project: shop\nenviroments: [{ id: dev }]\n${services}`,
      ['2 UnknownKey: unknown key "enviroments"'],
    ],
    ['no project', `environments: [{ id: dev }]\n${services}`, ['1 MissingKey: the manifest has no "project"']],
    ['no environments', `project: shop\n${services}`, ['1 MissingKey: the manifest has no "environments"']],
    ['no services', head, ['1 MissingKey: the manifest has neither "services" nor "serviceSets"']],
    [
      'an environment without id',
      `project: shop\nenvironments:\n  - name: Dev\n${services}`,
      ['3 MissingKey: "environments[0]" has no "id"'],
    ],
    [
      'a map where a list belongs',
      `project: shop\nenvironments:\n  dev: { id: dev }\n${services}`,
      ['2 WrongType: "environments" must be a list, not a map'],
    ],
    [
      'a text where a number belongs',
      `${head}services:\n  - id: web\n    image: web\n    desiredCount: many\n`,
      ['9 WrongType: "services[0].desiredCount" must be a number, not the text "many"'],
    ],
    [
      'half a task',
      `${head}services:\n  - id: web\n    image: web\n    desiredCount: 1.5\n`,
      ['9 WrongType: "services[0].desiredCount" must be a whole number, not the number 1.5'],
    ],
    [
      'fewer tasks than none',
      `${head}services:\n  - id: web\n    image: web\n    desiredCount: -1\n`,
      ['9 InvalidValue: "services[0].desiredCount" must be at least 0, not the number -1'],
    ],
    ['nothing where a list belongs', `${head}services:\n`, ['6 WrongType: "services" must be a list, not empty']],
    [
      'a truth value as an id',
      `${head}services: [{ id: true, image: web }]\n`,
      ['6 WrongType: "services[0].id" must be a text, not true'],
    ],
    [
      'an unknown strategy',
      `${head}services: [{ id: web, image: web, strategy: canry }]\n`,
      [
        '6 InvalidValue: "services[0].strategy" must be rolling, direct, blue-green, canary or linear, not the text "canry"',
      ],
    ],
    [
      'a retention that CloudWatch does not have',
      `${head}services: [{ id: web, image: web, logRetentionDays: 31 }]\n`,
      [
        '6 InvalidValue: "services[0].logRetentionDays" must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, not 31',
      ],
    ],
    [
      'an image with a label',
      `${head}services: [{ id: web, image: "shop/web:latest" }]\n`,
      ['6 InvalidValue: "services[0].image" must name a repository without label or digest, not "shop/web:latest"'],
    ],
    [
      'an account of eleven digits',
      `account: 12345678901\n${head}${services}`,
      ['1 InvalidValue: "account" must be an AWS account id of 12 digits, not "12345678901"'],
    ],
    [
      'a role that is none',
      `roleArn: ci\n${head}${services}`,
      ['1 InvalidValue: "roleArn" must be the ARN of a role such as arn:aws:iam::123456789012:role/ci, not "ci"'],
    ],
    [
      'a region that is none',
      `region: Ireland\n${head}${services}`,
      ['1 InvalidValue: "region" must be an AWS region such as eu-west-1, not "Ireland"'],
    ],
    [
      'a secret of two sources',
      `${head}services: [{ id: web, image: web, secrets: { A: { ssm: a, secretsManager: b } } }]\n`,
      ['6 InvalidValue: "services[0].secrets.A" must name exactly one of secretsManager and ssm'],
    ],
    [
      'a name that is a variable and a secret',
      `${head}services: [{ id: web, image: web, variables: { A: 1 }, secrets: { A: { ssm: a } } }]\n`,
      ['6 NameTwice: "A" is a variable and a secret at once'],
    ],
    [
      'services and service sets',
      `${head}${services}serviceSets: [{ id: all, services: [] }]\n`,
      ['11 ConflictingKeys: "services" and "serviceSets" exclude each other'],
    ],
    [
      'an image and containers',
      `${head}services:\n  - id: web\n    image: web\n    containers: [{ id: web }]\n`,
      ['9 ConflictingKeys: "image" and "containers" exclude each other'],
    ],
    [
      'the same environment twice',
      `project: shop\nenvironments:\n  - id: dev\n  - id: dev\n${services}`,
      ['4 DuplicateId: the environment id "dev" stands twice, first in line 3'],
    ],
    [
      'services that differ in case only',
      `${head}services:\n  - { id: web, image: web }\n  - { id: Web, image: web }\n`,
      ['8 DuplicateId: the service ids "web" (line 7) and "Web" differ only in case'],
    ],
    [
      'the same container twice',
      `${head}services:\n  - id: web\n    containers:\n      - { id: a, image: a }\n      - { id: a, image: b }\n`,
      ['10 DuplicateId: the container id "a" stands twice, first in line 9'],
    ],
    [
      'a service in two sets',
      `${head}serviceSets:\n  - { id: one, services: [{ id: web, image: web }] }\n  - { id: two, services: [{ id: web, image: web }] }\n`,
      ['8 DuplicateId: the service id "web" stands twice, first in line 7'],
    ],
    [
      'an id with a slash',
      `${head}services: [{ id: a/b, image: web }]\n`,
      [
        '6 InvalidId: "services[0].id" is refused: "a/b" cannot be an id: it may hold only letters, digits, "_", "-" and ".", and begins with a letter or a digit',
      ],
    ],
    [
      'a service id that ECS refuses',
      `${head}services: [{ id: a.b, image: web }]\n`,
      ['6 InvalidId: "services[0].id" is refused: "a.b" cannot be an id: ECS names hold no "."'],
    ],
    [
      'a project that SSM reserves',
      `project: AwsShop\nenvironments: [{ id: dev }]\n${services}`,
      [
        '1 InvalidId: "project" is refused: "AwsShop" cannot be an id: SSM refuses parameter names that begin with "aws" or "ssm"',
      ],
    ],
    [
      'an environment that comes after an unknown one',
      `project: shop\nenvironments:\n  - id: dev\n  - id: prod\n    after: [devv]\n${services}`,
      ['5 UnknownEnvironment: there is no environment "devv"'],
    ],
    [
      'a neighbour that is not there',
      `${head}services:\n  - id: web\n    image: web\n    connects: [wob]\n    dependsOn: [db]\n`,
      ['9 UnknownService: there is no service "wob"', '10 UnknownService: there is no service "db"'],
    ],
    [
      'settings for a service that is not there',
      `project: shop\nenvironments:\n  - id: dev\n    services: { wep: { cpu: 512 } }\n${services}`,
      ['4 UnknownService: there is no service "wep"'],
    ],
    [
      'a service that talks to itself',
      `${head}services:\n  - id: web\n    image: web\n    connects: [web]\n    dependsOn: [web]\n`,
      [
        '9 SelfReference: the service "web" connects to itself',
        '10 SelfReference: the service "web" depends on itself',
      ],
    ],
    [
      'services that depend on one another',
      `${head}services:\n  - { id: a, image: a, dependsOn: [b] }\n  - { id: b, image: b, dependsOn: [c] }\n  - { id: c, image: c, dependsOn: [a] }\n`,
      ['9 Cycle: "a" depends on "b" depends on "c" depends on "a"'],
    ],
    [
      'environments in a circle, and one behind it',
      `project: shop\nenvironments:\n  - { id: a, after: [b] }\n  - { id: b, after: [a] }\n  - { id: c, after: [b] }\n  - id: d\n${services}`,
      [
        '4 Cycle: "a" comes after "b" comes after "a"',
        '5 UnreachableEnvironment: no release can reach the environment "c"',
      ],
    ],
    [
      'an environment after itself',
      `project: shop\nenvironments:\n  - { id: a, after: [a] }\n${services}`,
      ['3 Cycle: "a" comes after "a"'],
    ],
    [
      'a set that starts behind where it does not run',
      `${head}serviceSets:\n  - id: api\n    environments: [prod]\n    services: [{ id: web, image: web }]\n`,
      ['8 UnreachableEnvironment: no release of the service set "api" can reach "prod", which comes after "dev"'],
    ],
    [
      'a dependency on another set',
      `${head}serviceSets:\n  - { id: one, services: [{ id: a, image: a, dependsOn: [b] }] }\n  - { id: two, services: [{ id: b, image: b }] }\n`,
      ['7 OtherServiceSet: the service "a" depends on "b" of the service set "two"'],
    ],
    [
      'a cluster for an unknown environment',
      `${head}serviceSets:\n  - id: one\n    clusters: { stage: c }\n    services: [{ id: a, image: a }]\n`,
      ['8 UnknownEnvironment: there is no environment "stage"'],
    ],
    [
      'stacks of one name',
      `project: shop\nenvironments:\n  - id: eu.west\n  - id: eu-west\n${services}`,
      ['4 StackNameClash: "shop" "eu.west" and "shop" "eu-west" would both be the stack "shop-eu-west"'],
    ],
    [
      'a stack name that is too long',
      `project: ${'p'.repeat(70)}\nenvironments:\n  - id: ${'e'.repeat(70)}\n${services}`,
      [
        `3 StackNameInvalid: the stack of "${'p'.repeat(70)}" "${'e'.repeat(70)}" would have a name of 141 characters, CloudFormation takes 128`,
      ],
    ],
    [
      'memory that Fargate does not have beside that CPU',
      `${head}services:\n  - id: web\n    image: web\n    cpu: 1024\n    memory: 512\n`,
      ['10 FargateSize: Fargate has no 512 MiB beside 1024 CPU units (service "web" in "dev", "prod")'],
    ],
    [
      'memory that one environment makes wrong',
      `project: shop\nenvironments:\n  - id: dev\n  - id: qa\n    services:\n      web:\n        memory: 8192\n${services}`,
      ['7 FargateSize: Fargate has no 8192 MiB beside 256 CPU units (service "web" in "qa")'],
    ],
    [
      'containers on one port',
      `${head}services:\n  - id: web\n    ports: [80]\n    containers: [{ id: a, image: a }, { id: b, image: b }]\n`,
      ['8 PortTwice: several containers of "web" listen on port 80 in "dev", "prod"'],
    ],
    [
      'no essential container',
      `${head}services:\n  - id: web\n    image: web\n    essential: false\n`,
      ['9 NoEssentialContainer: no container of "web" is essential in "dev", "prod"'],
    ],
    [
      'a lone container of another id',
      `${head}services:\n  - id: web\n    containers: [{ id: nginx, image: nginx }]\n`,
      ['8 LoneContainer: the only container of "web" has the id "nginx"'],
    ],
    [
      'a port twice',
      `${head}services: [{ id: web, image: web, ports: [80, 80] }]\n`,
      ['6 InvalidValue: "services[0].ports" must not name a port twice, as 80,80 does'],
    ],
    [
      'a port that is none',
      `${head}services: [{ id: web, image: web, ports: [70000] }]\n`,
      ['6 InvalidValue: "services[0].ports[0]" must be at most 65535, not the number 70000'],
    ],
    [
      'a number where a map belongs, and nothing else about it',
      `${head}services:\n  - { id: web, image: web, healthCheck: 5, secrets: { A: 7 } }\n  - 8\n`,
      [
        '7 WrongType: "services[0].healthCheck" must be a map, not the number 5',
        '7 WrongType: "services[0].secrets.A" must be a map, not the number 7',
        '8 WrongType: "services[1]" must be a map, not the number 8',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(errors(text)).toEqual(expected);
  });

  test('unknown names come with the name that was probably meant', () => {
    expect(hints(`${head}${services}enviromentTypes: {}\n`)).toEqual(['did you mean "environmentTypes"?']);
    expect(hints(`${head}services: [{ id: web, image: web, desired_count: 1 }]`)).toEqual([
      'did you mean "desiredCount"?',
    ]);
    expect(hints(`${head}services: [{ id: web, image: web, connects: [wep] }]`)).toEqual(['did you mean "web"?']);
  });

  test('all errors come at once, in the order of lines', () => {
    const text = `project: shop\nregion: Ireland\nenvironments:\n  - id: dev\n    after: [prd]\n  - id: prod\n    colour: red\nservices:\n  - id: web\n    image: web\n    memory: 8192\n  - id: web\n    dependsOn: [db]\n`;
    expect(readManifest(text).errors.map(({ code, at }) => `${at?.line} ${code}`)).toEqual([
      '2 InvalidValue',
      '5 UnknownEnvironment',
      '7 UnknownKey',
      '11 FargateSize',
      '12 DuplicateId',
      '13 UnknownService',
    ]);
  });

  test('every error names file, column and path', () => {
    const { errors: found } = readManifest(`${head}services:\n  - id: web\n    cpu: lots\n`, { file: 'slipway.yaml' });
    expect(found[0]?.at).toEqual({ file: 'slipway.yaml', line: 8, column: 10, path: 'services[0].cpu' });
  });

  test('every code is one of the listed ones', () => {
    const texts = ['', '[', 'a: [', '{"a" 1}', 'x', `${head}services: [{}]`, 'a: {id: b}\n'];
    for (const { code } of texts.flatMap((text) => readManifest(text).errors)) {
      expect(Object.keys(manifestProblems)).toContain(code);
    }
  });

  test('parseManifest throws all of them as an input error', () => {
    const text = `${head}services:\n  - id: web\n    cpu: lots\n    colour: red\n`;
    let thrown: unknown;
    try {
      parseManifest(text, { file: 'f' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SlipwayError);
    expect(thrown).toMatchObject({ kind: 'input', problems: readManifest(text, { file: 'f' }).errors });
  });
});

describe('what is legal and suspicious is warned of', () => {
  const warnings = (text: string) => readManifest(text).warnings.map(({ code, at }) => `${at?.line} ${code}`);

  test.each<[string, string, readonly string[]]>([
    ['nothing suspicious', `${head}${services}`, []],
    ['a service without image', `${head}services:\n  - id: web\n`, ['7 NoImage']],
    ['no services', `${head}services: []\n`, ['6 NoServices']],
    [
      'a label as an environment',
      `project: shop\nenvironments:\n  - id: latest\n${services}`,
      ['3 EnvironmentIsLabel'],
    ],
    [
      'stage beside staging',
      `project: shop\nenvironments:\n  - id: stage\n  - id: staging\n${services}`,
      ['4 TwinEnvironments'],
    ],
    [
      'production first',
      `project: shop\nenvironments:\n  - id: production\n  - id: qa\n${services}`,
      ['3 ProductionFirst'],
    ],
    [
      'a canary without anybody who would meet it',
      `${head}services:\n  - { id: web, image: web, strategy: canary }\n  - { id: api, image: api, ports: [80] }\n`,
      ['7 NoTrafficToShift'],
    ],
    [
      'a canary that a neighbour meets',
      `${head}services:\n  - { id: web, image: web, connects: [api] }\n  - { id: api, image: api, ports: [80], strategy: canary }\n`,
      [],
    ],
    [
      'neighbours that say no port, told once',
      `${head}services:\n  - { id: web, image: web, connects: [api], strategy: canary }\n  - { id: api, image: api, connects: [web] }\n`,
      ['7 ImpliedPort'],
    ],
    [
      'a neighbour that only asks',
      `${head}services:\n  - { id: web, image: web, connects: [api] }\n  - { id: api, image: api, ports: [80] }\n`,
      [],
    ],
    [
      'a mistyped neighbour',
      `${head}services:\n  - { id: bag-verifer-a, image: v }\n  - { id: bag-verifier-b, image: v }\n  - { id: bag-verifier-c, image: v }\n`,
      ['7 LikelyTypo'],
    ],
    [
      'no words that are really different',
      `${head}services:\n${['reader-a', 'header-a', 'header-b', 'ingest-a', 'ingests-b', 'ingests-c', 'worker1-a', 'worker2-a', 'worker2-b'].map((id) => `  - { id: ${id}, image: x }\n`).join('')}`,
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(warnings(text)).toEqual(expected);
  });
});
