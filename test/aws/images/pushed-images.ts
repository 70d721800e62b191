import { createHash } from 'node:crypto';
import type { ECR } from '@aws-sdk/client-ecr';
import type { Digest } from '../../../lib/ids.js';

const IMAGE = 'application/vnd.docker.distribution.manifest.v2+json';
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** Makes a repository, where it is not there yet. */
export async function makeRepository(ecr: ECR, name: string): Promise<void> {
  await ecr.createRepository({ repositoryName: name }).catch((error: Error) => {
    if (error.name !== 'RepositoryAlreadyExistsException') throw error;
  });
}

/** Pushes an image that differs from every other with another content, and gives its digest. */
export async function push(ecr: ECR, repository: string, tag: string, content: string): Promise<Digest> {
  const { image } = await ecr.putImage({ repositoryName: repository, imageTag: tag, imageManifest: manifest(content) });
  const digest = image?.imageId?.imageDigest;
  if (digest === undefined) throw new Error('the registry gave no digest');
  return digest as Digest;
}

function manifest(content: string): string {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: content.length, digest },
    layers: [{ mediaType: LAYER, size: content.length, digest }],
  });
}
