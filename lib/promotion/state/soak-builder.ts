import type { Instant, ReleaseId } from '../../ids.js';
import type { Soak } from './controls.js';
import { Table } from './table.js';

/** For how long releases run in one place, while events are folded. */
export class SoakBuilder {
  private readonly soaks: Table<ReleaseId, Soak>;

  constructor(soaks: Readonly<Record<ReleaseId, Soak>> | undefined, ownership: 'shared' | 'given') {
    this.soaks = new Table(soaks, ownership);
  }

  /** It runs from now on; where it did already, it goes on. */
  begin(release: ReleaseId, at: Instant): void {
    const soak = this.soaks.get(release);
    if (soak?.since === undefined) this.soaks.set(release, Object.freeze({ longest: soak?.longest ?? 0, since: at }));
  }

  /** It runs again as it did before it was interrupted; not where it was not healthy then. */
  goOn(release: ReleaseId, at: Instant): void {
    if (this.soaks.get(release)?.interrupted === true) this.begin(release, at);
  }

  /** It runs undisturbed no more; for how long it did is kept. */
  interrupt(release: ReleaseId, at: Instant): void {
    const soak = this.soaks.get(release);
    if (soak?.since === undefined) return;
    const longest = Math.max(soak.longest, Date.parse(at) - Date.parse(soak.since));
    this.soaks.set(release, Object.freeze({ longest, interrupted: true }));
  }

  /** It is not healthy, and whatever it did before counts no more. */
  end(release: ReleaseId): void {
    this.soaks.set(release, Object.freeze({ longest: 0 }));
  }

  show(): Readonly<Record<ReleaseId, Soak>> {
    return this.soaks.show();
  }
}
