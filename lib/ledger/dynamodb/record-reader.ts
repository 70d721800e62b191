import type { EventHash, ProjectId } from '../../ids.js';
import {
  type EventLink,
  emptyState,
  type LedgerEvent,
  type ProjectState,
  StateBuilder,
} from '../../promotion/index.js';
import { eventKey, headKey } from '../ledger-names.js';
import { checkpointKeys, readCheckpoint } from './checkpoint-store.js';
import { damagedItem } from './damage.js';
import { follows, readEventItem, requireChain } from './event-item.js';
import { type Head, readHead } from './head-item.js';
import { type Item, KEYS_PER_CALL, type LedgerTable } from './ledger-table.js';

/** The record of one project at one moment. */
export interface Snapshot {
  readonly state: ProjectState;
  /** Absent in an empty record. */
  readonly head?: EventLink;
}

/** How many events are read before they are folded, where all of a long record has to be read. */
const EVENTS_AT_ONCE = 4 * KEYS_PER_CALL;
/** While a checkpoint is read, the next but one may be written over it. */
const MAX_LOOKS = 3;

/**
 * Reads the record of one project. The first time that is the head, then in one call the newest checkpoint and the
 * events after it; later the head, and where it moved the events since.
 */
export class RecordReader {
  /** What was read last, to go on from. */
  private last: Snapshot | undefined;

  constructor(
    private readonly table: LedgerTable,
    private readonly project: ProjectId,
  ) {}

  async snapshot(): Promise<Snapshot> {
    // What others find meanwhile may be newer than the head that is read here.
    const last = this.last;
    const head = await this.head();
    return this.keep(head === undefined ? await this.nothing(last) : await this.at(head, last));
  }

  /** Every event, in the order of their numbers. */
  async events(): Promise<readonly LedgerEvent[]> {
    const head = await this.head();
    const events: LedgerEvent[] = [];
    if (head !== undefined) for await (const some of this.all(head)) events.push(...some);
    else await this.nothing(this.last);
    return events;
  }

  async head(): Promise<Head | undefined> {
    const item = await this.table.get(headKey(this.project));
    return item === undefined ? undefined : readHead(item, this.project, this.table.name);
  }

  /** An event was added after a head: what was read last goes on with it. */
  advance(event: LedgerEvent): void {
    const { last } = this;
    if (last !== undefined && follows(event, last.head))
      this.keep({ state: new StateBuilder(last.state).apply(event).state(), head: linkTo(event) });
  }

  private async at(head: Head, last: Snapshot | undefined): Promise<Snapshot> {
    return (await this.fromLast(head, last)) ?? (await this.fromCheckpoint(head)) ?? (await this.fromBeginning(head));
  }

  private async fromLast(head: Head, last: Snapshot | undefined): Promise<Snapshot | undefined> {
    if (last?.head === undefined) return undefined;
    const { seq, hash } = last.head;
    if (head.seq < seq || (head.seq === seq && head.hash !== hash)) throw this.turnedBack(last.head);
    if (head.seq === seq) return last;
    if (head.seq - seq > KEYS_PER_CALL) return undefined;
    const items = await this.table.getAll(this.eventKeys(seq + 1, head.seq));
    return this.continued(last.state, 'shared', this.eventsOf(items, last.head, head), head);
  }

  private async fromCheckpoint(head: Head, look = 1): Promise<Snapshot | undefined> {
    const { checkpoint } = head;
    if (checkpoint === undefined) return undefined;
    const after = this.eventKeys(checkpoint.seq + 1, head.seq);
    const items = await this.table.getAll([...checkpointKeys(this.project, checkpoint), ...after]);
    const state = readCheckpoint(items, this.project, checkpoint);
    if (state !== undefined) {
      const first = after.length === 0 ? undefined : this.eventOf(items, checkpoint.seq + 1);
      // Which of the two is wrong is seen by reading all.
      const fits = first === undefined ? checkpoint.hash === head.hash : follows(first, checkpoint);
      return fits ? this.continued(state, 'given', this.eventsOf(items, checkpoint, head), head) : undefined;
    }
    const now = look < MAX_LOOKS ? await this.head() : undefined;
    return now?.checkpoint === undefined || now.checkpoint.sha256 === checkpoint.sha256
      ? undefined
      : this.fromCheckpoint(now, look + 1);
  }

  private async fromBeginning(head: Head): Promise<Snapshot> {
    const builder = new StateBuilder(emptyState(this.project));
    for await (const events of this.all(head)) for (const event of events) builder.apply(event);
    return { state: builder.state(), head: linkTo(head) };
  }

  /** The whole record, verified, some events at a time. */
  private async *all(head: Head): AsyncGenerator<readonly LedgerEvent[]> {
    let last: EventLink | undefined;
    for (let from = 1; from <= head.seq; from += EVENTS_AT_ONCE) {
      const to = Math.min(head.seq, from + EVENTS_AT_ONCE - 1);
      const items = await this.table.getAll(this.eventKeys(from, to));
      const events: readonly LedgerEvent[] = this.eventsOf(items, last, to === head.seq ? head : { seq: to });
      yield events;
      last = events.at(-1);
    }
  }

  /** A record without a head is empty, unless it has a first event. */
  private async nothing(last: Snapshot | undefined): Promise<Snapshot> {
    const first = await this.table.get(eventKey(this.project, 1));
    if (first === undefined && last?.head === undefined) return { state: emptyState(this.project) };
    const head = await this.head();
    if (head !== undefined) return this.at(head, last);
    throw damagedItem(this.place(headKey(this.project)), 'is missing: the record has events and no end');
  }

  /** The events after one, up to another; verified. */
  private eventsOf(
    items: ReadonlyMap<string, Item>,
    after: EventLink | undefined,
    to: { readonly seq: number; readonly hash?: EventHash },
  ): readonly LedgerEvent[] {
    const begin = after?.seq ?? 0;
    const events = Array.from({ length: to.seq - begin }, (_, index) => this.eventOf(items, begin + index + 1));
    requireChain(events, after, this.table.name);
    const end = events.at(-1)?.hash ?? after?.hash;
    if (to.hash !== undefined && end !== to.hash) {
      const why = `does not name ${eventKey(this.project, to.seq)}, where the record ends: one of the two was replaced`;
      throw damagedItem(this.place(headKey(this.project)), why);
    }
    return events;
  }

  private eventOf(items: ReadonlyMap<string, Item>, seq: number): LedgerEvent {
    return readEventItem(items.get(eventKey(this.project, seq)), this.project, seq, this.table.name);
  }

  private continued(
    state: ProjectState,
    ownership: 'shared' | 'given',
    events: readonly LedgerEvent[],
    head: EventLink,
  ): Snapshot {
    const builder = new StateBuilder(state, ownership);
    for (const event of events) builder.apply(event);
    return { state: builder.state(), head: linkTo(head) };
  }

  private keep(snapshot: Snapshot): Snapshot {
    if ((snapshot.head?.seq ?? 0) >= (this.last?.head?.seq ?? 0)) this.last = snapshot;
    return snapshot;
  }

  private turnedBack({ seq }: EventLink): Error {
    const why = `was turned back: it no longer names event ${seq}, which was read before, nor one after it`;
    return damagedItem(this.place(headKey(this.project)), why);
  }

  private eventKeys(from: number, to: number): readonly string[] {
    return Array.from({ length: to - from + 1 }, (_, index) => eventKey(this.project, from + index));
  }

  private place(key: string): { readonly table: string; readonly key: string } {
    return { table: this.table.name, key };
  }
}

function linkTo({ seq, hash }: EventLink): EventLink {
  return { seq, hash };
}
