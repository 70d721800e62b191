import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { Lazily } from '../../aws/index.js';
import { type EventHash, type ProjectId, whyNotAnId } from '../../ids.js';
import type { EventDraft, EventLink, LedgerEvent } from '../../promotion/index.js';
import type { Appender, LedgerNames } from '../append-request.js';
import type { Ledger, LedgerView } from '../ledger.js';
import { PROJECTS_KEY } from '../ledger-names.js';
import { DynamoDbAppender } from './dynamodb-appender.js';
import { LedgerTable } from './ledger-table.js';
import { waitAfter } from './patience.js';
import { RecordReader } from './record-reader.js';

export interface DynamoDbLedgerOptions {
  readonly table: string;
  readonly names: LedgerNames;
  /** @default - written by this process itself, which needs the right to */
  readonly append?: Appender;
}

/** A process decides on what it has just read; so many heads are more than it can have in hand at once. */
const REMEMBERED_HEADS = 1024;

/**
 * A record in a table of DynamoDB, one item per event. It is one line: every event but the first has one parent.
 *
 * A view of a record of any length takes two calls, three where much happened since its last checkpoint, and one where
 * nothing happened since the last view of the same object. It verifies the events that it reads; those before the
 * checkpoint are verified by `events`, which reads a hundred with each call. Reading never writes.
 *
 * @throws SlipwayError from every method, `unavailable` with `LedgerNotFound` where there is no such table
 */
export class DynamoDbLedger implements Ledger {
  private readonly table: LedgerTable;
  private readonly names: LedgerNames;
  private readonly appender: Appender;
  private readonly readers = new Map<ProjectId, RecordReader>();
  /** The numbers of heads that were shown: an append is made on a number and a hash. */
  private readonly shown = new Map<EventHash, EventLink>();
  private lostInARow = 0;

  constructor(dynamodb: Lazily<DynamoDBDocument>, { table, names, append }: DynamoDbLedgerOptions) {
    this.table = new LedgerTable(dynamodb, table);
    this.names = names;
    this.appender = append ?? new DynamoDbAppender(dynamodb, { table });
  }

  async view(project: ProjectId): Promise<LedgerView> {
    const { state, head } = await this.readerOf(project).snapshot();
    if (head === undefined) return { state, heads: [] };
    this.remember(head);
    return { state, heads: [head.hash] };
  }

  async events(project: ProjectId): Promise<readonly LedgerEvent[]> {
    return this.readerOf(project).events();
  }

  async append(project: ProjectId, heads: readonly EventHash[], draft: EventDraft): Promise<LedgerEvent | undefined> {
    const links = await this.linksOf(project, heads);
    if (links === undefined) return undefined;
    const event = await this.appender.append({ project, names: this.names, heads: links, draft });
    if (event === undefined) {
      // Where a crowd writes, whoever looks again at once loses again, and keeps the others from winning.
      await waitAfter(++this.lostInARow);
      return undefined;
    }
    this.lostInARow = 0;
    this.remember(event);
    this.readerOf(project).advance(event);
    return event;
  }

  async projects(): Promise<readonly ProjectId[]> {
    const listed = (await this.table.get(PROJECTS_KEY))?.projects;
    const ids = listed instanceof Set ? [...listed] : [];
    return ids.filter((id): id is ProjectId => typeof id === 'string' && whyNotAnId(id) === undefined).sort();
  }

  /** Undefined where these are not the heads of the record, whatever it has become. */
  private async linksOf(project: ProjectId, heads: readonly EventHash[]): Promise<readonly EventLink[] | undefined> {
    const [hash] = heads;
    if (hash === undefined) return [];
    if (heads.length > 1) return undefined;
    const link = this.shown.get(hash) ?? (await this.readerOf(project).head());
    return link?.hash === hash ? [{ hash, seq: link.seq }] : undefined;
  }

  private remember({ hash, seq }: EventLink): void {
    this.shown.delete(hash);
    this.shown.set(hash, { hash, seq });
    const [oldest] = this.shown.keys();
    if (this.shown.size > REMEMBERED_HEADS && oldest !== undefined) this.shown.delete(oldest);
  }

  private readerOf(project: ProjectId): RecordReader {
    const known = this.readers.get(project);
    if (known !== undefined) return known;
    const made = new RecordReader(this.table, project);
    this.readers.set(project, made);
    return made;
  }
}
