import { sha256 } from '../../canonical.js';
import type { ProjectId, ReleaseId } from '../../ids.js';
import { type EnvironmentState, FOLD_VERSION, type ProjectState } from '../../promotion/index.js';
import type { Base } from './base.js';
import { type CheckpointFile, LazyRows, type RowPlaces, RowWriter } from './lazy-rows.js';

/** Raised with every change of the form of the file. */
const FORMAT = 1;

/** `<sha256 of the header> <bytes of the header, 12 digits>\n` */
const PREFIX_BYTES = 64 + 1 + 12 + 1;

interface Header
  extends Omit<Base, 'state'>,
    Pick<ProjectState, 'deploymentOrder' | 'environments' | 'freezes' | 'blocks' | 'lastNumber'> {
  readonly format: number;
  readonly fold: number;
  readonly project: ProjectId;
  readonly releaseOrder: readonly ReleaseId[];
  readonly releases: RowPlaces;
  /** In the order of `deploymentOrder`. */
  readonly deployments: RowPlaces;
}

/**
 * A base as a file: a header, then releases and deployments, each a line of JSON. Of ten thousand deployments a command
 * looks at a handful, so these are read and parsed only when somebody asks for them.
 */
export function encodeCheckpoint({ packs, covered, heads, state }: Base): Buffer {
  const rows = new RowWriter();
  const releaseOrder = Object.keys(state.releases) as ReleaseId[];
  const header: Header = {
    format: FORMAT,
    fold: FOLD_VERSION,
    project: state.project,
    packs,
    covered,
    heads,
    deploymentOrder: state.deploymentOrder,
    environments: state.environments,
    freezes: state.freezes,
    blocks: state.blocks,
    lastNumber: state.lastNumber,
    releaseOrder,
    releases: rows.add(state.releases, releaseOrder),
    deployments: rows.add(state.deployments, state.deploymentOrder),
  };
  const text = Buffer.from(JSON.stringify(header));
  const prefix = `${sha256(text)} ${String(text.length).padStart(12, '0')}\n`;
  return Buffer.concat([Buffer.from(prefix), text, ...rows.lines]);
}

/**
 * The base that a file holds, or undefined where it is not one, was damaged, belongs to another project or was folded
 * by another version. Its state is nobody else's and may be changed in place.
 *
 * @param recover folds the same state from the events: for a row that turns out to be damaged, or to be gone
 */
export function decodeCheckpoint(
  file: CheckpointFile,
  project: ProjectId,
  recover: () => ProjectState,
): Base | undefined {
  const prefix = /^([0-9a-f]{64}) (\d{12})\n$/.exec(file.read(0, PREFIX_BYTES).toString('latin1'));
  if (prefix === null) return undefined;
  const text = file.read(PREFIX_BYTES, Number(prefix[2]));
  if (sha256(text) !== prefix[1]) return undefined;
  const header = JSON.parse(text.toString('utf8')) as Header;
  if (header.format !== FORMAT || header.fold !== FOLD_VERSION || header.project !== project) return undefined;
  const { packs, covered, heads, deploymentOrder, freezes, lastNumber } = header;
  const rows = new LazyRows(file, PREFIX_BYTES + text.length);
  const releases = rows.take(header.releaseOrder, header.releases, (id) => recover().releases[id]);
  const deployments = rows.take(deploymentOrder, header.deployments, (id) => recover().deployments[id]);
  const environments = withoutPrototype(header.environments);
  for (const { evaluations, succeeded, soaks } of Object.values<EnvironmentState>(environments)) {
    withoutPrototype(evaluations);
    withoutPrototype(succeeded);
    withoutPrototype(soaks);
  }
  const blocks = withoutPrototype(header.blocks);
  const state = { project, releases, deployments, deploymentOrder, environments, freezes, blocks, lastNumber };
  return { packs, covered, heads, state };
}

/** A row may be called `constructor`. */
function withoutPrototype<T extends object>(rows: T): T {
  return Object.setPrototypeOf(rows, null) as T;
}
