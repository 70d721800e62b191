import * as z from 'zod/mini';
import { requirements } from './requirements.js';
import { containerSettings, serviceSettings } from './settings.js';
import * as v from './values.js';

/** The schema of our own format. Built at first use: loading this module costs nothing. */
export const manifestSchema = v.once(build);

/** A manifest of our own format after its shape was checked. */
export type ManifestData = z.output<ReturnType<typeof build>>;
export type EnvironmentData = ManifestData['environments'][number];
export type ServiceData = NonNullable<ManifestData['services']>[number];
export type SettingsData = NonNullable<ManifestData['environmentTypes']>[string];

const settings = v.once(() => z.strictObject(serviceSettings()));
const displayName = v.once(() => v.optional(v.text(), 'Name for people (default: the id)'));

function build() {
  const location = {
    account: v.optional(v.account()),
    region: v.optional(v.region()),
    roleArn: v.optional(v.roleArn(), 'Role that Slipway assumes for its own calls'),
  };
  return z
    .strictObject({
      $schema: v.optional(v.text()),
      project: v.projectId(),
      name: displayName(),
      store: v.optional(v.textThat(/^(?:dir:.+|aws:.*|memory:)$/, 'be dir:<path>, aws:, aws:<table> or memory:')),
      ...location,
      profile: v.optional(v.text(), 'Named profile of the AWS configuration'),
      repository: v.optional(v.textThat(/^[\w.-]+\/[\w.-]+$/, 'be owner/name on GitHub')),
      roles: v.optional(
        z.record(z.string(), z.array(person())),
        'Who has which role, as their records are signed; for approvals',
      ),
      environments: v.atLeastOne(z.array(environment()), 'must list at least one environment'),
      environmentTypes: v.optional(z.record(z.string(), settings()), 'Settings that environments of one type share'),
      services: v.optional(z.array(service())),
      serviceSets: v.optional(v.atLeastOne(z.array(serviceSet()), 'must list at least one service set')),
    })
    .register(v.notes, { title: 'Slipway project manifest' });
}

const person = v.once(() =>
  v.textThat(/\S/, 'name a person', { description: 'A person as their records are signed; case does not matter' }),
);

function environment() {
  return z.strictObject({
    id: v.id(),
    name: displayName(),
    type: v.optional(
      v.text(),
      'Environments of one type share settings (default: prod for prod and production, else the id)',
    ),
    after: v.optional(
      z.array(v.text()),
      'Environments that a release must have run in before; none: releases start here',
    ),
    promote: v.optional(
      z.enum(['manual', 'auto']),
      'Whether a release that may be promoted here is promoted by itself (default: manual)',
    ),
    require: v.optional(requirements(), 'Conditions that a release has to meet here, beside those of the graph'),
    account: v.optional(v.account()),
    region: v.optional(v.region()),
    roleArn: v.optional(v.roleArn()),
    network: v.optional(network()),
    services: v.optional(
      z.record(z.string(), settings()),
      'Settings of single services here; they win over all others',
    ),
    ...serviceSettings(),
  });
}

function network() {
  const subnets = () => z.array(v.textThat(/^subnet-[0-9a-z]+$/, 'be a subnet id such as subnet-0a1b2c3d'));
  return z.strictObject({
    vpcId: v.optional(v.textThat(/^vpc-[0-9a-z]+$/, 'be a VPC id such as vpc-0a1b2c3d')),
    availabilityZones: v.optional(z.array(v.text())),
    privateSubnetIds: v.optional(subnets()),
    publicSubnetIds: v.optional(subnets()),
    clusterName: v.optional(v.clusterName()),
  });
}

function serviceSet() {
  return z.strictObject({
    id: v.id(),
    name: displayName(),
    environments: v.optional(
      v.atLeastOne(z.array(v.text()), 'must list at least one environment'),
      'Where the set runs (default: everywhere)',
    ),
    clusters: v.optional(z.record(z.string(), v.clusterName()), 'Cluster per environment'),
    services: z.array(service()),
  });
}

const service = v.once(() =>
  z.strictObject({
    id: v.ecsId(),
    name: displayName(),
    image: v.optional(v.repository()),
    containers: v.optional(v.atLeastOne(z.array(container()), 'must list at least one container')),
    connects: v.optional(z.array(v.text()), 'Services that this one talks to'),
    dependsOn: v.optional(z.array(v.text()), 'Services that must be up before this one changes'),
    ...serviceSettings(),
  }),
);

function container() {
  return z.strictObject({ id: v.ecsId(), image: v.optional(v.repository()), ...containerSettings() });
}
