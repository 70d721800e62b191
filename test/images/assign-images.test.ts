import type { ArtifactKey } from '../../lib/ids';
import { assignImages, checkImage, parseImageParameterName } from '../../lib/images';
import { readFixture } from './fixture';
import { codesOf, problemsOf } from './problems-of';
import { serviceSet } from './service-set';

const foo = serviceSet({
  'foobar-frontend': 'foobar-frontend',
  'foobar-backend': 'foobar-backend',
  'foobar-db': 'foobar-db',
});
const shop = serviceSet({ carts: 'carts', web: { app: 'team/web-app', nginx: undefined }, orders: 'team/orders' });

describe('assigning images to services', () => {
  test('takes services, containers and repositories, and normalises the images', () => {
    const pairs = ['web/app=http://example.com/team/web-app:2', 'team/orders=team/orders:7', 'carts=docker://carts:1'];
    expect(assignImages(shop, pairs)).toEqual({
      carts: 'carts:1',
      orders: 'team/orders:7',
      'web/app': 'example.com/team/web-app:2',
    });
  });

  test('answers in the order of artifacts, whatever the order of the arguments', () => {
    const pairs = ['foobar-frontend=foobar-frontend:0.9.42', 'foobar-backend=foobar-backend:0.22.3.rc'];
    const there = JSON.stringify(assignImages(foo, pairs));
    expect(JSON.stringify(assignImages(foo, [...pairs].reverse()))).toBe(there);
    expect(there.indexOf('backend')).toBeLessThan(there.indexOf('frontend'));
  });

  test('gives an image to every service that uses its repository, where the repository is named', () => {
    const verifiers = serviceSet({
      'verifier-primary': 'org/bag_verifier',
      'verifier-azure': 'org/bag_verifier',
      other: 'x',
    });
    const image = 'example.com/org/bag_verifier:ref.ea19a75';
    for (const name of ['org/bag_verifier', 'bag_verifier'])
      expect(assignImages(verifiers, [`${name}=${image}`])).toEqual({
        'verifier-azure': image,
        'verifier-primary': image,
      });
  });

  test('prefers the service of a name to the repository of that name', () => {
    const crossed = serviceSet({ carts: 'basket', basket: 'carts' });
    expect(assignImages(crossed, ['carts=basket:1'])).toEqual({ carts: 'basket:1' });
  });

  test('knows no service that JavaScript brought along', () => {
    expect(codesOf(() => assignImages(foo, ['constructor=foo:1', '__proto__=foo:1']))).toEqual([
      'UnknownService',
      'UnknownService',
    ]);
    const odd = serviceSet({ constructor: 'constructor' });
    expect(assignImages(odd, ['constructor=constructor:1'])).toEqual({ constructor: 'constructor:1' });
  });

  test.each([
    ['carts', 'InvalidAssignment'],
    ['=carts:1', 'InvalidAssignment'],
    ['carts=', 'InvalidAssignment'],
    ['cart=carts:1', 'UnknownService'],
    ['web=team/web-app:1', 'ContainerNeeded'],
    ['web/ngin=nginx:1', 'UnknownContainer'],
    ['carts=carts:1 ', 'InvalidImage'],
    ['carts=Carts:1', 'InvalidImage'],
    ['carts=team/orders:1', 'WrongRepository'],
  ])('refuses %j as %s', (pair, code) => expect(codesOf(() => assignImages(shop, [pair]))).toEqual([code]));

  test('guesses what was meant', () => {
    const [service, container, several] = problemsOf(() =>
      assignImages(shop, ['cart=carts:1', 'web/ngin=nginx:1', 'web=nginx:1']),
    );
    expect(service?.hint).toBe('did you mean "carts"?');
    expect(container?.hint).toBe('did you mean "nginx"?');
    expect(several?.hint).toBe('name one of web/app, web/nginx');
  });

  test('reports everything at once, of one argument, too', () => {
    const pairs = ['carts', 'nonsense=Wrong:1', 'carts=carts:1', 'carts=team/orders:1', 'web/app=:'];
    expect(codesOf(() => assignImages(shop, pairs))).toEqual([
      'InvalidAssignment',
      'UnknownService',
      'InvalidImage',
      'DuplicateService',
      'WrongRepository',
      'InvalidImage',
    ]);
  });

  test('refuses the joint command that names the frontend twice, once with the image of the backend', () => {
    const problems = problemsOf(() =>
      assignImages(foo, ['foobar-frontend=foobar-backend:0.22.3.rc', 'foobar-frontend=foobar-frontend:0.9.42']),
    );
    expect(problems.map(({ code }) => code)).toEqual(['WrongRepository', 'DuplicateService']);
    expect(problems[0]?.message).toContain('foobar-backend:0.22.3.rc is not one for foobar-frontend');
    expect(problems[0]?.hint).toContain('did you mean foobar-backend=foobar-backend:0.22.3.rc?');
    expect(problems[1]?.message).toContain('foobar-frontend');
  });

  test('refuses a repository and one of its services named together', () => {
    expect(codesOf(() => assignImages(shop, ['orders=team/orders:1', 'team/orders=team/orders:2']))).toEqual([
      'DuplicateService',
    ]);
  });
});

