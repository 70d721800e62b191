import { join } from 'node:path';
import type { LedgerEvent } from '../../promotion/index.js';
import { linkIfFree, makeDirectory, removeIfThere, writeDurably } from './durable-file.js';
import { eventFileName } from './event-file.js';
import { makePack, packRange } from './pack-file.js';
import type { RecordFiles, RecordReader } from './record-files.js';
import type { StorePaths } from './store-paths.js';

/** More events than this with a file of their own, and the older ones are packed. */
const MAX_LOOSE = 512;

/** So many of the newest keep their file: they are what people look at, and where branches still differ. */
const KEPT_LOOSE = 64;

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
  ) {}

  /** Returns the files as they are afterwards, or undefined where there was nothing to do. */
  pack(files: RecordFiles): RecordFiles | undefined {
    if (files.loose.length <= MAX_LOOSE) return undefined;
    // A parent has a lower number than its children, so with the lowest numbers no event is packed before its parents.
    const sorted = [...files.loose].sort((a, b) => a.seq - b.seq || (a.hash < b.hash ? -1 : 1));
    const old = sorted.slice(0, -KEPT_LOOSE);
    const packed = this.packedAmong(old, files.packs);
    const fresh = old.filter(({ hash }) => !packed.has(hash));
    const packs = fresh.length > 0 ? [...files.packs, this.write(fresh)].sort() : files.packs;
    for (const event of old) removeIfThere(join(this.paths.events, eventFileName(event)));
    return { packs, loose: sorted.slice(-KEPT_LOOSE) };
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
    const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
    const overlapping = packs.filter((name) => {
      const [from, to] = packRange(name);
      return from <= last && to >= first;
    });
    return new Set(this.reader.readPacks(overlapping).map(({ hash }) => hash));
  }
}
