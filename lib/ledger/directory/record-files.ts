import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from '../../canonical.js';
import { listIfThere, readIfThere, readInPieces, statIfThere } from '../../files/index.js';
import { SlipwayError } from '../../problem.js';
import type { EventLink, LedgerEvent } from '../../promotion/index.js';
import type { LedgerProblemCode } from '../problems.js';
import { damagedRecord, foreignFile, isDamage } from './damage.js';
import { isEventFileName, readEvent } from './event-file.js';
import { damagedPack, isPackFileName, isPackHash, packRange, readPack } from './pack-file.js';
import type { StorePaths } from './store-paths.js';

/** How often a listing may be outdated by others before what is missing is held to be missing. */
const MAX_LOOKS = 16;

/** A file that was changed this short a time ago, in milliseconds, may be changed again without its times telling. */
const RACY_MS = 100;

/** Small enough to stay in the processor's cache. */
const BUFFER_BYTES = 1 << 18;

/** The files of a record at one moment; every one of them was verified. */
export interface RecordFiles {
  /** Names, sorted. */
  readonly packs: readonly string[];
  /** The events that have a file of their own, by the names of their files. */
  readonly loose: readonly LedgerEvent[];
}

interface Listing {
  readonly events: readonly string[];
  readonly packs: readonly string[];
}

interface Kept<T> {
  readonly signature: string;
  readonly content: T;
}

/** Reads and verifies the files of one project's record, each only once as long as it stays as it is. */
export class RecordReader {
  private loose = new Map<string, Kept<LedgerEvent>>();
  private packs = new Map<string, Kept<string>>();
  private readonly buffer = Buffer.allocUnsafe(BUFFER_BYTES);

  constructor(private readonly paths: StorePaths) {}

  /**
   * The record as it stands. A packer may remove a file between listing and reading, and so may git: what does not fit
   * together is damage only if nothing has changed since it was listed.
   *
   * @param use what to do with the files; it is done again where they have changed meanwhile
   * @throws SlipwayError `DamagedRecord`, `UnknownEvent`
   */
  read<T>(use: (files: RecordFiles) => T): T {
    for (let looks = 1; ; looks++) {
      const listing = this.list();
      try {
        const files = this.load(listing);
        if (files !== undefined) return use(files);
      } catch (error) {
        if (!isDamage(error) || looks >= MAX_LOOKS || isSame(listing, this.list())) throw error;
      }
      if (looks >= MAX_LOOKS) throw changesAllTheTime(this.paths);
    }
  }

  /** The events of packs, pack by pack; an event may be in several. */
  readPacks(names: readonly string[]): readonly LedgerEvent[] {
    return names.flatMap((name) => {
      const file = join(this.paths.packs, name);
      const bytes = readIfThere(file);
      if (bytes === undefined) throw damagedRecord(file, 'is missing');
      if (!isPackHash(sha256(bytes), name)) throw damagedPack(bytes, file);
      return readPack(bytes, this.paths.project, file);
    });
  }

  /** Whether a pack holds an event of that number. */
  isPacked({ seq, hash }: EventLink, packs: readonly string[]): boolean {
    const possible = packs.filter((name) => {
      const [first, last] = packRange(name);
      return first <= seq && seq <= last;
    });
    return this.readPacks(possible).some((event) => event.hash === hash);
  }

  /** The events come first: an event that was packed after that is still missed there, and read again from its pack. */
  private list(): Listing {
    const events = listIfThere(this.paths.events);
    return { events, packs: listIfThere(this.paths.packs) };
  }

  private load({ events, packs }: Listing): RecordFiles | undefined {
    const packsNow = keepAll(packs, (name) => {
      const file = join(this.paths.packs, name);
      if (!isPackFileName(name)) throw foreignFile(file);
      return keep(file, this.packs.get(name), () => this.verifyPack(file, name));
    });
    const looseNow = keepAll(events, (name) => {
      const file = join(this.paths.events, name);
      if (!isEventFileName(name)) throw foreignFile(file);
      return keep(file, this.loose.get(name), () => {
        const bytes = readIfThere(file);
        return bytes === undefined ? undefined : readEvent(bytes, name, this.paths.project, file);
      });
    });
    if (packsNow === undefined || looseNow === undefined) return undefined;
    this.loose = looseNow;
    this.packs = packsNow;
    return { packs, loose: [...looseNow.values()].map(({ content }) => content) };
  }

  private verifyPack(file: string, name: string): string | undefined {
    const hash = createHash('sha256');
    if (!readInPieces(file, this.buffer, (piece) => hash.update(piece))) return undefined;
    if (isPackHash(hash.digest('hex'), name)) return name;
    const bytes = readIfThere(file);
    if (bytes !== undefined) throw damagedPack(bytes, file);
    return undefined;
  }
}

/** Undefined where one of the files is gone. */
function keepAll<T>(
  names: readonly string[],
  read: (name: string) => Kept<T> | undefined,
): Map<string, Kept<T>> | undefined {
  const all = new Map<string, Kept<T>>();
  for (const name of names) {
    const kept = read(name);
    if (kept === undefined) return undefined;
    all.set(name, kept);
  }
  return all;
}

function keep<T>(file: string, known: Kept<T> | undefined, verify: () => T | undefined): Kept<T> | undefined {
  const stats = statIfThere(file);
  if (stats === undefined) return undefined;
  const signature = `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
  if (known?.signature === signature) return known;
  const content = verify();
  if (content === undefined) return undefined;
  const isSettled = Date.now() - Math.max(stats.ctimeMs, stats.mtimeMs) > RACY_MS;
  return { signature: isSettled ? signature : '', content };
}

function changesAllTheTime({ events, project }: StorePaths): SlipwayError {
  return new SlipwayError('conflict', {
    code: 'RecordContended' satisfies LedgerProblemCode,
    message: `the record of ${project} in ${events} was changed by others each time that it was read`,
    hint: 'run the command again',
  });
}

function isSame(a: Listing, b: Listing): boolean {
  return isSameList(a.events, b.events) && isSameList(a.packs, b.packs);
}

/** Whether two lists hold the same texts in the same order. */
export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
