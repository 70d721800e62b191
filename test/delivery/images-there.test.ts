import type { Digest } from '../../lib/ids.js';
import type { ImageRegistry, Registered } from '../../lib/images/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { codesOf, errorOf, FIRST, Stage } from './stage.js';

const A = `sha256:${'a'.repeat(64)}` as Digest;
const B = `sha256:${'b'.repeat(64)}` as Digest;

/** A registry `example.com`, of which images may be gone; nobody knows about others. */
class Registry implements ImageRegistry {
  readonly gone = new Set<string>();
  readonly asked: (readonly string[])[] = [];
  failure: Error | undefined;

  async digests(images: readonly string[]): Promise<ReadonlyMap<string, Registered>> {
    this.asked.push(images);
    if (this.failure !== undefined) throw this.failure;
    const own = images.filter((image) => image.startsWith('example.com/'));
    return new Map(own.map((image) => [image, this.gone.has(image) ? 'absent' : A]));
  }
}

let stage: Stage;
let registry: Registry;

beforeEach(() => {
  registry = new Registry();
  stage = new Stage();
  Object.assign(stage.delivery, { registry });
});

const release = async (carts: string, catalogue = 'catalogue:1.7.0') => {
  const made = await stage.release(`carts=${carts}`, 'carts-db=carts-db:0.4.0', `catalogue=${catalogue}`);
  registry.asked.length = 0;
  return made;
};

test('a release of which images vanished from their registry is refused before anything is recorded, and each is named', async () => {
  const made = await release(`example.com/carts:1@${A}`, `example.com/catalogue:1@${B}`);
  registry.gone.add(`example.com/carts:1@${A}`).add(`example.com/catalogue:1@${B}`);
  const before = await stage.facts();
  const error = await errorOf(stage.deploy(made));
  expect(error.kind).toBe('input');
  expect(error.problems).toMatchObject([
    { code: 'ImageNotInRegistry', message: expect.stringContaining(`example.com/carts:1@${A} of carts`) },
    { code: 'ImageNotInRegistry', message: expect.stringContaining(`example.com/catalogue:1@${B} of catalogue`) },
  ]);
  expect(await stage.facts()).toEqual(before);
  registry.gone.clear();
  expect((await stage.deploy(made)).deployment.status).toBe('succeeded');
});

test('it is asked once, and only for images that come', async () => {
  await stage.deploy(await release(`example.com/carts:1@${A}`, `example.com/catalogue:1@${A}`));
  registry.gone.add(`example.com/catalogue:1@${A}`);
  const second = await release(`example.com/carts:2@${B}`, `example.com/catalogue:1@${A}`);
  await stage.deploy(second);
  expect(registry.asked).toEqual([[`example.com/carts:2@${B}`]]);
  await stage.deploy(second);
  expect(registry.asked).toHaveLength(1);
});

test('an image of a registry that cannot be asked is taken on trust', async () => {
  expect((await stage.deploy(await stage.release(...FIRST))).deployment.status).toBe('succeeded');
});

test('whoever may not ask the registry may deploy; where it does not answer, nothing is begun', async () => {
  const made = await release(`example.com/carts:1@${A}`);
  const failure = (code: string) => new SlipwayError('unavailable', { code, message: 'no', hint: 'wait' });
  registry.failure = failure('AwsThrottled');
  expect(await codesOf(stage.deploy(made))).toEqual(['AwsThrottled']);
  expect(await stage.factTypes()).toEqual(['release.created']);
  registry.failure = failure('AccessDenied');
  expect((await stage.deploy(made)).deployment.status).toBe('succeeded');
});
