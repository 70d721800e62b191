import { artifactKeys } from '../../lib/manifest/index.js';
import type { Release } from '../../lib/release/index.js';
import { type Place, placeName, type RenderedStack, type StackRenderer } from '../../lib/targets/index.js';

/** A stack in CloudFormation's form with nothing in it but what observation reads, and a text that stands for settings. */
export function templateOf(place: Place, release: Release, settings = ''): string {
  const set = place.project.serviceSets.find(({ id }) => id === place.serviceSet);
  const resources: Record<string, unknown> = {};
  for (const service of set?.services ?? []) {
    const containers = service.containers.filter(({ artifact }) => release.images[artifact] !== undefined);
    if (containers.length === 0) continue;
    resources[`${service.id}Task`] = {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        ContainerDefinitions: containers.map(({ id, artifact }) => ({
          Name: id,
          Image: release.images[artifact]?.image,
        })),
      },
    };
    resources[`${service.id}Service`] = {
      Type: 'AWS::ECS::Service',
      Properties: {
        TaskDefinition: { Ref: `${service.id}Task` },
        Tags: [{ Key: 'deployment:service', Value: service.id }],
      },
    };
  }
  return JSON.stringify({ Description: settings, Resources: resources });
}

/** Renders without the CDK; what is asked of it is written down. */
export class FakeRenderer implements StackRenderer {
  /** Stands for everything in the manifest that is not an image. */
  settings = '';
  rendered = 0;

  async render(place: Place, release: Release): Promise<RenderedStack> {
    this.rendered++;
    const known = new Set(place.project.serviceSets.flatMap(artifactKeys));
    if (!Object.keys(release.images).every((artifact) => known.has(artifact as never)))
      throw new Error(`${release.id} has images that the project does not`);
    return { stackName: placeName(place), template: templateOf(place, release, this.settings) };
  }
}
