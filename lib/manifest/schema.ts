import * as z from 'zod/mini';
import { containerSettings, serviceSettings } from './settings-schema.js';
import * as v from './values.js';

let built: ReturnType<typeof build> | undefined;

/** The schema of our own format. Built at first use: loading this module costs nothing. */
export function manifestSchema() {
  built ??= build();
  return built;
}

/** A manifest of our own format after its shape was checked. */
export type ManifestData = z.output<ReturnType<typeof build>>;
export type EnvironmentData = ManifestData['environments'][number];
export type ServiceData = NonNullable<ManifestData['services']>[number];
export type SettingsData = NonNullable<ManifestData['environmentTypes']>[string];

const displayName = () => v.text().register(v.notes, { description: 'Name for people (default: the id)' });

function build() {
  const location = {
    account: z.optional(v.account()),
    region: z.optional(v.region()),
    roleArn: z.optional(v.roleArn().register(v.notes, { description: 'Role to assume for reading and publishing' })),
  };
  return z
    .strictObject({
      $schema: z.optional(v.text()),
      project: v.projectId(),
      name: z.optional(displayName()),
      store: z.optional(v.textThat(/^(?:dir:.+|aws:.*|memory:)$/, 'be dir:<path>, aws:, aws:<table> or memory:')),
      ...location,
      profile: z.optional(v.text().register(v.notes, { description: 'Named profile of the AWS configuration' })),
      repository: z.optional(v.textThat(/^[\w.-]+\/[\w.-]+$/, 'be owner/name on GitHub')),
      environments: atLeastOne(z.array(environment()), 'must list at least one environment'),
      environmentTypes: z.optional(
        z.record(z.string(), z.strictObject(serviceSettings())).register(v.notes, { description: 'Settings that environments of one type share' }),
      ),
      services: z.optional(z.array(service())),
      serviceSets: z.optional(atLeastOne(z.array(serviceSet()), 'must list at least one service set')),
    })
    .register(v.notes, { title: 'Slipway project manifest' });
}

function environment() {
  return z.strictObject({
    id: v.id(),
    name: z.optional(displayName()),
    type: z.optional(v.text().register(v.notes, { description: 'Environments of one type share settings (default: prod for prod and production, else the id)' })),
    after: z.optional(z.array(v.text()).register(v.notes, { description: 'Environments that a release must have run in before; none: releases start here' })),
    promote: z.optional(z.enum(['manual', 'auto'])),
    require: z.optional(requirements()),
    account: z.optional(v.account()),
    region: z.optional(v.region()),
    roleArn: z.optional(v.roleArn()),
    network: z.optional(network()),
    services: z.optional(
      z.record(z.string(), z.strictObject(serviceSettings())).register(v.notes, { description: 'Settings of single services here; they win over all others' }),
    ),
    ...serviceSettings(),
  });
}

function requirements() {
  return z.strictObject({
    digests: z.optional(v.flag().register(v.notes, { description: 'Every image pinned by digest (default: true for type prod)' })),
    soak: z.optional(v.textThat(/^\d+(?:s|m|h|d)$/, 'be a duration such as 30m, 2h or 1d')),
    approvals: z.optional(z.strictObject({ count: v.integer(1, 100), roles: z.optional(z.array(v.text())) })),
    windows: z.optional(z.array(z.unknown())),
  });
}

function network() {
  const subnets = () => z.array(v.textThat(/^subnet-[0-9a-z]+$/, 'be a subnet id such as subnet-0a1b2c3d'));
  return z.strictObject({
    vpcId: z.optional(v.textThat(/^vpc-[0-9a-z]+$/, 'be a VPC id such as vpc-0a1b2c3d')),
    availabilityZones: z.optional(z.array(v.text())),
    privateSubnetIds: z.optional(subnets()),
    publicSubnetIds: z.optional(subnets()),
    clusterName: z.optional(v.clusterName()),
  });
}

function serviceSet() {
  return z.strictObject({
    id: v.id(),
    name: z.optional(displayName()),
    environments: z.optional(
      atLeastOne(z.array(v.text()), 'must list at least one environment').register(v.notes, { description: 'Where the set runs (default: everywhere)' }),
    ),
    clusters: z.optional(z.record(z.string(), v.clusterName()).register(v.notes, { description: 'Cluster per environment' })),
    services: z.array(service()),
  });
}

function service() {
  return z.strictObject({
    id: v.ecsId(),
    name: z.optional(displayName()),
    image: z.optional(v.repository()),
    containers: z.optional(atLeastOne(z.array(container()), 'must list at least one container')),
    connects: z.optional(z.array(v.text()).register(v.notes, { description: 'Services that this one talks to' })),
    dependsOn: z.optional(z.array(v.text()).register(v.notes, { description: 'Services that must be up before this one changes' })),
    ...serviceSettings(),
  });
}

function container() {
  return z.strictObject({ id: v.ecsId(), image: z.optional(v.repository()), ...containerSettings() });
}

function atLeastOne<T extends z.core.$ZodType>(list: z.ZodMiniArray<T>, error: string) {
  return list.check(z.refine((value) => value.length > 0, { error })).register(v.notes, { minItems: 1 });
}
