import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { DeploymentId, EventHash, ProjectId, ReleaseId } from '../../ids.js';
import {
  type Deployment,
  type EnvironmentState,
  type EventLink,
  FOLD_VERSION,
  type ProjectState,
} from '../../promotion/index.js';
import type { Release } from '../../release/model.js';
import { PoolReader, PoolWriter } from './value-pool.js';

/** Raised with every change of the form. */
export const CHECKPOINT_FORMAT = 1;

/** Beyond this it takes several times as long and gains next to nothing. */
const BROTLI_QUALITY = 4;

interface Header extends Pick<ProjectState, 'deploymentOrder' | 'environments' | 'freezes' | 'blocks' | 'lastNumber'> {
  readonly format: number;
  readonly fold: number;
  readonly project: ProjectId;
  readonly seq: number;
  readonly hash: EventHash;
  readonly releaseOrder: readonly ReleaseId[];
  /** How many lines the pool has. */
  readonly pool: number;
}

/** The pooled form of a row: in the place of each of these members the number of a line of the pool. */
type PooledRelease = Omit<Release, 'images' | 'sources'> & { readonly images: number; readonly sources: number };
type PooledDeployment = Omit<Deployment, 'artifacts'> & { readonly artifacts?: number };

/**
 * A state as compressed lines of JSON: a header; a pool of what many rows have in common; releases; deployments.
 *
 * Ten thousand deployments of twenty services say two hundred thousand times which image ran. Nearly all of it is said
 * again and again, and each thing once makes the text a sixth, so that reading it costs milliseconds.
 */
export function encodeState(state: ProjectState, { seq, hash }: EventLink): Buffer {
  const pool = new PoolWriter();
  const releaseOrder = Object.keys(state.releases) as ReleaseId[];
  const releases = releaseOrder.map((id) => {
    const release = state.releases[id] as Release;
    const row: PooledRelease = {
      ...release,
      images: pool.addMap(release.images),
      sources: pool.addMap(release.sources),
    };
    return JSON.stringify(row);
  });
  const deployments = state.deploymentOrder.map((id) => {
    const { artifacts, ...rest } = state.deployments[id] as Deployment;
    const row: PooledDeployment = artifacts === undefined ? rest : { ...rest, artifacts: pool.addMap(artifacts) };
    return JSON.stringify(row);
  });
  const { project, deploymentOrder, environments, freezes, blocks, lastNumber } = state;
  const header: Header = {
    format: CHECKPOINT_FORMAT,
    fold: FOLD_VERSION,
    project,
    seq,
    hash,
    deploymentOrder,
    environments,
    freezes,
    blocks,
    lastNumber,
    releaseOrder,
    pool: pool.lines.length,
  };
  const text = Buffer.from([JSON.stringify(header), ...pool.lines, ...releases, ...deployments].join('\n'));
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  return brotliCompressSync(text, { params });
}

/**
 * The state that was encoded, or undefined where it is of another form, fold, project or event. It is nobody else's and
 * may be changed in place; a row is parsed when it is first used, because a command looks at a handful.
 *
 * @throws Error where the bytes are not what was encoded: verify them before
 */
export function decodeState(bytes: Uint8Array, project: ProjectId, { seq, hash }: EventLink): ProjectState | undefined {
  const lines = brotliDecompressSync(bytes).toString('utf8').split('\n');
  const header = JSON.parse(lines[0] ?? '') as Header;
  if (header.format !== CHECKPOINT_FORMAT || header.fold !== FOLD_VERSION || header.project !== project)
    return undefined;
  if (header.seq !== seq || header.hash !== hash) return undefined;
  const { releaseOrder, deploymentOrder, freezes, lastNumber } = header;
  const pool = new PoolReader(lines, 1);
  const releasesAt = 1 + header.pool;
  const deploymentsAt = releasesAt + releaseOrder.length;
  const releases = lazyRows<ReleaseId, Release>(releaseOrder, (index) => {
    const row = JSON.parse(lines[releasesAt + index] ?? '') as PooledRelease;
    return { ...row, images: pool.map(row.images), sources: pool.map(row.sources) };
  });
  const deployments = lazyRows<DeploymentId, Deployment>(deploymentOrder, (index) => {
    const { artifacts, ...rest } = JSON.parse(lines[deploymentsAt + index] ?? '') as PooledDeployment;
    return artifacts === undefined ? rest : { ...rest, artifacts: pool.map(artifacts) };
  });
  const environments = withoutPrototype(header.environments);
  for (const { evaluations, succeeded, soaks } of Object.values<EnvironmentState>(environments)) {
    withoutPrototype(evaluations);
    withoutPrototype(succeeded);
    withoutPrototype(soaks);
  }
  const blocks = withoutPrototype(header.blocks);
  return { project, releases, deployments, deploymentOrder, environments, freezes, blocks, lastNumber };
}

function lazyRows<Key extends string, Row>(keys: readonly Key[], parse: (index: number) => Row): Record<Key, Row> {
  const rows = Object.create(null) as Record<Key, Row>;
  keys.forEach((key, index) => {
    let row: Row | undefined;
    const get = (): Row => {
      row ??= Object.freeze(parse(index));
      return row;
    };
    Object.defineProperty(rows, key, { get, enumerable: true, configurable: true });
  });
  return rows;
}

/** A row may be called `constructor`. */
function withoutPrototype<T extends object>(rows: T): T {
  return Object.setPrototypeOf(rows, null) as T;
}
