import { type ImageReference, imageVersion, parseImageReference, releaseHashOf, versionsApart } from '../../lib/images';

const A = `sha256:${'0123456789ab'}${'a'.repeat(52)}`;
const B = `sha256:${'ba9876543210'}${'b'.repeat(52)}`;
const COMMIT = 'ea19a75c75850f0d5732c2ecd2c4ba5f8b10348b';

function tagged(tag: string): ImageReference {
  return { path: 'carts', tag };
}

describe('the version of an image', () => {
  test.each([
    ['carts:0.10.1', '0.10.1'],
    [`carts:0.10.1@${A}`, '0.10.1'],
    [`example.com:5000/carts@${A}`, '@0123456789ab'],
    ['example.com/images/hatching/00001', '00001'],
    ['example.com/images/hatching/v2.1', 'v2.1'],
    ['carts', '(no version)'],
    ['team/3scale', '(no version)'],
    ['00001', '(no version)'],
    ['Not an image', '(no version)'],
  ])('of %s is %s', (image, version) => expect(imageVersion(image)).toBe(version));

  test.each([
    ['carts:1', 'carts:2', ['1', '2']],
    [`carts:1@${A}`, `carts:1@${B}`, ['1@0123456789ab', '1@ba9876543210']],
    ['carts:1', `carts:1@${A}`, ['1', '1@0123456789ab']],
    ['a.example.com/carts:1', 'b.example.com/carts:1', ['a.example.com/carts:1', 'b.example.com/carts:1']],
    ['carts:1', 'carts:1', ['1', '1']],
  ])('of %s and of %s are told apart', (from, to, expected) => expect(versionsApart(from, to)).toEqual(expected));
});

describe('the release hash of an image', () => {
  test.each([
    [`ref.${COMMIT}`, COMMIT],
    [COMMIT, COMMIT],
    ['ref.ea19a75', 'ea19a75'],
    ['f001af9afce', 'f001af9afce'],
    [`sha-${COMMIT}`, COMMIT],
    ['git-1234567', '1234567'],
    ['1'.repeat(40), '1'.repeat(40)],
  ])('is the commit that the tag %s names', (tag, commit) => expect(releaseHashOf(tagged(tag))).toBe(commit));

  test.each(['1234567', '20261120', '00001', '0.10.1', 'latest', 'abc123', `${COMMIT}0`, 'EA19A75', 'deadbeef-rc1'])(
    'is not read into the tag %s',
    (tag) => expect(releaseHashOf(tagged(tag))).toBeUndefined(),
  );

  test('is nothing where there is no tag', () => {
    const parsed = parseImageReference(`carts@${A}`);
    expect(parsed.ok && releaseHashOf(parsed.reference)).toBeUndefined();
  });
});
