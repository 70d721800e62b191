import { checkImages } from '../../bin/doctor/released-images.js';
import type { ImageRegistry, Registered } from '../../lib/images/index.js';
import { DIGEST, environment, project, Story } from '../promotion/world.js';

const DEV = environment('dev');
const SHOP = project([DEV]);
const [SET] = SHOP.serviceSets;

/** A registry that holds everything but what is named; of `elsewhere` it knows nothing. */
function registry(gone: readonly string[], elsewhere: readonly string[] = []): ImageRegistry & { asked: number } {
  return {
    asked: 0,
    async digests(images) {
      this.asked++;
      const known = images.filter((image) => !elsewhere.some((part) => image.includes(part)));
      return new Map(
        known.map((image): [string, Registered] => [
          image,
          gone.some((part) => image.includes(part)) ? 'absent' : (DIGEST as Registered),
        ]),
      );
    },
  };
}

/** Release one passed in dev and would be gone back to; release two runs there. */
const story = new Story(SHOP).release('one').release('two').deployed('one', 'dev', 'pass').deployed('two', 'dev');

async function found(asked: ImageRegistry, told = story) {
  if (SET === undefined) throw new Error('the shop has a service set');
  return checkImages(asked, told.state, SET, [DEV]);
}

test('images that are all there are one line, and one question', async () => {
  const all = registry([]);
  expect(await found(all)).toMatchObject([{ outcome: 'ok', message: expect.stringMatching(/^4 /) }]);
  expect(all.asked).toBe(1);
});

test('an image of the current release that is gone is wrong, by service and image', async () => {
  expect(await found(registry(['/carts:two']))).toMatchObject([
    {
      outcome: 'wrong',
      environment: 'dev',
      message: expect.stringContaining(
        `dev: carts of release 2, which runs there, is gone: docker.io/example/carts:two@${DIGEST}`,
      ),
    },
  ]);
});

test('an image of the release to go back to is a warning', async () => {
  expect(await found(registry(['/carts-db:one']))).toMatchObject([
    { outcome: 'warning', message: expect.stringContaining('carts-db of release 1, which a rollback would go to') },
  ]);
});

test('images of a registry that cannot be asked are said to be unknown, and not to be there', async () => {
  expect(await found(registry([], ['/carts']))).toMatchObject([
    { outcome: 'not-checked', message: expect.stringMatching(/^4 in registries that are not ECR/) },
  ]);
  expect(await found(registry([], ['/carts:']))).toMatchObject([{ outcome: 'ok' }, { outcome: 'not-checked' }]);
});

test('nobody is asked where nothing is deployed', async () => {
  const none = registry([]);
  expect(await found(none, new Story(SHOP).release('one'))).toMatchObject([{ outcome: 'ok' }]);
  expect(none.asked).toBe(0);
});
