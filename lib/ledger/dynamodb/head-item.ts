import type { EventHash, ProjectId } from '../../ids.js';
import { type EventLink, FOLD_VERSION } from '../../promotion/index.js';
import { headKey, type Slot } from '../ledger-names.js';
import { CHECKPOINT_FORMAT } from './checkpoint-text.js';
import { damagedItem } from './damage.js';
import type { Item } from './ledger-table.js';

/** Where the newest checkpoint stands, and of which event it holds the state. */
export interface CheckpointPointer extends EventLink {
  readonly slot: Slot;
  /** In how many items. */
  readonly chunks: number;
  /** Of all their bytes, one after the other; hex. */
  readonly sha256: string;
  /** The FOLD_VERSION it was folded under. */
  readonly fold: number;
  readonly format: number;
}

/** The end of a record: its last event. */
export interface Head extends EventLink {
  /** Absent where there is none that this version can use. */
  readonly checkpoint?: CheckpointPointer;
}

/** @throws SlipwayError where the item does not name an event */
export function readHead(item: Item, project: ProjectId, table: string): Head {
  const { seq, hash, checkpoint } = item;
  if (!isSeq(seq) || !isHash(hash))
    throw damagedItem({ table, key: headKey(project) }, 'was edited: it does not name the last event of the record');
  return isUsable(checkpoint) && checkpoint.seq <= seq ? { seq, hash, checkpoint } : { seq, hash };
}

/** The place where a checkpoint is to be written: the one that is not in use, whatever version made what is there. */
export function freeSlot(item: Item): Slot {
  return (item.checkpoint as Partial<CheckpointPointer> | undefined)?.slot === 'A' ? 'B' : 'A';
}

function isUsable(value: unknown): value is CheckpointPointer {
  if (value === null || typeof value !== 'object') return false;
  const { slot, chunks, sha256, fold, format, seq, hash } = value as Partial<CheckpointPointer>;
  if (format !== CHECKPOINT_FORMAT || fold !== FOLD_VERSION) return false;
  return (slot === 'A' || slot === 'B') && isSeq(chunks) && isHash(sha256) && isSeq(seq) && isHash(hash);
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isHash(value: unknown): value is EventHash {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
