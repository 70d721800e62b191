import { createRelease, proposeRelease, publish, type ReleaseWish, resolveRelease } from '../../lib/delivery/index.js';
import type { ArtifactKey, Label } from '../../lib/ids.js';
import type { Release } from '../../lib/release/index.js';
import { codesOf, errorOf, FIRST, SOCKSHOP, Stage } from './stage.js';

const tim = { actor: 'tim@example.com' };

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

function create(wish: Partial<ReleaseWish>, on = stage): ReturnType<typeof createRelease> {
  return createRelease(on.delivery, { choices: [], ...wish }, tim);
}

function imagesOf({ images }: Release): Record<string, string> {
  return Object.fromEntries(Object.entries(images).map(([artifact, { image }]) => [artifact, image]));
}

describe('a release', () => {
  test('is made from label latest where nothing else is said, and tells the version of every image', async () => {
    await publish(stage.delivery, 'latest', FIRST, tim);
    await publish(stage.delivery, 'latest', ['carts=carts:0.10.17'], tim);
    const { release, created } = await create({});
    expect(created).toBe(true);
    expect(imagesOf(release)).toEqual({
      carts: 'carts:0.10.17',
      'carts-db': 'carts-db:0.4.0',
      catalogue: 'catalogue:1.7.0',
    });
    expect(release.sources).toEqual({
      carts: { kind: 'label', label: 'latest', version: 2 },
      'carts-db': { kind: 'label', label: 'latest', version: 1 },
      catalogue: { kind: 'label', label: 'latest', version: 1 },
    });
    expect(release).toMatchObject({ number: 1, actor: 'tim@example.com' });
  });

  test('is made from another label, with explicit choices that win', async () => {
    await publish(stage.delivery, 'stable', FIRST, tim);
    const { release } = await create({ label: 'stable', choices: ['carts=carts:0.22.3.rc'] });
    expect(imagesOf(release)).toMatchObject({ carts: 'carts:0.22.3.rc', catalogue: 'catalogue:1.7.0' });
    expect(release.sources).toMatchObject({
      carts: { kind: 'explicit' },
      catalogue: { kind: 'label', label: 'stable', version: 1 },
    });
  });

  test('is made from what an environment runs', async () => {
    const first = await stage.release(...FIRST);
    await stage.deploy(first);
    await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
    const { release } = await create({ environment: 'dev', choices: ['catalogue=catalogue:1.8.0'] });
    expect(imagesOf(release)).toEqual({
      carts: 'carts:0.10.1',
      'carts-db': 'carts-db:0.4.0',
      catalogue: 'catalogue:1.8.0',
    });
    expect(release.sources).toMatchObject({ carts: { kind: 'environment', environment: 'dev', release: first.id } });
    expect(release.description).toBe('catalogue 1.7.0 --> 1.8.0');
  });

  test('is made from another release, by any name that release has', async () => {
    const first = await stage.release(...FIRST);
    await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
    const { release } = await create({ release: '1', choices: ['carts=carts:0.11.0'] });
    expect(release.sources).toMatchObject({ catalogue: { kind: 'release', release: first.id } });
    expect(release.description).toBe('carts 0.10.1 --> 0.11.0');
  });

  test('says of what was not chosen from which release it is carried over', async () => {
    const first = await stage.release(...FIRST);
    await publish(stage.delivery, 'feature', ['carts=carts:0.10.17'], tim);
    const { release } = await create({ label: 'feature' });
    expect(release.sources).toEqual({
      carts: { kind: 'label', label: 'feature', version: 1 },
      'carts-db': { kind: 'carried-over', release: first.id },
      catalogue: { kind: 'carried-over', release: first.id },
    });
  });

  test('is the same release whoever makes that very set again, in whatever order, and nothing is recorded', async () => {
    const first = await stage.release(...FIRST);
    const again = await createRelease(stage.delivery, { choices: FIRST.toReversed() }, { actor: 'sue@example.com' });
    expect(again).toEqual({ release: first, created: false });
    expect(await stage.factTypes()).toEqual(['release.created']);
  });

  test('is not taken for another set that has the same short id', async () => {
    const { release } = await create({ choices: FIRST });
    const other = new Stage();
    const images = { ...release.images, carts: { image: 'carts:6.6.6' } };
    const { created: at, actor, ...forged } = { ...release, images };
    await other.ledger.append(release.project, [], { at, actor, fact: { type: 'release.created', release: forged } });
    const again = createRelease(other.delivery, { choices: FIRST }, tim);
    expect(await codesOf(again)).toEqual(['ReleaseIdTaken']);
    await publish(other.delivery, 'main', FIRST, tim);
    expect(await codesOf(resolveRelease(other.delivery, 'main'))).toEqual(['ReleaseIdTaken']);
  });

  test('says what changed where nobody describes it, and else what somebody says', async () => {
    const descriptions = [
      (await create({ choices: FIRST })).release.description,
      (await create({ choices: FIRST.with(0, 'carts=carts:0.10.17') })).release.description,
      (await create({ choices: FIRST.with(0, 'carts=carts:0.10.18'), description: 'mend the basket' })).release
        .description,
    ];
    expect(descriptions).toEqual(['first release of 3 services', 'carts 0.10.1 --> 0.10.17', 'mend the basket']);
  });

  test('says where it was made, as every published image does', async () => {
    const inCi = { actor: 'ci', origin: { kind: 'ci', service: 'github-actions', run: '71' } } as const;
    await publish(stage.delivery, 'latest', FIRST, inCi);
    const { project } = stage.delivery;
    const published = await stage.catalogue.history(project.id, 'latest' as Label, 'carts' as ArtifactKey);
    expect(published).toMatchObject([{ origin: inCi.origin }]);
    const { release } = await createRelease(stage.delivery, { choices: [] }, { ...inCi, origin: { kind: 'local' } });
    expect(release.origin).toEqual({ kind: 'local' });
    expect((await stage.state()).releases[release.id]).toEqual(release);
  });

  test('can be looked at without being recorded', async () => {
    const proposed = await proposeRelease(stage.delivery, { choices: FIRST });
    expect(proposed).toMatchObject({ exists: false, release: { number: 1 } });
    expect(await stage.facts()).toEqual([]);
    const { release } = await create({ choices: FIRST });
    expect(release.id).toBe(proposed.release.id);
    expect(await proposeRelease(stage.delivery, { choices: FIRST })).toEqual({ exists: true, release });
  });

  test('has the next number of its project, without a gap, when many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create({ choices: FIRST.with(0, `carts=carts:1.0.${index % 10}`) })),
    );
    const numbers = made.map(({ release }) => release.number).sort((a, b) => a - b);
    expect([...new Set(numbers)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(made.filter(({ created }) => created)).toHaveLength(10);
    const { releases, lastNumber } = await stage.state();
    expect(Object.keys(releases)).toHaveLength(10);
    expect(lastNumber).toBe(10);
  });
});

