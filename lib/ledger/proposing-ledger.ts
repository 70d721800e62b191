import type { EventHash, ProjectId } from '../ids.js';
import type { EventDraft, LedgerEvent } from '../promotion/index.js';
import type { Release } from '../release/index.js';
import type { Ledger, LedgerView } from './ledger.js';

/** A record as it would be with one release more: to render what is only proposed. It is only read. */
export class ProposingLedger implements Ledger {
  constructor(
    private readonly ledger: Ledger,
    private readonly release: Release,
  ) {}

  async view(project: ProjectId): Promise<LedgerView> {
    const view = await this.ledger.view(project);
    const { id } = this.release;
    if (this.release.project !== project || Object.hasOwn(view.state.releases, id)) return view;
    return { ...view, state: { ...view.state, releases: { ...view.state.releases, [id]: this.release } } };
  }

  events(project: ProjectId): Promise<readonly LedgerEvent[]> {
    return this.ledger.events(project);
  }

  async append(project: ProjectId, heads: readonly EventHash[], draft: EventDraft): Promise<LedgerEvent | undefined> {
    const { state } = await this.ledger.view(project);
    if (Object.hasOwn(state.releases, this.release.id)) return this.ledger.append(project, heads, draft);
    throw new Error(`${this.release.id} is only proposed, and nothing is recorded beside it`);
  }

  projects(): Promise<readonly ProjectId[]> {
    return this.ledger.projects();
  }
}
