import { join } from 'node:path';
import {
  linkIfFree,
  listIfThere,
  makeDirectory,
  readIfThere,
  removeIfThere,
  statIfThere,
  writeDurably,
} from '../../files/index.js';
import type { EventHash } from '../../ids.js';
import type { LedgerEvent } from '../../promotion/index.js';
import { eventFileName, readClaim, renderEvent } from './event-file.js';
import type { StorePaths } from './store-paths.js';

const GITIGNORE = '# Working files of Slipway; everything else here belongs into git.\n*/local/\n';
const GITATTRIBUTES = '# What is recorded is verified byte for byte: no change of line ends.\n* -text\n';

/** Working files that nobody can be writing any more, in milliseconds. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** What has to be known of the record, each time as it stands at that moment. */
export interface RecordNow {
  /** Whether it holds the event that is to be published. */
  holds(): boolean;
  /** Whether exactly these are its heads, so that an event may follow on them. */
  isNext(parents: readonly EventHash[]): boolean;
  /** Whether some event follows on one of these already. */
  isFollowed(parents: readonly EventHash[]): boolean;
}

/**
 * Adds events to a directory so that each follows on all heads, without a lock that a killed process would leave behind.
 *
 * Only one file can have a name. The name for which appenders race is the claim: it is made of the heads, and whoever
 * links a complete event there is the only one who may follow on them. Then, and only then, it has to be looked again
 * whether nothing follows on those heads yet: a claim that was honoured is removed, and its name is free again. An event
 * that was claimed is published by its owner or by whoever meets the claim; both link the same bytes under the same name.
 * `docs/decisions/0002-directory-ledger.md` goes through what can happen in between.
 */
export class Claims {
  constructor(private readonly paths: StorePaths) {}

  /** Publishes an event, or returns false: then somebody else's follows on its parents, and this one was not written. */
  publish(event: LedgerEvent, now: RecordNow): boolean {
    this.prepare();
    const temporary = this.paths.temporary();
    writeDurably(temporary, renderEvent(event));
    try {
      return this.claimAndPublish(event, temporary, now);
    } finally {
      removeIfThere(temporary);
    }
  }

  private claimAndPublish(event: LedgerEvent, temporary: string, now: RecordNow): boolean {
    const claim = this.paths.claim(event.parents);
    if (!linkIfFree(temporary, claim)) {
      this.help(claim, now);
      return false;
    }
    const isMine = now.isNext(event.parents) || now.holds();
    if (isMine) linkIfFree(temporary, this.published(event));
    removeIfThere(claim);
    if (isMine) this.tidy(now);
    return isMine;
  }

  /** Does for the owner of a claim, who may be slow or dead, what was about to be done. */
  private help(claim: string, now: RecordNow): void {
    const bytes = readIfThere(claim);
    const event = bytes === undefined ? undefined : readClaim(bytes, this.paths.project);
    if (event !== undefined && this.paths.claim(event.parents) === claim && now.isNext(event.parents))
      this.publishAgain(event);
    // Published, obsolete, or never one: in each case it is in the way.
    removeIfThere(claim);
  }

  /** From a copy: by now the claim may be gone, or be somebody else's. */
  private publishAgain(event: LedgerEvent): void {
    const copy = this.paths.temporary();
    writeDurably(copy, renderEvent(event));
    try {
      linkIfFree(copy, this.published(event));
    } finally {
      removeIfThere(copy);
    }
  }

  private published(event: LedgerEvent): string {
    return join(this.paths.events, eventFileName(event));
  }

  /** Removes what killed processes left behind: claims to what is followed already, and files half written. */
  private tidy(now: RecordNow): void {
    for (const name of listIfThere(this.paths.claims)) {
      const claim = join(this.paths.claims, name);
      const bytes = readIfThere(claim);
      const event = bytes === undefined ? undefined : readClaim(bytes, this.paths.project);
      if (event !== undefined && now.isFollowed(event.parents)) removeIfThere(claim);
    }
    for (const name of listIfThere(this.paths.local).filter((found) => found.endsWith('.tmp'))) {
      const file = join(this.paths.local, name);
      const modified = statIfThere(file)?.mtimeMs ?? Number.POSITIVE_INFINITY;
      if (Date.now() - modified > ABANDONED_MS) removeIfThere(file);
    }
  }

  /** The `.gitignore` comes first: a working file must never be seen by git, not even for a moment. */
  private prepare(): void {
    makeDirectory(this.paths.claims);
    makeDirectory(this.paths.events);
    this.writeOnce(join(this.paths.root, '.gitignore'), GITIGNORE);
    this.writeOnce(join(this.paths.root, '.gitattributes'), GITATTRIBUTES);
  }

  private writeOnce(file: string, text: string): void {
    if (statIfThere(file) !== undefined) return;
    const temporary = this.paths.temporary();
    writeDurably(temporary, text);
    linkIfFree(temporary, file);
    removeIfThere(temporary);
  }
}
