import type { EventHash, ProjectId } from '../ids.js';
import type { EventDraft, LedgerEvent } from '../promotion/events/events.js';
import type { ProjectState } from '../promotion/state/state.js';

/** The record of a project at one moment. */
export interface LedgerView {
  readonly state: ProjectState;
  /** Hashes of the events that no other event follows; sorted; none in an empty record. What an append is made on. */
  readonly heads: readonly EventHash[];
}

/**
 * The append-only record. Nothing in it is ever changed or removed; state is folded from events and from nothing else.
 * What a call reads of it is verified: a damaged or edited record is refused with the event that is wrong (`DamagedRecord`).
 */
export interface Ledger {
  /** The record as it stands. Reading an empty or absent record creates nothing. */
  view(project: ProjectId): Promise<LedgerView>;
  /** Every event in causal order; among events that no order is known of, by time, then by hash. */
  events(project: ProjectId): Promise<readonly LedgerEvent[]>;
  /**
   * Adds one event after exactly the given heads. Returns undefined, and has written nothing, where the record has
   * moved on meanwhile: look again and decide anew. When it returns the event, the event is durable.
   */
  append(project: ProjectId, heads: readonly EventHash[], draft: EventDraft): Promise<LedgerEvent | undefined>;
  /** Every project that has a record, sorted. */
  projects(): Promise<readonly ProjectId[]>;
}
