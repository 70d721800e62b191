import type { ECR, ImageDetail, ImageIdentifier } from '@aws-sdk/client-ecr';
import { batchesOf } from '../../aws/index.js';
import type { Digest } from '../../ids.js';
import { SlipwayError } from '../../problem.js';
import type { EcrImage } from './ecr-reference.js';

/** ECR's own limit of one call. */
const IDS_PER_CALL = 100;

/** A tag can vanish between two calls, but not for ever. */
const TRIES = 3;

type ImageId = EcrImage['id'];

/** The key of an image of a repository: its digest or its tag; no tag holds a colon. */
export function keyOf(id: ImageId): string {
  return 'imageDigest' in id ? id.imageDigest : id.imageTag;
}

/** One repository of one registry of ECR. */
export class EcrRepository {
  constructor(
    private readonly ecr: ECR,
    private readonly account: string,
    private readonly name: string,
  ) {}

  /** The digests of those of the given images that are there, by {@link keyOf}. */
  async digests(ids: readonly ImageId[]): Promise<ReadonlyMap<string, Digest>> {
    const each = [...new Map(ids.map((id) => [keyOf(id), id])).values()];
    const found = new Map<string, Digest>();
    for (const batch of batchesOf(IDS_PER_CALL, each))
      for (const detail of await this.#describeThose(batch)) addDigests(detail, found);
    return found;
  }

  /**
   * DescribeImages knows everything about all the images or, where one is missing, nothing about any. Then
   * BatchGetImage, which tells of each whether it is there, says which to leave out. It is not asked for the digests:
   * of an image in several forms it may give another one than the tag's own.
   */
  async #describeThose(ids: readonly ImageId[]): Promise<readonly ImageDetail[]> {
    let asked = ids;
    for (let tried = 1; asked.length > 0; tried++) {
      try {
        const { imageDetails = [] } = await this.ecr.describeImages({ ...this.#place(), imageIds: [...asked] });
        return imageDetails;
      } catch (error) {
        if (isNoRepository(error)) return [];
        if (!isNoImage(error)) throw error;
        if (tried === TRIES) throw this.#contradicts();
        asked = await this.#withoutMissing(asked);
      }
    }
    return [];
  }

  async #withoutMissing(ids: readonly ImageId[]): Promise<readonly ImageId[]> {
    const { images = [], failures = [] } = await this.ecr.batchGetImage({ ...this.#place(), imageIds: [...ids] });
    const missing = failures.filter(({ failureCode }) => failureCode === 'ImageNotFound');
    const gone = new Set(missing.flatMap(({ imageId }) => keysOf(imageId)));
    const told = new Set([...images, ...failures].flatMap(({ imageId }) => keysOf(imageId)));
    return ids.filter((id) => !gone.has(keyOf(id)) && ('imageTag' in id || told.has(keyOf(id))));
  }

  #place(): { readonly registryId: string; readonly repositoryName: string } {
    return { registryId: this.account, repositoryName: this.name };
  }

  #contradicts(): SlipwayError {
    return new SlipwayError('unavailable', {
      code: 'AwsUnavailable',
      message: `ECR tells of repository ${this.name} of ${this.account} now that an image is there and now that it is not`,
      hint: 'somebody is pushing or deleting images: run the command again',
    });
  }
}

function addDigests({ imageDigest, imageTags = [] }: ImageDetail, found: Map<string, Digest>): void {
  if (imageDigest === undefined) return;
  for (const key of [imageDigest, ...imageTags]) found.set(key, imageDigest as Digest);
}

function keysOf(id: ImageIdentifier | undefined): readonly string[] {
  return [id?.imageDigest, id?.imageTag].filter((key) => key !== undefined);
}

/** A name that ECR does not even take for one is the name of no repository. */
function isNoRepository(error: unknown): boolean {
  return error instanceof Error && /^(RepositoryNotFound|InvalidParameter)Exception$/.test(error.name);
}

function isNoImage(error: unknown): boolean {
  return error instanceof Error && error.name === 'ImageNotFoundException';
}
