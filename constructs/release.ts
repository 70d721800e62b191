import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { canonicalJson, sha256 } from '../lib/canonical.js';
import { IMPLIED_SERVICE_SET } from '../lib/manifest/model.js';
import { didYouMean } from '../lib/suggest.js';
import { constructError } from './construct-error.js';
import { type PinnedImage, pinImage } from './pinned-image.js';
import { ReleaseImage } from './release-image.js';
import type { ReleaseImageProps, ReleaseProps } from './release-props.js';

/**
 * A release as data inside a stack; renders nothing by itself. An existing stack adopts releases with it by changing one
 * line: `image: Release.of(this, release).image('carts')`.
 */
export class Release extends Construct {
  /**
   * The release of a service set in the stack of `scope`. Asked for the same release again, it gives the same object.
   *
   * @throws SlipwayError with `ConflictingRelease` where the stack has another release of this service set, with
   *   `InvalidReleaseImage` or `DigestMismatch` where an image of the release cannot be run
   */
  static of(scope: IConstruct, props: ReleaseProps): Release {
    const stack = Stack.of(scope);
    // A colon never stands in an id of ours, so that no service and no other set can take this place in the tree.
    const id = `Release:${props.project}:${props.serviceSet ?? IMPLIED_SERVICE_SET}`;
    const existing = stack.node.tryFindChild(id) as Release | undefined;
    if (existing === undefined) return new Release(stack, id, props);
    if (existing === props || existing.#says(props)) return existing;
    throw constructError(
      stack,
      'ConflictingRelease',
      `stack "${stack.node.path}" holds release ${existing.id} of ${props.project} and is asked to hold ${props.id} too`,
      'render each release in a stack of its own: an environment runs one release at a time',
    );
  }

  readonly project: string;
  readonly serviceSet: string;
  readonly id: string;
  readonly number: number;
  readonly images: Readonly<Record<string, ReleaseImageProps>>;
  readonly #pinned: ReadonlyMap<string, PinnedImage>;

  private constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    this.project = props.project;
    this.serviceSet = props.serviceSet ?? IMPLIED_SERVICE_SET;
    this.id = props.id;
    this.number = props.number;
    this.images = props.images;
    this.#pinned = new Map(
      Object.keys(props.images)
        .sort()
        .map((artifact) => [artifact, pinImage(this, artifact, props.images[artifact] as ReleaseImageProps)]),
    );
  }

  /** The artifacts of the release, sorted: `<service>` or `<service>/<container>`. */
  get artifacts(): readonly string[] {
    return [...this.#pinned.keys()];
  }

  /**
   * The image of an artifact for a container definition, by digest where the release has one. An image in a private
   * registry of ECR brings the permission to pull it, given to the task's execution role.
   *
   * @param artifact `<service>`, or `<service>/<container>` for a service of several containers
   * @throws SlipwayError with `UnknownArtifact` or `SeveralContainers`
   */
  image(artifact: string): ContainerImage {
    const { project, serviceSet } = this;
    return new ReleaseImage(this.#find(artifact), { project, serviceSet, artifact });
  }

  /**
   * The image of an artifact as text: `registry/path@sha256:…`, or as the release has it where it has no digest.
   *
   * @throws SlipwayError with `UnknownArtifact` or `SeveralContainers`
   */
  imageUri(artifact: string): string {
    return this.#find(artifact).uri;
  }

  /**
   * Identifies what some artifacts of this release run: `part-` and 12 hex digits. Two releases that agree on these
   * artifacts give the same part, so a service that a release does not change is not touched by it.
   */
  part(artifacts: readonly string[]): string {
    const images = Object.fromEntries(artifacts.map((artifact) => [artifact, this.imageUri(artifact)]));
    return `part-${sha256(canonicalJson(images)).slice(0, 12)}`;
  }

  #find(artifact: string): PinnedImage {
    const image = this.#pinned.get(artifact);
    if (image !== undefined) return image;
    const containers = this.artifacts.filter((known) => known.startsWith(`${artifact}/`));
    if (containers.length > 0)
      throw constructError(
        this,
        'SeveralContainers',
        `service "${artifact}" has several containers in release ${this.id}: ${containers.join(', ')}`,
        `ask for one of them, e.g. "${containers[0]}"`,
      );
    const meant = didYouMean(artifact, this.artifacts);
    throw constructError(
      this,
      'UnknownArtifact',
      `release ${this.id} has no image for "${artifact}"`,
      `${meant === undefined ? '' : `did you mean "${meant}"? `}it has: ${this.artifacts.join(', ') || 'none'}`,
    );
  }

  #says(props: ReleaseProps): boolean {
    return canonicalJson(identityOf(this)) === canonicalJson(identityOf(props));
  }
}

function identityOf({ id, number, images }: ReleaseProps): unknown {
  const pins = Object.entries(images).map(([artifact, { image, digest }]) => [artifact, { image, digest }]);
  return { id, number, images: Object.fromEntries(pins) };
}
