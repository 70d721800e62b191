import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeFolder, repository, slipway } from '../../acceptance/built.js';
import { describeEmulator } from '../emulator/index.js';
import { Account } from './account.js';
import { imageOf } from './images.js';
import { Team } from './team.js';

interface Service {
  readonly id: string;
  readonly image?: string;
  readonly containers?: readonly { readonly id: string; readonly image: string }[];
}

interface Manifest {
  readonly project: string;
  readonly environments: readonly object[];
  readonly services: readonly Service[];
}

/** A manifest of twenty services, and images of it that feed exactly eight, and exactly three. */
interface Twenty {
  readonly manifest: () => Manifest;
  readonly ofEight: readonly string[];
  readonly eight: readonly string[];
  readonly ofThree: readonly string[];
  readonly three: readonly string[];
}

/** Wellcome's own manifest stands beside the repository, where it is; it is never copied into it. */
const real = join(repository, '..', 'shared', 'fixtures', 'manifests', '03_storage_2021-04-12_final.yaml');
const present = existsSync(real);
if (!present) process.stderr.write(`skipped: twenty services of a real project, as there is no ${real}\n`);

const ofWellcome: Twenty = {
  manifest: () => converted(real),
  ofEight: ['bag_register', 'bag_replicator', 'bag_verifier'],
  eight: [
    'bag-register',
    'bag-replicator-azure',
    'bag-replicator-glacier',
    'bag-replicator-primary',
    'bag-verifer-pre-replication',
    'bag-verifier-azure',
    'bag-verifier-glacier',
    'bag-verifier-primary',
  ],
  ofThree: ['bags_api', 'notifier', 'ingests_worker'],
  three: ['bags-api', 'ingests-service', 'notifier'],
};

const ofExample: Twenty = {
  manifest: () => parse(readFileSync(join(repository, 'examples', 'storage', 'slipway.yaml'), 'utf8')) as Manifest,
  ofEight: ['archive/verifier', 'archive/replicator', 'archive/register', 'archive/tracker'],
  eight: [
    'bags-api',
    'register',
    'replicator-archive',
    'replicator-offsite',
    'replicator-primary',
    'verifier-archive',
    'verifier-arrival',
    'verifier-primary',
  ],
  ofThree: ['archive/bags-api', 'archive/notifier', 'archive/ingest-tracker'],
  three: ['bags-api', 'ingests', 'notifier'],
};

/** What `slipway init --from` makes of a manifest of before. */
function converted(file: string): Manifest {
  const folder = makeFolder('converted');
  try {
    slipway(folder.path, ['init', '--from', file]);
    return parse(readFileSync(join(folder.path, 'slipway.yaml'), 'utf8')) as Manifest;
  } finally {
    folder.remove();
  }
}

describeEmulator(`twenty services of ${present ? 'a real project' : 'the storage example'}`, () => {
  const { manifest, ofEight, eight, ofThree, three } = present ? ofWellcome : ofExample;
  let account: Account;
  let storage: Team;
  let images: ReadonlyMap<string, string>;

  beforeAll(async () => {
    account = await Account.open();
    const { project, environments, services } = manifest();
    images = imagesOf(services);
    storage = await Team.withLedger(account, project, { environments, services });
  });
  afterAll(async () => {
    storage?.leave();
    await account?.close();
  });

  /** A release in which all images are of version 1 but for these. */
  const release = (versions: Readonly<Record<string, number>> = {}): Promise<string> =>
    storage.release(
      Object.fromEntries([...images].map(([artifact, name]) => [artifact, imageOf(name, versions[name] ?? 1)])),
    );
  const taskDefinitions = async (): Promise<ReadonlyMap<string, string>> =>
    new Map([...(await storage.running('stage'))].map(([id, { taskDefinition }]) => [id, taskDefinition]));
  /** Which services got other tasks since the last time, and how, sorted; a service touched twice stands there twice. */
  const touched = async (): Promise<readonly string[]> => {
    const ids = new Map([...(await storage.running('stage'))].map(([id, { name }]) => [name, id]));
    const updates = await account.aws.control.serviceUpdates();
    await account.aws.control.forgetServiceUpdates();
    return updates.flatMap(({ service, deployment }) => (deployment === null ? [] : [`${ids.get(service)}`])).sort();
  };
  /** Deploys a release, and gives the services that were touched and those that have another task definition. */
  const moved = async (
    id: string,
  ): Promise<{ readonly touched: readonly string[]; readonly other: readonly string[] }> => {
    const before = await taskDefinitions();
    await storage.do('deploy', id);
    const after = await taskDefinitions();
    const other = [...after].filter(([service, arn]) => before.get(service) !== arn).map(([service]) => service);
    return { touched: await touched(), other: other.sort() };
  };

  test('the first release starts each of them once', async () => {
    const first = await moved(await release());
    expect(first.touched).toHaveLength(20);
    expect(new Set(first.touched).size).toBe(20);
    expect((await storage.told('verify', 'stage')).json).toMatchObject({ environments: [{ verdict: 'converged' }] });
  });

  test('images that move touch exactly the eight services that they feed, each once; twelve keep their task definition', async () => {
    const second = await release(Object.fromEntries(ofEight.map((name) => [name, 2])));
    const { code, json } = await storage.told('deploy', second, '--dry-run');
    // Of a service of several containers the one that changes is named.
    const changed = (json as { readonly changed: readonly string[] }).changed.map((artifact) => artifact.split('/')[0]);
    expect({ code, changed }).toEqual({ code: 0, changed: eight });
    expect(await touched()).toEqual([]);
    expect(await moved(second)).toEqual({ touched: eight, other: eight });
  });

  test('images of three services touch those three, even one of several containers', async () => {
    const versions = [...ofEight.map((name) => [name, 2]), ...ofThree.map((name) => [name, 3])];
    const third = await release(Object.fromEntries(versions));
    expect(await moved(third)).toEqual({ touched: three, other: three });
    expect((await storage.told('verify', 'stage', '--exit-code')).code).toBe(0);
  });
});

/** Artifact -> the name of its image. */
function imagesOf(services: readonly Service[]): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap(({ id, image, containers = [] }): (readonly [string, string])[] =>
      image === undefined ? containers.map((one) => [`${id}/${one.id}`, one.image]) : [[id, image]],
    ),
  );
}