describe('the image of hatching that was recorded for feeding', () => {
  const image = 'http://example.com/images/hatching/00001';
  const manifests = [
    [
      'both repositories are declared',
      { hatching: 'example.com/images/hatching', feeding: 'example.com/images/feeding' },
    ],
    ['only that of hatching is declared', { hatching: 'images/hatching', feeding: undefined }],
    ['only that of feeding is declared', { hatching: undefined, feeding: 'images/feeding' }],
    ['none is declared', { hatching: undefined, feeding: undefined }],
  ] as const;

  test.each(manifests)('is refused with the service that it fits where %s', (_, sketch) => {
    const [problem, ...others] = problemsOf(() => assignImages(serviceSet(sketch), [`feeding=${image}`]));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'WrongRepository',
      message: expect.stringContaining('example.com/images/hatching/00001 is not one for feeding'),
      hint: expect.stringContaining('it fits hatching: did you mean hatching=example.com/images/hatching/00001?'),
    });
  });

  test.each(manifests)('is accepted for hatching where %s, as that of feeding is for feeding', (_, sketch) => {
    const pairs = [`hatching=${image}`, 'feeding=http://example.com/images/feeding/00001'];
    expect(assignImages(serviceSet(sketch), pairs)).toEqual({
      feeding: 'example.com/images/feeding/00001',
      hatching: 'example.com/images/hatching/00001',
    });
  });

  test('is accepted for feeding where the manifest says that feeding runs it', () => {
    const shared = serviceSet({ hatching: 'images/hatching', feeding: 'images/hatching' });
    expect(Object.keys(assignImages(shared, [`feeding=${image}`]))).toEqual(['feeding']);
  });
});

describe('a container without a repository', () => {
  test.each(['nginx:1.27', 'public.ecr.aws/nginx/nginx:1.27', 'anything/at/all:1'])('accepts %s', (image) => {
    expect(checkImage(shop, 'web/nginx' as ArtifactKey, image)).toBeUndefined();
  });

  test('refuses an image from a repository that another container declares', () => {
    expect(checkImage(shop, 'web/nginx' as ArtifactKey, 'example.com/team/orders:1')).toMatchObject({
      code: 'WrongRepository',
      hint: expect.stringContaining('it fits orders'),
    });
  });

  test('accepts an image of its own name, though another one declares that name', () => {
    const set = serviceSet({ cache: undefined, queue: 'cache' });
    expect(checkImage(set, 'cache' as ArtifactKey, 'example.com/cache:7')).toBeUndefined();
  });
});

describe('the check of a single image', () => {
  test('names what the set has where the artifact is unknown', () => {
    expect(checkImage(foo, 'foobar-frontent' as ArtifactKey, 'foo:1')).toMatchObject({
      code: 'UnknownService',
      hint: 'did you mean "foobar-frontend"?',
    });
  });

  test('lists every service that an image fits', () => {
    const set = serviceSet({ a: 'shared', b: 'shared', c: 'own' });
    expect(checkImage(set, 'c' as ArtifactKey, 'shared:1')?.hint).toContain('it fits a, b. ');
  });

  test('accepts every image of a real project for the service of its repository, and for no other', () => {
    const parameters = readFixture<{ name: string; value: string }[]>('images/storage_parameters.json') ?? [];
    const ids = new Set(parameters.map(({ name }) => name.split('/').at(-1) ?? ''));
    const storage = serviceSet(Object.fromEntries([...ids].map((id) => [id, `uk.ac.wellcome/${id}`])));
    for (const { name, value } of parameters) {
      const parsed = parseImageParameterName(name);
      if (!parsed.ok) throw new Error(parsed.message);
      const fitting = [...ids].filter((id) => checkImage(storage, id as ArtifactKey, value) === undefined);
      expect(fitting).toEqual([parsed.artifact]);
    }
  });
});
