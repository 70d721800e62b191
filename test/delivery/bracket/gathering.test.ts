import type { Digest, Instant } from '../../../lib/ids.js';
import { record } from '../../../lib/ledger/index.js';
import { codesOf, errorOf, FIRST } from '../stage.js';
import { BracketStage } from './bracket-stage.js';

const DIGEST = `sha256:${'7'.repeat(64)}` as Digest;

let stage: BracketStage;

beforeEach(async () => {
  stage = new BracketStage();
  await stage.pass(await stage.release(...FIRST), 'dev', 'hardening');
});

test('images of different people gather in one bracket, and it is known who added which', async () => {
  const { bracket, opened } = await stage.open('tim');
  expect({ opened, images: bracket.images }).toEqual({ opened: true, images: {} });
  expect(bracket.id).toMatch(/^bra-[0-9a-f]{12}$/);
  await stage.add('tim', 'carts=carts:0.10.17');
  await stage.add('tom', 'catalogue=catalogue:1.8.0');
  expect(await stage.bracket()).toMatchObject({
    id: bracket.id,
    actor: 'tim',
    images: { carts: { image: 'carts:0.10.17' }, catalogue: { image: 'catalogue:1.8.0' } },
    added: { carts: { actor: 'tim' }, catalogue: { actor: 'tom' } },
  });
});

test('a bracket that is open already is used by whoever opens one, and nothing is recorded', async () => {
  const { bracket } = await stage.open('tim');
  const before = await stage.facts();
  expect(await stage.open('tom')).toEqual({ bracket, opened: false });
  expect(await stage.facts()).toEqual(before);
});

test('two who open at the same moment get the same bracket', async () => {
  const [one, other] = await Promise.all([stage.open('tim'), stage.open('tom')]);
  expect(one.bracket.id).toBe(other.bracket.id);
  expect([one.opened, other.opened].sort()).toEqual([false, true]);
});

test('of those who add at the same moment nobody is lost', async () => {
  await stage.open();
  await Promise.all([
    stage.add('tim', 'carts=carts:2'),
    stage.add('tom', 'catalogue=catalogue:2'),
    stage.add('sue', 'carts-db=carts-db:2'),
  ]);
  expect(Object.keys((await stage.bracket())?.images ?? {}).sort()).toEqual(['carts', 'carts-db', 'catalogue']);
});

test('a second image for a service replaces the first, under the name of who added it', async () => {
  await stage.open();
  await stage.add('tim', 'carts=carts:2');
  const { added } = await stage.add('tom', 'carts=carts:3');
  expect(added).toEqual(['carts']);
  expect(await stage.bracket()).toMatchObject({
    images: { carts: { image: 'carts:3' } },
    added: { carts: { actor: 'tom' } },
  });
});

test('what gathered already is not recorded again', async () => {
  await stage.open();
  await stage.add('tim', 'carts=carts:2');
  const before = await stage.facts();
  expect((await stage.add('tom', 'carts=carts:2')).added).toEqual([]);
  expect(await stage.facts()).toEqual(before);
});

test('an image is pinned when it is added to what its tag stands for then, and stays that when the tag moves', async () => {
  const digests = { now: DIGEST };
  const registry = {
    digests: async (images: readonly string[]) => new Map(images.map((image) => [image, digests.now])),
  };
  Object.assign(stage.delivery, { registry });
  await stage.open();
  await stage.add('tim', 'carts=carts:2');
  expect((await stage.bracket())?.images).toEqual({ carts: { image: `carts:2@${DIGEST}`, digest: DIGEST } });
  digests.now = `sha256:${'8'.repeat(64)}` as Digest;
  expect((await stage.proposed()).release.images).toMatchObject({ carts: { digest: DIGEST } });
});

test('an image that is not in its registry is refused when it is added', async () => {
  const registry = { digests: async (images: readonly string[]) => new Map(images.map((one) => [one, 'absent'])) };
  Object.assign(stage.delivery, { registry });
  await stage.open();
  expect(await codesOf(stage.add('tim', 'carts=carts:2'))).toEqual(['ImageNotInRegistry']);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['a service that there is not', ['cart=carts:2'], ['UnknownService']],
  ['an image of another service', ['carts=catalogue:2'], ['WrongRepository']],
  ['one service twice', ['carts=carts:2', 'carts=carts:3'], ['DuplicateService']],
  [
    'all of that',
    ['cart=carts:2', 'carts=catalogue:2', 'carts=carts:3'],
    ['UnknownService', 'WrongRepository', 'DuplicateService'],
  ],
])('to add %s is refused, all at once, and nothing is recorded', async (_, pairs, codes) => {
  await stage.open();
  const before = await stage.facts();
  expect(await codesOf(stage.add('tim', ...pairs))).toEqual(codes);
  expect(await stage.facts()).toEqual(before);
});

test('to add where no bracket is open is an error that says how to open one, beside what is wrong with the images', async () => {
  const error = await errorOf(stage.add('tim', 'carts=catalogue:2'));
  expect(error).toMatchObject({
    kind: 'input',
    problems: [
      { code: 'NoBracketOpen', hint: 'open one with `slipway bracket open hardening`' },
      { code: 'WrongRepository', hint: expect.stringContaining('did you mean catalogue=catalogue:2?') },
    ],
  });
});

describe('a blocked image', () => {
  const block = async (image: string, digest?: Digest): Promise<void> => {
    const fact = { type: 'block.set' as const, image, ...(digest === undefined ? {} : { digest }) };
    const at = '2026-11-20T08:00:00Z' as Instant;
    const draft = { at, actor: 'sue', reason: 'it leaks', fact };
    await record(stage.ledger, stage.delivery.project.id, () => draft);
  };

  test.each([
    ['by its name', 'carts:2', undefined],
    ['by its digest', `carts:2@${DIGEST}`, DIGEST],
  ])('%s is refused at once, with who blocked it and why', async (_, image, digest) => {
    await block(image, digest);
    await stage.open();
    const error = await errorOf(stage.add('tim', `carts=${image}`, 'catalogue=catalogue:2'));
    expect(error).toMatchObject({
      kind: 'refused',
      problems: [
        {
          code: 'ImageBlocked',
          message: expect.stringMatching(/^carts:2.* for carts was blocked .* by sue: it leaks$/),
        },
      ],
    });
    expect((await stage.bracket())?.images).toEqual({});
  });

  test('that runs there already may stay', async () => {
    await block('carts:0.10.1');
    await stage.open();
    expect((await stage.add('tim', 'carts=carts:0.10.1')).added).toEqual(['carts']);
  });
});

describe('a bracket that is abandoned', () => {
  test('is gone with all that gathered, and the reason is kept', async () => {
    const { bracket } = await stage.open();
    await stage.add('tom', 'carts=carts:2');
    expect(await stage.abandon('tim')).toMatchObject({ id: bracket.id, images: { carts: { image: 'carts:2' } } });
    expect(await stage.bracket()).toBeUndefined();
    const last = (await stage.ledger.events(stage.delivery.project.id)).at(-1);
    expect(last).toMatchObject({ actor: 'tim', reason: 'not ready', fact: { type: 'bracket.abandoned' } });
  });

  test('makes room for another, with another id and nothing in it', async () => {
    const { bracket } = await stage.open();
    await stage.add('tim', 'carts=carts:2');
    await stage.abandon();
    const next = await stage.open();
    expect(next.bracket.images).toEqual({});
    expect(next.bracket.id).not.toBe(bracket.id);
  });

  test('was open before: there is none to abandon otherwise', async () => {
    expect(await codesOf(stage.abandon())).toEqual(['NoBracketOpen']);
  });
});