describe('a single service', () => {
  beforeEach(async () => {
    await stage.deploy(await stage.release(...FIRST));
    await stage.release(...FIRST.with(2, 'catalogue=catalogue:9.9.9'));
    await publish(stage.delivery, 'latest', ['carts=carts:0.10.17', 'carts-db=carts-db:9.9.9'], tim);
  });

  test('is taken from label latest, and all others as they run in that environment', async () => {
    const { release } = await create({ singleService: { service: 'carts', environment: 'dev' } });
    expect(imagesOf(release)).toEqual({
      carts: 'carts:0.10.17',
      'carts-db': 'carts-db:0.4.0',
      catalogue: 'catalogue:1.7.0',
    });
    expect(release.sources).toMatchObject({ carts: { kind: 'label' }, catalogue: { kind: 'carried-over' } });
    expect(release.description).toBe('carts 0.10.1 --> 0.10.17');
  });

  test('is taken as it is named, even where no service is', async () => {
    const choices = ['catalogue=catalogue:1.8.0'];
    const named = await create({ singleService: { service: 'catalogue', environment: 'dev' }, choices });
    const unnamed = await create({ singleService: { service: undefined, environment: 'dev' }, choices });
    expect(imagesOf(named.release)).toEqual({
      carts: 'carts:0.10.1',
      'carts-db': 'carts-db:0.4.0',
      catalogue: 'catalogue:1.8.0',
    });
    expect(unnamed).toEqual({ ...named, created: false });
  });

  test.each([
    ['that does not exist', 'catalog', 'dev', 'UnknownService', /catalogue/],
    ['of which latest knows nothing', 'catalogue', 'dev', 'MissingImage', /slipway publish catalogue=/],
    ['in an environment where nothing runs', 'carts', 'hardening', 'NothingDeployed', /release create/],
  ])('%s is an error that says what to do', async (_, service, environment, code, hint) => {
    const error = await errorOf(create({ singleService: { service, environment } }));
    expect(error).toMatchObject({ kind: 'input', problems: [{ code, hint: expect.stringMatching(hint) }] });
    expect(await stage.state()).toMatchObject({ lastNumber: 2 });
  });
});

