import { type Change, changeOf } from '../../lib/delivery/index.js';
import type { EnvironmentId, ServiceSetId } from '../../lib/ids.js';
import type { Release } from '../../lib/release/index.js';
import { FIRST, Stage } from './stage.js';

const stack = { stackName: 'sockshop-dev', template: '{"Resources":{}}' };

let first: Release;
let second: Release;

beforeAll(async () => {
  const stage = new Stage();
  first = await stage.release(...FIRST);
  second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
});

function change(over: Partial<Change> = {}): Change {
  const {
    environment,
    release,
    replaces,
    stack: after,
    before,
  } = {
    environment: 'dev' as EnvironmentId,
    release: second,
    replaces: first,
    stack,
    before: 'old',
    ...over,
  };
  return changeOf({ serviceSet: 'main' as ServiceSetId, environment }, release, replaces, after, before);
}

test('a change tells which images it moves', () => {
  expect(change().images).toEqual([{ artifact: 'carts', from: 'carts:0.10.1', to: 'carts:0.10.17' }]);
  expect(change({ replaces: undefined }).images.map(({ from }) => from)).toEqual([undefined, undefined, undefined]);
});

test('one change has one hash, whoever looks at it and however the release was made', () => {
  const again = { ...second, number: 9, actor: 'sue', description: 'again', sources: {} };
  expect(change({ release: again }).identity.hash).toBe(change().identity.hash);
  expect(change().identity.hash).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, () => Partial<Change>]>([
  ['environment', () => ({ environment: 'hardening' as EnvironmentId })],
  ['release', () => ({ release: first })],
  ['release that runs', () => ({ replaces: second })],
  ['first deployment', () => ({ replaces: undefined })],
  ['stack that stands there', () => ({ before: 'older' })],
  ['stack that stands nowhere yet', () => ({ before: undefined })],
  ['stack that is to stand there', () => ({ stack: { ...stack, template: '{"Resources":{"a":{}}}' } })],
])('another %s is another change', (_, over) => {
  expect(change(over()).identity.hash).not.toBe(change().identity.hash);
});
