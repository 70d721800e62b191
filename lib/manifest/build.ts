import type { ArtifactKey, ContainerId, EnvironmentId, ProjectId, ServiceId, ServiceSetId } from '../ids.js';
import { requirementsOf } from './gates.js';
import {
  type AwsLocation,
  type Container,
  type Environment,
  IMPLIED_SERVICE_SET,
  type ManifestFormat,
  type Project,
  type Service,
  type ServiceSet,
} from './model.js';
import { defaultType } from './rules/suspicions.js';
import type { EnvironmentData, ManifestData, ServiceData } from './schema/manifest-schema.js';
import { definedOnly, mergeSettings, ownMap, settingsFrom } from './settings.js';

/** The project that checked data describes. */
export function buildProject(data: ManifestData, format: ManifestFormat, terraformRoot: string | undefined): Project {
  const { account, region, roleArn, profile, store, repository } = data;
  const aws = definedOnly({ account, region, roleArn, profile });
  const roles = Object.entries(data.roles ?? {});
  const environments = data.environments.map((environment) => buildEnvironment(environment, data, aws));
  return {
    id: data.project as ProjectId,
    name: data.name ?? data.project,
    format,
    aws,
    ...definedOnly({ store, repository, terraformRoot }),
    ...(roles.length === 0 ? {} : { roles: ownMap(roles) }),
    environments,
    serviceSets: buildServiceSets(data, environments),
  };
}

function buildEnvironment(data: EnvironmentData, manifest: ManifestData, project: AwsLocation): Environment {
  const type = data.type ?? defaultType(data.id);
  const types = manifest.environmentTypes ?? {};
  const shared = Object.hasOwn(types, type) ? types[type] : undefined;
  const { account, region, roleArn } = data;
  return {
    id: data.id as EnvironmentId,
    name: data.name ?? data.id,
    type,
    after: [...new Set(data.after ?? [])] as EnvironmentId[],
    promote: data.promote ?? 'manual',
    require: requirementsOf(data.require ?? {}, type),
    aws: { ...project, ...definedOnly({ account, region, roleArn }) },
    network: definedOnly(data.network ?? {}),
    defaults: mergeSettings(settingsFrom(data), settingsFrom(shared ?? {})),
    overrides: ownMap(Object.entries(data.services ?? {}).map(([id, settings]) => [id, settingsFrom(settings)])),
  };
}

function buildServiceSets(data: ManifestData, environments: readonly Environment[]): readonly ServiceSet[] {
  const everywhere = environments.map(({ id }) => id);
  if (data.serviceSets === undefined) {
    const services = (data.services ?? []).map(buildService);
    return [
      {
        id: IMPLIED_SERVICE_SET,
        name: data.name ?? data.project,
        implied: true,
        environments: everywhere,
        clusters: ownMap([]),
        services,
      },
    ];
  }
  return data.serviceSets.map((set) => ({
    id: set.id as ServiceSetId,
    name: set.name ?? set.id,
    implied: false,
    environments: everywhere.filter((id) => set.environments?.includes(id) ?? true),
    clusters: ownMap(Object.entries(set.clusters ?? {})),
    services: set.services.map(buildService),
  }));
}

function buildService(data: ServiceData): Service {
  return {
    id: data.id as ServiceId,
    name: data.name ?? data.id,
    containers: buildContainers(data),
    connects: [...new Set(data.connects ?? [])] as ServiceId[],
    dependsOn: [...new Set(data.dependsOn ?? [])] as ServiceId[],
    settings: settingsFrom(data),
  };
}

function buildContainers(data: ServiceData): readonly Container[] {
  const { id, image, containers } = data;
  if (containers === undefined) return [container(id, id, image, {})];
  const [only] = containers;
  if (containers.length === 1 && only !== undefined) return [container(id, id, only.image, settingsFrom(only))];
  return containers.map((one) => container(one.id, `${id}/${one.id}`, one.image, settingsFrom(one)));
}

function container(
  id: string,
  artifact: string,
  repository: string | undefined,
  settings: Container['settings'],
): Container {
  return { id: id as ContainerId, artifact: artifact as ArtifactKey, ...definedOnly({ repository }), settings };
}
