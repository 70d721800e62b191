import { type ContainerDefinition, ContainerImage, type ContainerImageConfig } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { grantEcrPull } from './ecr-pull.js';
import type { PinnedImage } from './pinned-image.js';
import { type ReleasedArtifact, useArtifact } from './task-artifacts.js';

/** An image of a release as a container definition takes it. */
export class ReleaseImage extends ContainerImage {
  readonly #image: PinnedImage;
  readonly #artifact: ReleasedArtifact;

  constructor(image: PinnedImage, artifact: ReleasedArtifact) {
    super();
    this.#image = image;
    this.#artifact = artifact;
  }

  bind(_scope: Construct, container: ContainerDefinition): ContainerImageConfig {
    const { domain, path, uri } = this.#image;
    if (domain !== undefined) grantEcrPull(container.taskDefinition, domain, path);
    useArtifact(container.taskDefinition, this.#artifact);
    return { imageName: uri };
  }
}
