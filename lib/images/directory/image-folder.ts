import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  linkIfFree,
  listKindsIfThere,
  makeDirectory,
  readTextIfThere,
  removeIfThere,
  writeDurably,
} from '../../files/index.js';
import { compareInstants } from '../../ids.js';
import type { ImageVersion } from '../catalogue.js';
import {
  damagedRecord,
  imageRecordName,
  padVersion,
  type RecordOwner,
  readImageRecord,
  versionOfRecordName,
  writeImageRecord,
} from './image-record.js';

interface Found {
  readonly name: string;
  readonly image: ImageVersion;
}

/**
 * The versions of one artifact under one label: a folder of records that are only ever added.
 *
 * The name of a record holds a hash of its content, so that two branches of a git repository never disagree about a
 * file. For the same reason the name cannot keep two publishers from taking one version. That is what claims are for: a
 * complete record under the bare number of its version in the folder of working files, where only the first can put
 * one. Whoever meets the claim of another (who may be slow, or dead) finishes that one's work first and then tries the
 * version after it.
 */
export class ImageFolder {
  /**
   * @param owner whose versions these are
   * @param records where the records lie
   * @param claims where publishers claim versions
   * @param working where files are written before they get their name
   */
  constructor(
    private readonly owner: RecordOwner,
    private readonly records: string,
    private readonly claims: string,
    private readonly working: string,
  ) {}

  /** What the label points at, or undefined where nothing was published. */
  newest(): ImageVersion | undefined {
    const names = this.names();
    const last = names.reduce((greatest, name) => Math.max(greatest, versionOf(name)), 0);
    return this.readAll(names.filter((name) => versionOf(name) === last)).at(-1)?.image;
  }

  /** Every version, newest first. */
  history(): readonly ImageVersion[] {
    return this.readAll(this.names())
      .map(({ image }) => image)
      .reverse();
  }

  /** Adds a version, unless the newest one is that image already, and returns what the label then points at. */
  add(image: Omit<ImageVersion, 'version'>): ImageVersion {
    for (;;) {
      const newest = this.newest();
      if (newest?.image === image.image) return newest;
      const next = { ...image, version: (newest?.version ?? 0) + 1 };
      if (this.tryToAdd(next)) return next;
    }
  }

  private tryToAdd(image: ImageVersion): boolean {
    makeDirectory(this.records);
    makeDirectory(this.claims);
    const text = writeImageRecord(this.owner, image);
    return this.withTemporary(text, (temporary) => {
      if (!linkIfFree(temporary, this.claimOf(image.version))) {
        this.finishClaim(image.version);
        return false;
      }
      const free = !this.isTaken(image.version) || this.isPlaced(image.version, text);
      if (free) this.place(temporary, image.version, text);
      this.removeClaims(image.version);
      return free;
    });
  }

  /**
   * Does what the holder of a claim was about to do. Safe beside the holder and beside other helpers: all of them put
   * the same bytes under the same name, and once a record of the version is there every claim to it is void.
   */
  private finishClaim(version: number): void {
    const claim = this.claimOf(version);
    const text = readTextIfThere(claim);
    if (text === undefined) return;
    if (!this.isTaken(version)) {
      readImageRecord(this.owner, imageRecordName(version, text), text, claim);
      this.withTemporary(text, (temporary) => this.place(temporary, version, text));
    }
    this.removeClaims(version);
  }

  /**
   * To be called once a record of the version is there. Older claims go as well, which somebody who was killed left: if
   * git takes the records back to an earlier state, they must not come to life again.
   */
  private removeClaims(upTo: number): void {
    const { files } = listKindsIfThere(this.claims);
    for (const name of files) if (Number.parseInt(name, 10) <= upTo) removeIfThere(join(this.claims, name));
  }

  private place(temporary: string, version: number, text: string): void {
    linkIfFree(temporary, join(this.records, imageRecordName(version, text)));
  }

  /** Whether somebody finished the claim to this very record meanwhile. */
  private isPlaced(version: number, text: string): boolean {
    return this.names().includes(imageRecordName(version, text));
  }

  /** To be asked only while a claim to the version stands: a claim outlives the first look of a slow publisher. */
  private isTaken(version: number): boolean {
    return this.names().some((name) => versionOf(name) >= version);
  }

  private withTemporary<T>(text: string, use: (path: string) => T): T {
    const path = join(this.working, `${randomUUID()}.tmp`);
    writeDurably(path, text);
    try {
      return use(path);
    } finally {
      removeIfThere(path);
    }
  }

  private claimOf(version: number): string {
    return join(this.claims, `${padVersion(version)}.json`);
  }

  private names(): readonly string[] {
    const { files } = listKindsIfThere(this.records);
    const stranger = files.find((name) => versionOfRecordName(name) === undefined);
    if (stranger !== undefined) throw damagedRecord(join(this.records, stranger), 'its name is not that of a record');
    return files;
  }

  /** Oldest first. Two records of one version come from merged branches; their time decides, then their hash. */
  private readAll(names: readonly string[]): readonly Found[] {
    return names
      .flatMap((name) => this.readOne(name))
      .sort(
        (a, b) =>
          a.image.version - b.image.version || compareInstants(a.image.at, b.image.at) || (a.name < b.name ? -1 : 1),
      );
  }

  private readOne(name: string): readonly Found[] {
    const file = join(this.records, name);
    const text = readTextIfThere(file);
    return text === undefined ? [] : [{ name, image: readImageRecord(this.owner, name, text, file) }];
  }
}

function versionOf(name: string): number {
  return versionOfRecordName(name) ?? 0;
}
