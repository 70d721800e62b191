import { errnoOf, listIfThere } from '../../files/index.js';
import type { EventHash, ProjectId } from '../../ids.js';
import { whyNotAnId } from '../../ids.js';
import { SlipwayError } from '../../problem.js';
import type { EventDraft, LedgerEvent } from '../../promotion/index.js';
import type { Ledger, LedgerView } from '../ledger.js';
import type { LedgerProblemCode } from '../problems.js';
import { DirectoryRecord } from './directory-record.js';
import { DEFAULT_LIMITS, type PackingLimits } from './packer.js';
import { StorePaths } from './store-paths.js';

/**
 * A record in a directory that belongs into git. In `<root>/<project>/`: `events/` holds one readable file per event,
 * `packs/` the older events, `local/` working files, which a `.gitignore` leaves out. No file is ever changed, and its
 * name holds a hash of its content, so that branches of a repository never disagree about one.
 *
 * Reading writes nothing. A process that is killed at any point leaves the record as it was or with the event added,
 * and nothing that stands in the way of the next.
 */
export class DirectoryLedger implements Ledger {
  private readonly records = new Map<ProjectId, DirectoryRecord>();

  /**
   * @param root the store's directory; it need not exist yet
   * @param limits when older events are packed; the default suits all but tests
   */
  constructor(
    private readonly root: string,
    private readonly limits: PackingLimits = DEFAULT_LIMITS,
  ) {}

  async view(project: ProjectId): Promise<LedgerView> {
    const { state, heads } = this.guarded(() => this.recordOf(project).snapshot());
    return { state, heads: heads.map(({ hash }) => hash) };
  }

  async events(project: ProjectId): Promise<readonly LedgerEvent[]> {
    return this.guarded(() => this.recordOf(project).events());
  }

  async append(project: ProjectId, heads: readonly EventHash[], draft: EventDraft): Promise<LedgerEvent | undefined> {
    return this.guarded(() => this.recordOf(project).append(heads, draft));
  }

  async projects(): Promise<readonly ProjectId[]> {
    return this.guarded(() => {
      const names = listIfThere(this.root).filter((name) => whyNotAnId(name) === undefined) as ProjectId[];
      return names.filter((name) => {
        const { events, packs } = new StorePaths(this.root, name);
        return listIfThere(events).length > 0 || listIfThere(packs).length > 0;
      });
    });
  }

  private recordOf(project: ProjectId): DirectoryRecord {
    const known = this.records.get(project);
    if (known !== undefined) return known;
    const made = new DirectoryRecord(new StorePaths(this.root, project), this.limits);
    this.records.set(project, made);
    return made;
  }

  private guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (errnoOf(error) === undefined || error instanceof SlipwayError) throw error;
      throw new SlipwayError('unavailable', {
        code: 'StoreUnavailable' satisfies LedgerProblemCode,
        message: `the record in ${this.root} cannot be read or written: ${(error as Error).message}`,
        hint: 'make sure that the directory is readable and writable, on a file system that knows hard links',
      });
    }
  }
}
