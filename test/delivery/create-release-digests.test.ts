import { createRelease, publish, type ReleaseWish, resolveRelease } from '../../lib/delivery/index.js';
import type { Digest } from '../../lib/ids.js';
import type { ImageRegistry, Registered } from '../../lib/images/index.js';
import { codesOf, errorOf, Stage } from './stage.js';

const tim = { actor: 'tim@example.com' };
const A = `sha256:${'a'.repeat(64)}` as Digest;
const B = `sha256:${'b'.repeat(64)}` as Digest;

/** A registry `example.com`, whose images a test pushes and deletes. */
class Registry implements ImageRegistry {
  readonly images = new Map<string, Digest>();
  readonly asked: (readonly string[])[] = [];

  async digests(images: readonly string[]): Promise<ReadonlyMap<string, Registered>> {
    this.asked.push(images);
    const own = images.filter((image) => image.startsWith('example.com/'));
    return new Map(own.map((image) => [image, this.images.get(image) ?? 'absent']));
  }
}

const IMAGES = [
  'carts=example.com/carts:ref.ea19a75',
  'carts-db=carts-db:0.4.0',
  'catalogue=example.com/catalogue:1.7.0',
];

let stage: Stage;
let registry: Registry;

beforeEach(() => {
  stage = new Stage();
  registry = new Registry();
  registry.images.set('example.com/carts:ref.ea19a75', A);
  registry.images.set('example.com/catalogue:1.7.0', A);
});

function create(wish: Partial<ReleaseWish>): ReturnType<typeof createRelease> {
  return createRelease({ ...stage.delivery, registry }, { choices: [], ...wish }, tim);
}

describe('the digests of a release', () => {
  test('are those that the tags stood for when it was made', async () => {
    await publish(stage.delivery, 'latest', IMAGES, tim);
    const { release } = await create({});
    expect(release.images).toEqual({
      carts: { image: `example.com/carts:ref.ea19a75@${A}`, digest: A, releaseHash: 'ea19a75' },
      'carts-db': { image: 'carts-db:0.4.0' },
      catalogue: { image: `example.com/catalogue:1.7.0@${A}`, digest: A },
    });
    expect(release.sources).toMatchObject({ carts: { kind: 'label', label: 'latest', version: 1 } });
    registry.images.set('example.com/catalogue:1.7.0', B);
    expect((await stage.state()).releases[release.id]?.images).toEqual(release.images);
  });

  test('are asked for once, in one question, and not for what is pinned', async () => {
    const choices = [`carts=example.com/carts:1@${B}`, ...IMAGES.slice(1)];
    await create({ choices });
    expect(registry.asked).toEqual([['carts-db:0.4.0', 'example.com/catalogue:1.7.0']]);
    registry.asked.length = 0;
    await create({ release: '1' });
    expect(registry.asked).toEqual([]);
  });

  test('make the same tags another release once a tag was moved', async () => {
    await publish(stage.delivery, 'latest', IMAGES, tim);
    const first = await create({});
    expect((await create({})).created).toBe(false);
    registry.images.set('example.com/catalogue:1.7.0', B);
    const second = await create({});
    expect(second).toMatchObject({ created: true, release: { number: 2 } });
    expect(second.release.description).toBe(`catalogue 1.7.0@${'a'.repeat(12)} --> 1.7.0@${'b'.repeat(12)}`);
    expect(first.release.id).not.toBe(second.release.id);
  });

  test('are found again when a label names a release', async () => {
    await publish(stage.delivery, 'main', IMAGES, tim);
    const { release } = await create({ label: 'main' });
    expect(await resolveRelease({ ...stage.delivery, registry }, 'main')).toEqual(release);
    registry.images.set('example.com/catalogue:1.7.0', B);
    expect(await codesOf(resolveRelease({ ...stage.delivery, registry }, 'main'))).toEqual(['LabelWithoutRelease']);
  });
});

describe('an image that its registry does not have', () => {
  test('is refused, with all others like it, and nothing is recorded', async () => {
    registry.images.clear();
    await publish(stage.delivery, 'latest', IMAGES, tim);
    const error = await errorOf(create({ choices: ['carts-db=example.com/carts-db:1'] }));
    expect(error.kind).toBe('input');
    expect(error.problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'ImageNotInRegistry',
        'image example.com/carts:ref.ea19a75 of carts is not in its registry (from label latest, version 1)',
      ],
      ['ImageNotInRegistry', 'image example.com/carts-db:1 of carts-db is not in its registry'],
      [
        'ImageNotInRegistry',
        'image example.com/catalogue:1.7.0 of catalogue is not in its registry (from label latest, version 1)',
      ],
    ]);
    expect(await stage.facts()).toEqual([]);
  });
});

describe('a commit that was built twice', () => {
  test('is refused once a release has the first build, whatever the registry has now', async () => {
    const { release } = await create({ choices: IMAGES });
    registry.images.set('example.com/carts:ref.ea19a75', B);
    const error = await errorOf(create({ choices: IMAGES }));
    expect(error.problems).toMatchObject([
      { code: 'AmbiguousReleaseHash', message: expect.stringMatching(`${B}.*${release.id}.*${A}`) },
    ]);
    expect(await stage.factTypes()).toEqual(['release.created']);
  });

  test('can still be released as it was before, by the digest that the hint names', async () => {
    const { release: first } = await create({ choices: IMAGES });
    registry.images.set('example.com/carts:ref.ea19a75', B);
    const { problems } = await errorOf(create({ choices: IMAGES }));
    const named = /--set (\S+)/.exec(problems[0]?.hint ?? '')?.[1] ?? '';
    expect(await create({ choices: IMAGES.with(0, named) })).toEqual({ created: false, release: first });
  });

  test('is refused also where another service set of the project released it', async () => {
    const manifest = `
project: shop
environments: [{ id: dev }]
serviceSets:
  - { id: api, services: [{ id: search, image: search }] }
  - { id: pipeline, services: [{ id: indexer, image: search }] }
`;
    const api = new Stage(manifest, { serviceSet: 'api' });
    const pipeline = new Stage(manifest, { serviceSet: 'pipeline', goesOn: api });
    await api.release(`search=search:ref.ea19a75@${A}`);
    expect(await codesOf(pipeline.release(`indexer=search:ref.ea19a75@${B}`))).toEqual(['AmbiguousReleaseHash']);
    await pipeline.release(`indexer=search:ref.ea19a75@${A}`);
  });
});