describe('a wish that cannot be met', () => {
  test.each<[string, Partial<ReleaseWish>, string[]]>([
    ['an empty label', {}, ['EmptyLabel']],
    ['a label that can be none', { label: 'a b' }, ['InvalidLabel']],
    ['an unknown environment', { environment: 'devv' }, ['UnknownEnvironment']],
    ['an environment where nothing runs', { environment: 'dev' }, ['NothingDeployed']],
    ['an unknown release', { release: '7' }, ['UnknownRelease']],
    ['a part of the set', { choices: ['carts=carts:1'] }, ['EmptyLabel']],
    ['an image of another service', { choices: ['carts=catalogue:1.7.0', ...FIRST.slice(1)] }, ['WrongRepository']],
    ['a service named twice', { choices: [...FIRST, 'carts=carts:2'] }, ['DuplicateService']],
  ])('%s is an input error, and nothing is recorded', async (_, wish, codes) => {
    const error = await errorOf(create(wish));
    expect(error.kind).toBe('input');
    expect(error.problems.map(({ code }) => code)).toEqual(codes);
    expect(await stage.facts()).toEqual([]);
  });
});

describe('a project of several service sets', () => {
  const manifest = `
project: shop
environments: [{ id: dev }]
serviceSets:
  - { id: api, services: [{ id: search, image: search }] }
  - { id: pipeline, services: [{ id: matcher, image: matcher }] }
`;

  test('releases and deploys each set on its own, and numbers them together', async () => {
    const api = new Stage(manifest, { serviceSet: 'api' });
    const pipeline = new Stage(manifest, { serviceSet: 'pipeline', goesOn: api });
    const one = await api.release('search=search:1');
    const two = await pipeline.release('matcher=matcher:1');
    expect([one.number, two.number]).toEqual([1, 2]);
    expect(Object.keys(two.images)).toEqual(['matcher']);
    await api.deploy(one);
    await pipeline.deploy(two);
    expect((await api.in('dev'))?.current).not.toBe((await pipeline.in('dev'))?.current);
    expect(await api.target.current(api.place('dev'))).not.toContain('matcher');
    expect(await codesOf(pipeline.deploy(one))).toEqual(['NotInServiceSet']);
  });
});

test('an unknown service of the project is told with what it may have meant', async () => {
  const other = new Stage(SOCKSHOP);
  const error = await errorOf(create({ choices: ['cart=carts:1'] }, other));
  expect(error.problems[0]).toMatchObject({ code: 'UnknownService', hint: expect.stringContaining('carts') });
});
