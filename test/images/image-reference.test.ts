import fc from 'fast-check';
import { formatImageReference, type ImageReference, normaliseImage, parseImageReference } from '../../lib/images';
import { references } from './arbitraries';
import { readFixture } from './fixture';
import { codesOf } from './problems-of';

interface Case {
  readonly input: string;
  readonly valid: boolean;
  readonly error?: string;
  readonly domain: string | null;
  readonly path: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
}

const HEX = '0123456789abcdef'.repeat(4);

const table = readFixture<{ cases: Case[] }>('images/image_references.json');
const cases = (table?.cases ?? []).map((row) => [row.input.slice(0, 60), row] as const);

function promiseTheTable(): void {
  test('is read whole', () => expect(cases).toHaveLength(48));

  test.each(cases)('%s is judged as there', (_, row) => {
    const parsed = parseImageReference(row.input);
    if (!row.valid) return expect(parsed).toMatchObject({ ok: false, error: row.error });
    const { domain = null, path, tag = null, digest = null } = parsed.ok ? parsed.reference : ({} as ImageReference);
    return expect({ domain, path, tag, digest }).toEqual({
      domain: row.domain,
      path: row.path,
      tag: row.tag,
      digest: row.digest,
    });
  });
}

if (table !== undefined) describe('the distribution project’s table of references', promiseTheTable);

describe('an image reference', () => {
  test('is the same after it was written and read, whatever it is', () => {
    fc.assert(
      fc.property(references, (reference) => {
        expect(parseImageReference(formatImageReference(reference))).toEqual({ ok: true, reference });
      }),
      { numRuns: 300 },
    );
  });

  test('that is normalised stays as it is', () => {
    fc.assert(
      fc.property(references, (reference) => {
        const normalised = normaliseImage(formatImageReference(reference));
        expect(normaliseImage(normalised)).toBe(normalised);
        const parsed = parseImageReference(normalised);
        expect(parsed.ok && formatImageReference(parsed.reference)).toBe(normalised);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['http://example.com/images/hatching/00001', 'example.com/images/hatching/00001'],
    ['https://example.COM:443/carts', 'example.com:443/carts'],
    ['docker://carts:0.10.1', 'carts:0.10.1'],
    ['Registry.Example.com/carts:RC1', 'registry.example.com/carts:RC1'],
    ['foobar-backend:0.22.3.rc', 'foobar-backend:0.22.3.rc'],
    ['nginx', 'nginx'],
  ])('%s is normalised to %s', (text, normalised) => expect(normaliseImage(text)).toBe(normalised));

  test.each([
    ['', 'name-empty'],
    ['http://', 'name-empty'],
    [' carts', 'invalid-format'],
    ['carts:1\n', 'invalid-format'],
    ['carts:', 'invalid-format'],
    ['carts:1 2', 'invalid-format'],
    ['ftp://example.com/carts', 'invalid-format'],
    ['/carts', 'invalid-format'],
    ['carts/', 'invalid-format'],
    ['team//carts', 'invalid-format'],
    ['carts:-1', 'invalid-format'],
    [`carts:${'v'.repeat(129)}`, 'invalid-format'],
    [`carts@sha256:${HEX.toUpperCase()}`, 'invalid-format'],
    [`carts@sha256:${HEX}00`, 'digest-invalid-length'],
    [`carts@md5:${HEX}`, 'digest-unsupported'],
    ['example.com/Team/carts', 'name-uppercase'],
    ['a'.repeat(256), 'name-too-long'],
  ])('%j is refused as %s', (text, error) => {
    expect(parseImageReference(text)).toMatchObject({ ok: false, error });
    expect(codesOf(() => normaliseImage(text))).toEqual(['InvalidImage']);
  });

  test('is refused with the wrong value in the message, control characters made visible and length kept in bounds', () => {
    const parsed = parseImageReference(`carts\u0007${'!'.repeat(5000)}`);
    expect(!parsed.ok && parsed.message).toContain('carts\\u0007!!!');
    expect(!parsed.ok && parsed.message.length).toBeLessThan(300);
  });

  test('of a hostile length is judged at once', () => {
    for (const text of [`${'a-'.repeat(20_000)}!`, `${'a.'.repeat(20_000)}/`, `${'a/'.repeat(20_000)}:`])
      expect(parseImageReference(text).ok).toBe(false);
  });
});
