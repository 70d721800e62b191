import { type ImageReference, parseImageReference } from './image-reference.js';
import { versionInPath } from './version-in-path.js';

const NO_VERSION = '(no version)';
const DIGEST_PREFIX = 'sha256:';
const SHORT_DIGEST = 12;

/**
 * What a person calls the version of an image, as in the status line `carts:0.10.1`: its tag; else the first 12 digits
 * of its digest as `@0123456789ab`; else the version at the end of its path; else `(no version)`.
 */
export function imageVersion(image: string): string {
  const parsed = parseImageReference(image);
  if (!parsed.ok) return NO_VERSION;
  const { reference } = parsed;
  return reference.tag ?? shortDigest(reference) ?? versionInPath(reference) ?? NO_VERSION;
}

/**
 * The versions of two images for one line `from --> to`, told apart where their tags are equal: by digest, or as whole
 * references.
 */
export function versionsApart(from: string, to: string): readonly [from: string, to: string] {
  const plain = [imageVersion(from), imageVersion(to)] as const;
  if (plain[0] !== plain[1] || from === to) return plain;
  const pinned = [pinnedVersion(from), pinnedVersion(to)] as const;
  return pinned[0] === pinned[1] ? [from, to] : pinned;
}

function pinnedVersion(image: string): string {
  const parsed = parseImageReference(image);
  const digest = parsed.ok && parsed.reference.tag !== undefined ? shortDigest(parsed.reference) : undefined;
  return `${imageVersion(image)}${digest ?? ''}`;
}

function shortDigest({ digest }: ImageReference): string | undefined {
  return digest === undefined
    ? undefined
    : `@${digest.slice(DIGEST_PREFIX.length, DIGEST_PREFIX.length + SHORT_DIGEST)}`;
}
