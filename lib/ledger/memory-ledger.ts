import type { EventHash, ProjectId } from '../ids.js';
import {
  type EventDraft,
  type EventLink,
  emptyState,
  type LedgerEvent,
  type ProjectState,
  StateBuilder,
} from '../promotion/index.js';
import type { Ledger, LedgerView } from './ledger.js';
import { sealSound } from './seal-sound.js';

interface Chain {
  readonly events: LedgerEvent[];
  readonly builder: StateBuilder;
  /** Folded when it is asked for. */
  state?: ProjectState | undefined;
}

/** A record that lasts as long as the process: for tests, demos and dry runs. */
export class MemoryLedger implements Ledger {
  private readonly chains = new Map<ProjectId, Chain>();

  async view(project: ProjectId): Promise<LedgerView> {
    const chain = this.chains.get(project);
    if (chain === undefined) return { state: emptyState(project), heads: [] };
    chain.state ??= chain.builder.state();
    return { state: chain.state, heads: headsOf(chain).map(({ hash }) => hash) };
  }

  async events(project: ProjectId): Promise<readonly LedgerEvent[]> {
    return [...(this.chains.get(project)?.events ?? [])];
  }

  async append(project: ProjectId, heads: readonly EventHash[], draft: EventDraft): Promise<LedgerEvent | undefined> {
    const chain = this.chains.get(project) ?? { events: [], builder: new StateBuilder(emptyState(project)) };
    const links = headsOf(chain);
    if (heads.length !== links.length || heads[0] !== links[0]?.hash) return undefined;
    const event = sealSound(project, draft, links);
    chain.events.push(event);
    chain.builder.apply(event);
    chain.state = undefined;
    this.chains.set(project, chain);
    return event;
  }

  async projects(): Promise<readonly ProjectId[]> {
    return [...this.chains.keys()].sort();
  }
}

function headsOf({ events }: Chain): readonly EventLink[] {
  const last = events.at(-1);
  return last === undefined ? [] : [last];
}
