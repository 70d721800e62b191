import { sha256 } from '../../canonical.js';
import type { ProjectId } from '../../ids.js';
import { type EventLink, FOLD_VERSION, type ProjectState } from '../../promotion/index.js';
import { checkpointKey, headKey, type Slot } from '../ledger-names.js';
import { CHECKPOINT_FORMAT, decodeState, encodeState } from './checkpoint-text.js';
import type { CheckpointPointer } from './head-item.js';
import type { Item, LedgerTable } from './ledger-table.js';

/** An item with its key has to stay under 400 KB. */
const CHUNK_BYTES = 380 * 1024;

export function checkpointKeys(project: ProjectId, { slot, chunks }: CheckpointPointer): readonly string[] {
  return Array.from({ length: chunks }, (_, chunk) => checkpointKey(project, slot, chunk));
}

/** The state that a checkpoint's items hold, or undefined where these are not, byte for byte, what its pointer says. */
export function readCheckpoint(
  items: ReadonlyMap<string, Item>,
  project: ProjectId,
  pointer: CheckpointPointer,
): ProjectState | undefined {
  const chunks: Uint8Array[] = [];
  for (const key of checkpointKeys(project, pointer)) {
    const data = items.get(key)?.data;
    if (!(data instanceof Uint8Array)) return undefined;
    chunks.push(data);
  }
  const bytes = Buffer.concat(chunks);
  return sha256(bytes) === pointer.sha256 ? decodeState(bytes, project, pointer) : undefined;
}

/**
 * Writes the state up to an event as items, and then points the head at them. Whoever is late changes nothing: neither
 * what a later one wrote nor what the head points at.
 */
export async function writeCheckpoint(
  table: LedgerTable,
  state: ProjectState,
  { seq, hash }: EventLink,
  slot: Slot,
): Promise<void> {
  const bytes = encodeState(state, { seq, hash });
  const chunks = Math.ceil(bytes.length / CHUNK_BYTES);
  const written = await Promise.all(
    Array.from({ length: chunks }, (_, chunk) =>
      table.write({
        put: {
          release_id: checkpointKey(state.project, slot, chunk),
          seq,
          data: bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES),
        },
        condition: 'attribute_not_exists(#seq) OR #seq <= :seq',
        names: { '#seq': 'seq' },
        values: { ':seq': seq },
      }),
    ),
  );
  if (written.includes(false)) return;
  const pointer: CheckpointPointer = {
    slot,
    chunks,
    sha256: sha256(bytes),
    seq,
    hash,
    fold: FOLD_VERSION,
    format: CHECKPOINT_FORMAT,
  };
  await table.write({
    update: headKey(state.project),
    expression: 'SET #checkpoint = :pointer',
    condition: 'attribute_exists(release_id) AND (attribute_not_exists(#checkpoint) OR #checkpoint.#seq < :seq)',
    names: { '#checkpoint': 'checkpoint', '#seq': 'seq' },
    values: { ':pointer': pointer, ':seq': seq },
  });
}
