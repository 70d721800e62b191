import { type ContainerDefinition, ContainerImage, type ContainerImageConfig } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { grantEcrPull } from './ecr-pull.js';
import type { PinnedImage } from './pinned-image.js';

/** An image of a release as a container definition takes it. */
export class ReleaseImage extends ContainerImage {
  readonly #image: PinnedImage;

  constructor(image: PinnedImage) {
    super();
    this.#image = image;
  }

  bind(_scope: Construct, container: ContainerDefinition): ContainerImageConfig {
    const { domain, path, uri } = this.#image;
    if (domain !== undefined) grantEcrPull(container.taskDefinition, domain, path);
    return { imageName: uri };
  }
}
