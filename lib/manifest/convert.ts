import { Document } from 'yaml';
import { requirementsWords } from './gates.js';
import type {
  Container,
  ContainerSettings,
  Environment,
  ManifestFormat,
  Project,
  SecretReference,
  Service,
  ServiceSet,
} from './model.js';
import { defaultType } from './rules/suspicions.js';
import { definedOnly } from './settings.js';

type Words = Readonly<Record<string, unknown>>;

/**
 * A project as YAML text of our own format. Reading it gives an equal project but for its format and its Terraform root,
 * which a comment names. Settings of environment types stand at each environment.
 */
export function convertManifest(project: Project): string {
  const document = new Document(projectWords(project));
  document.commentBefore = comment(project);
  return document.toString({ lineWidth: 0 });
}

const ORIGINS: Readonly<Record<ManifestFormat, string | undefined>> = {
  slipway: undefined,
  'wellcome-flat': 'a .wellcome_project of one project',
  'wellcome-list': 'a .wellcome_project that lists projects',
  'wellcome-map': 'a .wellcome_project that maps ids to projects',
  'rfc-013': 'a manifest of RFC 013 with service sets',
};

function comment(project: Project): string {
  const origin = ORIGINS[project.format];
  const lines = [
    ...(origin === undefined ? [] : [`Converted from ${origin}.`]),
    ...(project.terraformRoot === undefined
      ? []
      : [`Its Terraform was in ${project.terraformRoot.replace(/\s+/g, ' ')}.`]),
    ...(project.environments.length > 1 && project.environments.every(({ after }) => after.length === 0)
      ? ['Say with "after" at an environment which one a release must have run in before.']
      : []),
  ];
  return ['Project manifest of Slipway.', ...lines].map((line) => ` ${line}`).join('\n');
}

function projectWords(project: Project): Words {
  const [first] = project.serviceSets;
  const implied = project.serviceSets.length === 1 && first?.implied === true;
  return definedOnly({
    project: project.id,
    name: project.name === project.id ? undefined : project.name,
    store: project.store,
    ...project.aws,
    repository: project.repository,
    roles: project.roles,
    environments: project.environments.map((environment) => environmentWords(environment, project)),
    services: implied ? first.services.map(serviceWords) : undefined,
    serviceSets: implied ? undefined : project.serviceSets.map((set) => setWords(set, project)),
  });
}

function environmentWords(environment: Environment, project: Project): Words {
  const { id, name, type, after, promote, require, network, defaults, overrides } = environment;
  const { account, region, roleArn } = environment.aws;
  const own = <V>(value: V, inherited: V) => (value === inherited ? undefined : value);
  return definedOnly({
    id,
    name: own<string>(name, id),
    type: own(type, defaultType(id)),
    after: unlessEmpty(after),
    promote: promote === 'manual' ? undefined : promote,
    require: unlessEmptyMap(requirementsWords(require, type)),
    account: own(account, project.aws.account),
    region: own(region, project.aws.region),
    roleArn: own(roleArn, project.aws.roleArn),
    network: unlessEmptyMap(network),
    ...settingsWords(defaults),
    services: unlessEmptyMap(mapValues(overrides, settingsWords)),
  });
}

function setWords(set: ServiceSet, project: Project): Words {
  const everywhere = set.environments.length === project.environments.length;
  return definedOnly({
    id: set.id,
    name: set.name === set.id ? undefined : set.name,
    environments: everywhere ? undefined : set.environments,
    clusters: unlessEmptyMap(set.clusters),
    services: set.services.map(serviceWords),
  });
}

function serviceWords({ id, name, containers, connects, dependsOn, settings }: Service): Words {
  const [only] = containers;
  const single = containers.length === 1 && only !== undefined && Object.keys(only.settings).length === 0;
  return definedOnly({
    id,
    name: name === id ? undefined : name,
    image: single ? only.repository : undefined,
    containers: single ? undefined : containers.map(containerWords),
    connects: unlessEmpty(connects),
    dependsOn: unlessEmpty(dependsOn),
    ...settingsWords(settings),
  });
}

function containerWords({ id, repository, settings }: Container): Words {
  return definedOnly({ id, image: repository, ...settingsWords(settings) });
}

function settingsWords(settings: ContainerSettings): Words {
  const { secrets, ...rest } = settings;
  return { ...rest, ...(secrets === undefined ? {} : { secrets: mapValues(secrets, secretWords) }) };
}

function secretWords({ source, id }: SecretReference): Words {
  return source === 'ssm' ? { ssm: id } : { secretsManager: id };
}

function mapValues<V>(map: Readonly<Record<string, V>>, words: (value: V) => Words): Words {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, words(value)]));
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function unlessEmptyMap<T extends object>(map: T): T | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
