import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { type Project, parseManifest } from 'slipway';
import { type IReleaseLedger, ReleaseLedger } from 'slipway/constructs';
import { renderRelease } from 'slipway/testing';
import { changesBetween, servicesIn } from './outline.js';

/** Wellcome's own manifest and labels stand beside the repository, where they are; they are never copied into it. */
const fixtures = join(__dirname, '..', '..', '..', 'shared', 'fixtures');
const present = existsSync(fixtures);
if (!present) process.stderr.write(`skipped: the plan of a real project, as there is no ${fixtures}\n`);

const ENVIRONMENT = 'stage';

/** Three images that eight services run between them: one, three and four. */
const MOVED = ['bag_register', 'bag_replicator', 'bag_verifier'];

const MOVED_SERVICES = [
  'bag-register',
  'bag-replicator-azure',
  'bag-replicator-glacier',
  'bag-replicator-primary',
  'bag-verifer-pre-replication',
  'bag-verifier-azure',
  'bag-verifier-glacier',
  'bag-verifier-primary',
];

interface LabelledImages {
  readonly service: string;
  readonly latest: string;
  readonly stage: string;
}

function project(): Project {
  const [only] = parseManifest(readFileSync(join(fixtures, 'manifests', '03_storage_2021-04-12_final.yaml'))).manifest
    .projects;
  if (only === undefined) throw new Error('the manifest has no project');
  return only;
}

/** What runs in staging, but for the images that have moved to what is latest. */
function imagesWith(moved: readonly string[]): Readonly<Record<string, string>> {
  const labels = JSON.parse(readFileSync(join(fixtures, 'images', 'storage_label_matrix.json'), 'utf8'));
  const known = new Map((labels as LabelledImages[]).map((row) => [row.service, row]));
  const containers = project().serviceSets.flatMap(({ services }) => services.flatMap((service) => service.containers));
  return Object.fromEntries(
    containers.map(({ artifact, repository = '' }) => {
      const { stage, latest } = known.get(repository) ?? { stage: 'ref.none', latest: 'ref.none' };
      const name = `760097843905.dkr.ecr.eu-west-1.amazonaws.com/uk.ac.wellcome/${repository}`;
      return [artifact, `${name}:${moved.includes(repository) ? latest : stage}`];
    }),
  );
}

function render(moved: readonly string[], ledger?: IReleaseLedger) {
  return renderRelease({ project: project(), environment: ENVIRONMENT, images: imagesWith(moved), ledger });
}

/** Services and task definitions by the service's name. */
function bytesOf(template: ReturnType<typeof render>): ReadonlyMap<string, string> {
  return new Map(servicesIn(template).map(({ name, service, task }) => [name, JSON.stringify([service, task])]));
}

(present ? describe : describe.skip)('the storage service, where three images move', () => {
  const ledger = ReleaseLedger.fromTableName(new App(), 'Ledger', 'slipway-storage');

  describe.each([
    { how: 'without a gate', given: undefined },
    { how: 'with a gate', given: ledger },
  ])('$how', ({ given }) => {
    test('changes exactly the eight services that run them, each with its task definition, once', () => {
      const [before, after] = [bytesOf(render([], given)), bytesOf(render(MOVED, given))];
      expect(before.size).toBe(20);
      const changed = [...after].filter(([name, bytes]) => before.get(name) !== bytes).map(([name]) => name);
      expect(changed.sort()).toEqual(MOVED_SERVICES);
    });

    test('changes nothing else but their parameters, the record, and what asks and tells of it', () => {
      const changes = changesBetween(render([], given), render(MOVED, given));
      const others = changes.filter((change) => !/^(service|task) /.test(change));
      const parameters = others.filter((change) => change.startsWith('/storage/'));
      expect(parameters).toEqual(
        [...MOVED_SERVICES.map((id) => `/storage/images/stage/${id}`), '/storage/deployments/stage'].sort(),
      );
      const rest = others.filter((change) => !parameters.includes(change)).map((id) => id.replace(/[0-9A-F]{8}$/, ''));
      expect(rest).toEqual(given === undefined ? [] : ['DeploymentGate', 'DeploymentOutcome']);
      expect(changes).toHaveLength(8 + 8 + 9 + rest.length);
    });
  });
});
