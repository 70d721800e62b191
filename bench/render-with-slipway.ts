import type { App } from 'aws-cdk-lib/core';
import { ReleaseStack } from '../constructs/release-stack.js';
import type { ArtifactKey, ContainerId, EnvironmentId, ProjectId, ServiceId } from '../lib/ids.js';
import { type Environment, IMPLIED_SERVICE_SET, type Project } from '../lib/manifest/model.js';
import type { BenchService } from './render-workload.js';

/** The services as Slipway renders them: from a manifest and a release. */
export function renderWithSlipway(app: App, stackName: string, services: readonly BenchService[]): void {
  const images = Object.fromEntries(services.map(({ id, image }) => [id, { image }]));
  new ReleaseStack(app, stackName, {
    stackName,
    project: projectOf(services),
    environment: 'dev',
    release: { project: 'bench', id: 'rel-000000000000', number: 1, images },
  });
}

function projectOf(services: readonly BenchService[]): Project {
  const environment: Environment = {
    id: 'dev' as EnvironmentId,
    name: 'dev',
    type: 'dev',
    after: [],
    promote: 'manual',
    require: { digests: false },
    aws: {},
    network: {},
    defaults: {},
    overrides: {},
  };
  return {
    id: 'bench' as ProjectId,
    name: 'Bench',
    format: 'slipway',
    aws: {},
    environments: [environment],
    serviceSets: [
      {
        id: IMPLIED_SERVICE_SET,
        name: 'main',
        implied: true,
        environments: [environment.id],
        clusters: {},
        services: services.map(({ id, variables }) => ({
          id: id as ServiceId,
          name: id,
          containers: [
            {
              id: id as string as ContainerId,
              artifact: id as string as ArtifactKey,
              settings: { ports: [80], variables },
            },
          ],
          connects: [],
          dependsOn: [],
          settings: {},
        })),
      },
    ],
  };
}
