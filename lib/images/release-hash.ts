import type { ImageReference } from './image-reference.js';

/** A prefix declares the rest a commit, so that even seven decimal digits are one. */
const DECLARED = /^(?:ref|sha|git)[.-]([0-9a-f]{7,40})$/;
const BARE = /^[0-9a-f]{7,40}$/;
const DECIMAL = /^[0-9]+$/;
const FULL_LENGTH = 40;

/**
 * The git commit that an image was built from, where its tag says so: `ref.<commit>`, `sha-<commit>`, `git-<commit>`,
 * or a bare commit of 7 to 40 lower-case hex digits. A short bare number (`1234567`, `20261120`) is none: build numbers
 * and dates look like that far more often than commits do.
 */
export function releaseHashOf({ tag }: ImageReference): string | undefined {
  if (tag === undefined) return undefined;
  const declared = DECLARED.exec(tag)?.[1];
  if (declared !== undefined) return declared;
  if (!BARE.test(tag)) return undefined;
  return DECIMAL.test(tag) && tag.length < FULL_LENGTH ? undefined : tag;
}
