import { type ImageReference, parseImageReference } from '../image-reference.js';

/** An image as ECR knows it. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  /** By digest where the reference has one, else by tag. */
  readonly id: { readonly imageDigest: string } | { readonly imageTag: string };
}

const REGISTRY = /^(?<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** What every registry takes a reference without a tag for. */
const IMPLIED_TAG = 'latest';

/** The image of ECR that a reference names: `<account>.dkr.ecr.<region>.amazonaws.com/path:tag`; undefined for all others. */
export function readEcrReference(image: string): EcrImage | undefined {
  const parsed = parseImageReference(image);
  if (!parsed.ok) return undefined;
  const { account, region } = REGISTRY.exec(parsed.reference.domain ?? '')?.groups ?? {};
  if (account === undefined || region === undefined) return undefined;
  return { account, region, repository: parsed.reference.path, id: idOf(parsed.reference) };
}

function idOf({ tag, digest }: ImageReference): EcrImage['id'] {
  return digest === undefined ? { imageTag: tag ?? IMPLIED_TAG } : { imageDigest: digest };
}
