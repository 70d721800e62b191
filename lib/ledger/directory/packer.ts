import { join } from 'node:path';
import { linkIfFree, makeDirectory, removeIfThere, writeDurably } from '../../files/index.js';
import type { LedgerEvent } from '../../promotion/index.js';
import { eventFileName } from './event-file.js';
import { makePack, packRange } from './pack-file.js';
import type { RecordFiles, RecordReader } from './record-files.js';
import type { StorePaths } from './store-paths.js';

/** When events are packed. */
export interface PackingLimits {
  /** More events than this with a file of their own, and the older ones are packed. */
  readonly maxLoose: number;
  /** So many of the newest keep their file: they are what people look at, and where branches still differ. */
  readonly keptLoose: number;
}

/** A view reads and checks each loose event: 512 of them take about 15 ms. */
export const DEFAULT_LIMITS: PackingLimits = { maxLoose: 512, keptLoose: 64 };

/**
 * Moves older events from files of their own into packs, which are read and verified many times as fast. A pack is
 * never changed or removed afterwards: git would see two branches that merged packs differently as a conflict.
 *
 * Packers may run beside one another and beside readers: an event is removed only after its pack is there, and to have
 * it in several places does no harm.
 */
export class Packer {
  constructor(
    private readonly paths: StorePaths,
    private readonly reader: RecordReader,
    private readonly limits: PackingLimits,
  ) {}

  /** Returns the files as they are afterwards, or undefined where there was nothing to do. */
  pack({ packs, loose }: RecordFiles): RecordFiles | undefined {
    const { maxLoose, keptLoose } = this.limits;
    if (loose.length <= maxLoose) return undefined;
    const packed = this.packedAmong(loose, packs);
    this.remove(loose.filter(({ hash }) => packed.has(hash)));
    // A parent has a lower number than its children, so with the lowest numbers no event is packed before its parents.
    const left = loose
      .filter(({ hash }) => !packed.has(hash))
      .sort((a, b) => a.seq - b.seq || (a.hash < b.hash ? -1 : 1));
    if (left.length <= maxLoose) return { packs, loose: left };
    const old = left.slice(0, left.length - keptLoose);
    const name = this.write(old);
    this.remove(old);
    return { packs: [...new Set([...packs, name])].sort(), loose: left.slice(old.length) };
  }

  private remove(events: readonly LedgerEvent[]): void {
    for (const event of events) removeIfThere(join(this.paths.events, eventFileName(event)));
  }

  private write(events: readonly LedgerEvent[]): string {
    makeDirectory(this.paths.packs);
    const { name, bytes } = makePack(events);
    const temporary = this.paths.temporary();
    try {
      writeDurably(temporary, bytes);
      linkIfFree(temporary, join(this.paths.packs, name));
    } finally {
      removeIfThere(temporary);
    }
    return name;
  }

  /** Events are in a pack already where a packer was killed before it had removed their files, or branches were merged. */
  private packedAmong(events: readonly LedgerEvent[], packs: readonly string[]): ReadonlySet<string> {
    const seqs = events.map(({ seq }) => seq);
    const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
    const overlapping = packs.filter((name) => {
      const [from, to] = packRange(name);
      return from <= last && to >= first;
    });
    return new Set(this.reader.readPacks(overlapping).map(({ hash }) => hash));
  }
}
