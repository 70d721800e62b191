import type { EnvironmentId, ServiceSetId } from '../../lib/ids.js';
import { parseManifest, selectProject } from '../../lib/manifest/index.js';
import type { Release } from '../../lib/release/index.js';
import { checkParameters, type Place, parameterNames } from '../../lib/targets/index.js';

const D1 = `sha256:${'1'.repeat(64)}`;
const D2 = `sha256:${'2'.repeat(64)}`;
const project = selectProject(
  parseManifest('{ project: shop, environments: [{ id: dev }], services: [{ id: web, image: web }, { id: db }] }', {
    file: 'slipway.yaml',
  }).manifest,
);
const place: Place = { project, serviceSet: 'main' as ServiceSetId, environment: 'dev' as EnvironmentId };
const release = {
  id: 'rel-1',
  images: { web: { image: `shop/web:1@${D1}`, digest: D1 }, db: { image: 'shop/db:1' } },
} as unknown as Release;
const right = {
  '/shop/deployments/dev': '{"number":1,"release":"rel-1"}',
  '/shop/images/dev/web': `shop/web@${D1}`,
  '/shop/images/dev/db': 'shop/db:1',
};

test('the parameters of a place are the pointer to its release and an image for each artifact', () => {
  expect([...parameterNames(place, release)].sort()).toEqual(Object.keys(right).sort());
});

test('parameters that say what the release says are right', () => {
  expect(checkParameters(place, release, right)).toEqual([]);
});

test.each([
  ['a pointer to another release', { '/shop/deployments/dev': '{"release":"rel-2"}' }, /deployments\/dev says rel-2/],
  ['a pointer that is no JSON', { '/shop/deployments/dev': 'rel-1' }, /deployments\/dev says nothing/],
  ['an image of another digest', { '/shop/images/dev/web': `shop/web@${D2}` }, /images\/dev\/web says shop\/web@/],
  ['another image without a digest', { '/shop/images/dev/db': 'shop/db:2' }, /images\/dev\/db says shop\/db:2/],
  ['a parameter that is missing', { '/shop/images/dev/db': undefined }, /images\/dev\/db says nothing/],
])('%s is told by its name', (_, change, message) => {
  const parameters = Object.fromEntries(
    Object.entries({ ...right, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  expect(checkParameters(place, release, parameters)).toEqual([expect.stringMatching(message)]);
});
