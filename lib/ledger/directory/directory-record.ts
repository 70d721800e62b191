import { join } from 'node:path';
import { readPart, removeIfThere, replaceFile, writeDurably } from '../../files/index.js';
import type { EventHash } from '../../ids.js';
import {
  type EventDraft,
  type EventLink,
  emptyState,
  fold,
  type LedgerEvent,
  type OrderDamage,
  orderEvents,
  type ProjectState,
} from '../../promotion/index.js';
import { sealSound } from '../seal-sound.js';
import type { Base } from './base.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';
import { Claims } from './claims.js';
import { damagedRecord } from './damage.js';
import { eventFileName, padSeq } from './event-file.js';
import { Packer, type PackingLimits } from './packer.js';
import { isSameList, type RecordFiles, RecordReader } from './record-files.js';
import { continueFrom, coveredBy } from './snapshot.js';
import type { StorePaths } from './store-paths.js';

/** The record of one project at one moment. */
export interface Snapshot {
  readonly files: RecordFiles;
  readonly state: ProjectState;
  /** Sorted by hash. */
  readonly heads: readonly EventLink[];
}

/** The record of one project in a directory. */
export class DirectoryRecord {
  private readonly reader: RecordReader;
  private readonly claims: Claims;
  private readonly packer: Packer;
  /** What was found last, to go on from. */
  private last: Base | undefined;
  /** The packs for which the checkpoint on the disk holds; undefined where there is none that can be used. */
  private checkpointed: readonly string[] | undefined;

  constructor(
    private readonly paths: StorePaths,
    limits: PackingLimits,
  ) {
    this.reader = new RecordReader(paths);
    this.claims = new Claims(paths);
    this.packer = new Packer(paths, this.reader, limits);
  }

  snapshot(): Snapshot {
    return this.reader.read((files) => {
      const { state, heads } = this.fromLast(files) ?? this.fromCheckpoint(files) ?? this.fromAll(files);
      this.last = { packs: files.packs, covered: coveredBy(files), heads, state };
      return { files, state, heads };
    });
  }

  /** Every event, in the order of `orderEvents`. */
  events(): readonly LedgerEvent[] {
    return this.reader.read((files) => this.order(files).events);
  }

  append(heads: readonly EventHash[], draft: EventDraft): LedgerEvent | undefined {
    const before = this.snapshot();
    if (!stands(before, heads)) return undefined;
    const event = sealSound(this.paths.project, draft, before.heads);
    const published = this.claims.publish(event, {
      holds: () => this.holds(event),
      isNext: (parents) => stands(this.snapshot(), parents),
      isFollowed: (parents) => !this.areHeads(parents),
    });
    if (!published) return undefined;
    this.tidy();
    return event;
  }

  /** Whether the record holds an event. */
  private holds(event: EventLink): boolean {
    const { packs, loose } = this.snapshot().files;
    return loose.some(({ hash }) => hash === event.hash) || this.reader.isPacked(event, packs);
  }

  private areHeads(hashes: readonly EventHash[]): boolean {
    const heads = new Set(this.snapshot().heads.map(({ hash }) => hash));
    return heads.size === 0 ? hashes.length === 0 : hashes.length > 0 && hashes.every((hash) => heads.has(hash));
  }

  /** The event is recorded already: whatever goes wrong from here on is of no importance. */
  private tidy(): void {
    try {
      const { files, state, heads } = this.snapshot();
      const packed = this.packer.pack(files);
      if (packed !== undefined) this.last = { packs: packed.packs, covered: coveredBy(packed), heads, state };
      const packs = packed?.packs ?? files.packs;
      if (packs.length > 0 && !isSameList(this.checkpointed ?? [], packs)) this.writeCheckpoint();
    } catch {
      // Packs and checkpoints save time, nothing else. The next one to append tries again.
    }
  }

  private writeCheckpoint(): void {
    if (this.last === undefined) return;
    const temporary = this.paths.temporary();
    try {
      writeDurably(temporary, encodeCheckpoint(this.last));
      replaceFile(temporary, this.paths.checkpoint);
      this.checkpointed = this.last.packs;
    } finally {
      removeIfThere(temporary);
    }
  }

  private fromLast(files: RecordFiles): ReturnType<typeof continueFrom> {
    return this.last === undefined ? undefined : continueFrom(this.last, files, 'shared');
  }

  /** Without packs there is nothing that would be slow. */
  private fromCheckpoint(files: RecordFiles): ReturnType<typeof continueFrom> {
    if (files.packs.length === 0) return undefined;
    try {
      const file = { read: (from: number, length: number) => readPart(this.paths.checkpoint, from, length) };
      let state: ProjectState | undefined;
      const recover = (): ProjectState => {
        state ??= this.fromAll(files).state;
        return state;
      };
      const base = decodeCheckpoint(file, this.paths.project, recover);
      const found = base === undefined ? undefined : continueFrom(base, files, 'given');
      this.checkpointed = found === undefined ? undefined : files.packs;
      return found;
    } catch {
      // It can always be made anew.
      this.checkpointed = undefined;
      return undefined;
    }
  }

  private fromAll(files: RecordFiles): { readonly state: ProjectState; readonly heads: readonly EventLink[] } {
    const { events, heads } = this.order(files);
    const { project } = this.paths;
    return { state: events.length === 0 ? emptyState(project) : fold(project, events), heads };
  }

  private order({ packs, loose }: RecordFiles): {
    readonly events: readonly LedgerEvent[];
    readonly heads: readonly EventLink[];
  } {
    const order = orderEvents([...this.reader.readPacks(packs), ...loose]);
    if (order.whole) return order;
    const [first] = order.damage;
    throw first === undefined ? new Error('damage without a place') : this.brokenChain(first);
  }

  private brokenChain({ event, why, missing }: OrderDamage): Error {
    const follower = join(this.paths.events, eventFileName(event));
    if (missing === undefined) return damagedRecord(follower, why);
    // Of an event with several parents it is not known which of them has the number before it.
    const seq = event.parents.length === 1 ? padSeq(event.seq - 1) : '*';
    const file = join(this.paths.events, `${seq}-${missing.slice(0, 12)}.json`);
    return damagedRecord(file, `is missing, or the pack that held it: event ${event.seq} (${follower}) follows it`);
  }
}

function stands({ heads }: Snapshot, hashes: readonly EventHash[]): boolean {
  return isSameList(
    heads.map(({ hash }) => hash),
    [...hashes].sort(),
  );
}
