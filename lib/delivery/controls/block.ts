import type { Instant } from '../../ids.js';
import { type Recording, record } from '../../ledger/index.js';
import { type Block, blockKey, type EventDraft, fallsUnder, type ProjectState } from '../../promotion/index.js';
import type { Signer } from '../delivery.js';
import { sign } from '../sign.js';
import type { OfProject } from './freeze.js';
import { type NamedImage, recordedDigests, recordedImages } from './named-image.js';

/** What was recorded to lift the blocks on an image. */
export interface Unblocking {
  /** One for each block that was lifted. */
  readonly lifted: readonly Required<Recording>[];
  readonly view: Recording['view'];
}

/**
 * Blocks an image. Named without a digest it is blocked by the one that recorded releases have under that name; where they
 * have several, or none, whatever goes by that name is blocked.
 */
export async function block(
  { project, ledger, now }: OfProject,
  named: NamedImage,
  signer: Signer,
): Promise<Recording> {
  return record(ledger, project.id, ({ state }) => blocking(state, named, signer, now()));
}

/** Lifts every block on an image; none where it is not blocked. */
export async function unblock(
  { project, ledger, now }: OfProject,
  named: NamedImage,
  signer: Signer,
): Promise<Unblocking> {
  const lifted: Required<Recording>[] = [];
  for (;;) {
    const { event, view } = await record(ledger, project.id, ({ state }) => unblocking(state, named, signer, now()));
    if (event === undefined) return { lifted, view };
    lifted.push({ event, view });
  }
}

/** What to record for a block, or undefined where it stands already; another reason is recorded, too. Pure. */
export function blocking(state: ProjectState, named: NamedImage, signer: Signer, at: Instant): EventDraft | undefined {
  const meant = withDigest(state, named);
  const key = blockKey(meant);
  const standing = Object.hasOwn(state.blocks, key) ? state.blocks[key] : undefined;
  if (standing !== undefined && (signer.reason === undefined || signer.reason === standing.reason)) return undefined;
  return sign(signer, at, { type: 'block.set', ...meant });
}

/** What to record to lift the next block on an image, or undefined where there is none. Pure. */
export function unblocking(
  state: ProjectState,
  named: NamedImage,
  signer: Signer,
  at: Instant,
): EventDraft | undefined {
  const [standing] = blocksOn(state, named);
  if (standing === undefined) return undefined;
  const { image, digest } = standing;
  return sign(signer, at, { type: 'block.lifted', image, ...(digest === undefined ? {} : { digest }) });
}

/** The blocks by which an image, or one that releases have under its name, is not to be deployed. */
function blocksOn(state: ProjectState, named: NamedImage): readonly Block[] {
  const images = [named, ...recordedImages(state, named)];
  return Object.values(state.blocks).filter((standing) => images.some((image) => fallsUnder(standing, image)));
}

function withDigest(state: ProjectState, named: NamedImage): NamedImage {
  const [digest, ...others] = named.digest === undefined ? recordedDigests(state, named) : [];
  return digest === undefined || others.length > 0 ? named : { ...named, digest };
}
