import type { ImageReference } from './image-reference.js';

const VERSION = /^v?[0-9]+(?:[._-][0-9a-z]+)*$/;

/**
 * The version of an image that carries it as the last part of its path, as registries of the simplest kind do:
 * `00001` in `example.com/images/hatching/00001`. Only where there is neither tag nor digest to say it.
 */
export function versionInPath(reference: ImageReference): string | undefined {
  if (reference.tag !== undefined || reference.digest !== undefined) return undefined;
  const slash = reference.path.lastIndexOf('/');
  const last = reference.path.slice(slash + 1);
  return slash > 0 && VERSION.test(last) ? last : undefined;
}

/** The reference without the version at the end of its path, or the reference itself where it has none there. */
export function withoutVersionInPath(reference: ImageReference): ImageReference {
  const version = versionInPath(reference);
  if (version === undefined) return reference;
  return { ...reference, path: reference.path.slice(0, -version.length - 1) };
}
