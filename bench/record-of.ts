import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ArtifactKey,
  DeploymentId,
  Digest,
  EnvironmentId,
  Instant,
  ProjectId,
  ReleaseId,
  ServiceSetId,
} from '../lib/ids.js';
import { eventFileName, renderEvent } from '../lib/ledger/directory/event-file.js';
import { makePack } from '../lib/ledger/directory/pack-file.js';
import { DirectoryLedger, record } from '../lib/ledger/index.js';
import { IMPLIED_SERVICE_SET } from '../lib/manifest/model.js';
import {
  type ArtifactOutcome,
  deploymentId,
  type EventDraft,
  type Fact,
  type LedgerEvent,
  sealEvent,
} from '../lib/promotion/index.js';
import type { ReleasedImage } from '../lib/release/model.js';

/** What a made-up record is about. */
export interface RecordShape {
  readonly project: string;
  /** Default: the service set of a project that names none. */
  readonly serviceSet?: string;
  /** Artifact keys: the services, where each has one container. */
  readonly artifacts: readonly string[];
  /** In the order in which a release goes through them. */
  readonly environments: readonly string[];
}

/** As many events go into one pack as an appender would put there. */
const PACKED_AT_ONCE = 449;
const LOOSE = 64;
const BEGIN = Date.parse('2025-01-01T00:00:00Z');

/**
 * Writes a record of `deployments` deployments into a directory that has none: release after release goes through all
 * environments, succeeds and passes; each release moves one image. The files are those that appending one by one would
 * have left, written at once. The last event is appended as any other, so that there is a checkpoint.
 */
export async function recordOf(root: string, deployments: number, shape: RecordShape): Promise<void> {
  const project = shape.project as ProjectId;
  const drafts = draftsOf(deployments, shape);
  const last = drafts.pop();
  const events = seal(project, drafts);
  const [packs, loose] = ['packs', 'events'].map((folder) => join(root, project, folder)) as [string, string];
  mkdirSync(packs, { recursive: true });
  mkdirSync(loose, { recursive: true });
  let packed = 0;
  for (; events.length - packed > PACKED_AT_ONCE + LOOSE; packed += PACKED_AT_ONCE) {
    const pack = makePack(events.slice(packed, packed + PACKED_AT_ONCE));
    writeFileSync(join(packs, pack.name), pack.bytes);
  }
  for (const event of events.slice(packed)) writeFileSync(join(loose, eventFileName(event)), renderEvent(event));
  if (last !== undefined) await record(new DirectoryLedger(root), project, () => last);
}

function seal(project: ProjectId, drafts: readonly EventDraft[]): readonly LedgerEvent[] {
  const events: LedgerEvent[] = [];
  for (const draft of drafts) {
    const before = events.at(-1);
    events.push(sealEvent(project, draft, before === undefined ? [] : [before]));
  }
  return events;
}

function draftsOf(deployments: number, shape: RecordShape): EventDraft[] {
  const drafts: EventDraft[] = [];
  const sign = (fact: Fact): void => {
    const at = new Date(BEGIN + drafts.length * 60_000).toISOString() as Instant;
    drafts.push({ at, actor: 'ci@example.org', fact });
  };
  const running = new Map<string, ReleaseId>();
  for (let index = 0; index < deployments; index++) {
    const number = Math.floor(index / shape.environments.length) + 1;
    const images = imagesOf(number, shape.artifacts);
    const release = `rel-${digestOf(`release ${number}`).slice(0, 12)}` as ReleaseId;
    const environment = shape.environments[index % shape.environments.length] as EnvironmentId;
    if (index % shape.environments.length === 0) sign(created(number, release, images, shape));
    const requested = requestOf(index, release, environment, running.get(environment), shape, drafts.length);
    sign(requested);
    sign(finished(requested.deployment, requested.lease.fence, images));
    sign({
      type: 'verdict.recorded',
      serviceSet: requested.serviceSet,
      environment,
      release,
      deployment: requested.deployment,
      verdict: 'pass',
      evidence: `https://ci.example.org/runs/${index}`,
    });
    running.set(environment, release);
  }
  return drafts;
}

function requestOf(
  index: number,
  release: ReleaseId,
  environment: EnvironmentId,
  replaces: ReleaseId | undefined,
  shape: RecordShape,
  position: number,
): Extract<Fact, { type: 'deployment.requested' }> {
  const begin = BEGIN + position * 60_000;
  const intent = {
    serviceSet: serviceSetOf(shape),
    environment,
    release,
    kind: 'deploy' as const,
    ...(replaces === undefined ? {} : { replaces }),
    target: 'directory',
    lease: {
      holder: `runner-${index % 7}/4711`,
      fence: Math.floor(index / shape.environments.length) + 1,
      expires: new Date(begin + 1_800_000).toISOString() as Instant,
    },
    hashes: {
      manifest: digestOf('manifest'),
      template: digestOf(`template ${index}`),
      preview: digestOf(`preview ${index}`),
    },
    tool: 'slipway 0.1.0',
  };
  const at = new Date(begin).toISOString() as Instant;
  const deployment: DeploymentId = deploymentId({
    project: shape.project as ProjectId,
    at,
    actor: 'ci@example.org',
    ...intent,
  });
  return { type: 'deployment.requested', deployment, ...intent };
}

function created(
  number: number,
  id: ReleaseId,
  images: Readonly<Record<ArtifactKey, ReleasedImage>>,
  shape: RecordShape,
): Fact {
  return {
    type: 'release.created',
    release: {
      id,
      number,
      project: shape.project as ProjectId,
      serviceSet: serviceSetOf(shape),
      description: `${shape.artifacts[number % shape.artifacts.length]} moves to build ${number}`,
      images,
      sources: Object.fromEntries(shape.artifacts.map((artifact) => [artifact, { kind: 'explicit' as const }])),
    },
  };
}

function finished(deployment: DeploymentId, fence: number, images: Readonly<Record<ArtifactKey, ReleasedImage>>): Fact {
  const artifacts = Object.entries(images).map(([artifact, { image, digest }]): [string, ArtifactOutcome] => [
    artifact,
    { status: 'running', image, ...(digest === undefined ? {} : { digest }) },
  ]);
  return {
    type: 'deployment.finished',
    deployment,
    fence,
    outcome: 'succeeded',
    artifacts: Object.fromEntries(artifacts),
  };
}

/** One image a release moves to a new build; the others stay where they are. */
function imagesOf(number: number, artifacts: readonly string[]): Readonly<Record<ArtifactKey, ReleasedImage>> {
  const images = artifacts.map((artifact, place): [string, ReleasedImage] => {
    const build = number - ((number - place + artifacts.length) % artifacts.length);
    const digest = `sha256:${digestOf(`${artifact} ${build}`)}` as Digest;
    return [artifact, { image: `docker.io/example/${artifact}@${digest}`, digest }];
  });
  return Object.fromEntries(images);
}

function serviceSetOf({ serviceSet }: RecordShape): ServiceSetId {
  return (serviceSet ?? IMPLIED_SERVICE_SET) as ServiceSetId;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
