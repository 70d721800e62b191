import fc from 'fast-check';
import type { Digest } from '../../lib/ids';
import type { ImageReference } from '../../lib/images';

const hex = fc.constantFrom(...'0123456789abcdef');

function hexText(length: number): fc.Arbitrary<string> {
  return fc.array(hex, { minLength: length, maxLength: length }).map((digits) => digits.join(''));
}

const pathPart = fc.stringMatching(/^[a-z0-9]{1,4}(?:(?:\.|_|__|--?)[a-z0-9]{1,3}){0,2}$/);
const path = fc.array(pathPart, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const domain = fc.stringMatching(
  /^(?:[A-Za-z0-9]{1,5}(?:-[a-z0-9]{1,3})?(?:\.[a-z]{2,3}){1,2}|\[[0-9a-f:]{2,8}\])(?::[0-9]{1,5})?$/,
);

/** Digests of every kind there is: SHA-256. */
export const digests = hexText(64).map((digits) => `sha256:${digits}` as Digest);

/** Git commits in full. */
export const commits = hexText(40);

/** Tags as people and CI systems write them. */
export const tags = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
  commits.map((commit) => `ref.${commit}`),
);

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const withDomain = fc.record({
  domain,
  path,
  tag: fc.option(tags, { nil: undefined }),
  digest: fc.option(digests, { nil: undefined }),
});

// Without a registry the first part of a longer path could be read as one: that is the grammar's way.
const withoutDomain = fc.record({
  path: pathPart,
  tag: fc.option(tags, { nil: undefined }),
  digest: fc.option(digests, { nil: undefined }),
});

/** Any reference that the grammar can say. */
export const references: fc.Arbitrary<ImageReference> = fc.oneof(withDomain, withoutDomain).map(present);
