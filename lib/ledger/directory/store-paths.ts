import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from '../../canonical.js';
import type { EventHash, ProjectId } from '../../ids.js';

/** Where the record of one project lies. */
export class StorePaths {
  readonly events: string;
  readonly packs: string;
  /** Working files, which do not belong into git. */
  readonly local: string;
  readonly claims: string;
  readonly checkpoint: string;

  constructor(
    readonly root: string,
    readonly project: ProjectId,
  ) {
    this.events = join(root, project, 'events');
    this.packs = join(root, project, 'packs');
    this.local = join(root, project, 'local');
    this.claims = join(this.local, 'claims');
    this.checkpoint = join(this.local, 'checkpoint');
  }

  /** The claim to be the one event that follows on these heads. */
  claim(heads: readonly EventHash[]): string {
    return join(this.claims, sha256([...heads].sort().join('\n')).slice(0, 16));
  }

  /** A new name for a file that is being written. */
  temporary(): string {
    return join(this.local, `${randomUUID()}.tmp`);
  }
}
