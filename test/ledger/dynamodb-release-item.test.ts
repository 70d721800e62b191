import { sha256 } from '../../lib/canonical.js';
import type { ArtifactKey, EnvironmentId, Instant, ProjectId, ReleaseId } from '../../lib/ids.js';
import { itemSize, MAX_ITEM_BYTES } from '../../lib/ledger/dynamodb/item-size.js';
import { afterDeployment, type DeploymentToList, releaseItem } from '../../lib/ledger/dynamodb/release-item.js';
import { IMPLIED_SERVICE_SET } from '../../lib/manifest/model.js';
import { type Release, releaseContent, releaseId } from '../../lib/release/index.js';
import { minute } from './drafts.js';

const NAMES = { project: 'Example project', environments: { stage: 'Staging', prod: 'Production' } };

/** The images that RFC 013's first version finds under the label `latest`. */
const content = releaseContent('bugfarm_73649' as ProjectId, IMPLIED_SERVICE_SET, {
  ['hatching' as ArtifactKey]: 'http://example.com/images/hatching/00001',
  ['feeding' as ArtifactKey]: 'http://example.com/images/feeding/00001',
});

const release: Release = {
  ...content,
  id: releaseId(content),
  number: 1,
  created: '2019-07-10T10:44:02.272Z' as Instant,
  actor: 'henry@example.org',
  description: 'Some description',
  sources: {},
};

const toStage: DeploymentToList = {
  environment: 'stage' as EnvironmentId,
  requestedAt: '2019-07-10T10:44:12.983Z' as Instant,
  actor: 'alex@example.org',
  reason: 'new pipeline',
  kind: 'deploy',
};

const created = {
  release_id: release.id,
  project_id: 'bugfarm_73649',
  project_name: 'Example project',
  created_at: 1562755442,
  date_created: '2019-07-10T10:44:02.272Z',
  release_manifest: expect.any(String),
  requested_by: { id: 'henry@example.org', name: 'henry@example.org' },
  images: {
    hatching: 'example.com/images/hatching/00001',
    feeding: 'example.com/images/feeding/00001',
  },
  deployments: [],
  description: 'Some description',
};

const listed = {
  date_created: '2019-07-10T10:44:12.983Z',
  description: 'new pipeline',
  environment: { id: 'stage', name: 'Staging' },
  requested_by: { id: 'alex@example.org', name: 'alex@example.org' },
};

describe('the item of a release, in the example of RFC 013’s first version,', () => {
  test('is made with an empty list of deployments, and was never deployed', () => {
    expect(releaseItem(release, [], NAMES)).toEqual(created);
  });

  test('has a deployment in its list once that was asked for', () => {
    expect(releaseItem(release, [toStage], NAMES)).toEqual({
      ...created,
      deployments: [listed],
      last_date_deployed: '2019-07-10T10:44:12.983Z',
    });
  });

  test('has exactly the attributes of the release table, whose order is nobody’s business', () => {
    expect(Object.keys(releaseItem(release, [toStage], NAMES)).sort()).toEqual([
      'created_at',
      'date_created',
      'deployments',
      'description',
      'images',
      'last_date_deployed',
      'project_id',
      'project_name',
      'release_id',
      'release_manifest',
      'requested_by',
    ]);
  });
});

describe('the item of a release', () => {
  test('holds the text that the release’s id is a hash of', () => {
    const { release_manifest } = releaseItem(release, [], NAMES);
    expect(`rel-${sha256(String(release_manifest)).slice(0, 12)}`).toBe(release.id);
    expect(JSON.parse(String(release_manifest))).toMatchObject({ project: 'bugfarm_73649', images: content.images });
  });

  test('never says that somebody unknown asked for something', () => {
    expect(JSON.stringify(releaseItem(release, [toStage], NAMES))).not.toContain('unknown');
  });

  test('calls an environment by its id where nobody named it, whatever it is called', () => {
    for (const id of ['qa', 'constructor', '__proto__']) {
      const item = releaseItem(release, [{ ...toStage, environment: id as EnvironmentId }], NAMES);
      expect(item.deployments).toMatchObject([{ environment: { id, name: id } }]);
    }
  });

  test('says what kind of deployment it was where nobody said why', () => {
    const { reason: _, ...silent } = toStage;
    const item = releaseItem(release, [{ ...silent, kind: 'rollback' }], NAMES);
    expect(item.deployments).toMatchObject([{ description: 'rollback' }]);
  });

  test('lists the newest hundred deployments of five thousand, oldest first', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...toStage, requestedAt: minute(index) }));
    const item = releaseItem(release, many, NAMES);
    const dates = (item.deployments as { date_created: Instant }[]).map(({ date_created }) => date_created);
    expect(dates).toEqual(Array.from({ length: 100 }, (_, index) => minute(4_900 + index)));
    expect(item.last_date_deployed).toBe(minute(4_999));
  });

  test('lists as many deployments as fit, where people give long reasons', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({
      ...toStage,
      reason: 'weil’s sein muss '.repeat(1_000),
      requestedAt: minute(index),
    }));
    const item = releaseItem(release, many, NAMES);
    const { length } = item.deployments as readonly unknown[];
    expect(length).toBeGreaterThan(10);
    expect(length).toBeLessThan(100);
    expect(itemSize(item)).toBeLessThanOrEqual(MAX_ITEM_BYTES);
    expect(itemSize(item)).toBeGreaterThan(MAX_ITEM_BYTES * 0.9);
  });

  test('lists none where none fits', () => {
    const large = { ...releaseItem(release, [], NAMES), description: 'x'.repeat(408_000) };
    expect(afterDeployment(large, { ...toStage, reason: 'y'.repeat(2_000) }, NAMES)).toEqual({
      deployments: [],
      last_date_deployed: toStage.requestedAt,
    });
  });

  test('keeps a release whose services are called as objects’ own members are', () => {
    const images = Object.fromEntries(
      ['constructor', '__proto__', 'toString'].map((name) => [name, { image: `example.com/${name}:1` }]),
    );
    const item = releaseItem({ ...release, id: 'rel-1' as ReleaseId, images }, [], NAMES);
    expect(Object.keys(item.images as object)).toEqual(['constructor', '__proto__', 'toString']);
    expect(Object.keys(JSON.parse(String(item.release_manifest)).images)).toHaveLength(3);
  });
});
