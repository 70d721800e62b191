import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { Lazily } from '../../aws/index.js';
import type { ProjectId } from '../../ids.js';
import { SlipwayError } from '../../problem.js';
import type { EventLink, LedgerEvent } from '../../promotion/index.js';
import type { Appender, AppendRequest, LedgerNames } from '../append-request.js';
import { eventKey, headKey, PROJECTS_KEY } from '../ledger-names.js';
import { sealSound } from '../seal-sound.js';
import { writeCheckpoint } from './checkpoint-store.js';
import { damagedItem } from './damage.js';
import { eventItem, readEventItem } from './event-item.js';
import { freeSlot, readHead } from './head-item.js';
import { requireFits } from './item-size.js';
import { LedgerTable, throttled, type Write } from './ledger-table.js';
import { waitAfter } from './patience.js';
import { RecordReader } from './record-reader.js';
import { afterDeployment, releaseItem } from './release-item.js';

/** An event in so many looks whether a checkpoint is due: each is asked of one appender only, and costs it one call. */
const CHECKPOINT_ASKED_EVERY = 16;
/** A checkpoint and the events after it are to be read in one call, which takes a hundred keys. */
const EVENTS_PER_CHECKPOINT = 64;
/** Somebody else's transaction that is under way, which is in the way of this one, lasts for milliseconds. */
const MAX_TRIES = 6;

const ABSENT = 'attribute_not_exists(release_id)';
const CONDITION_FAILED = 'ConditionalCheckFailed';

/** The writes of one event. The first two decide; what follows is for people and for the tools of before. */
interface Writes {
  readonly event: Write;
  readonly head: Write;
  readonly release?: Write | undefined;
  readonly projects?: Write | undefined;
}

/**
 * Appends to the records of one table, by itself: who runs this needs `dynamodb:PutItem` and `dynamodb:UpdateItem`, and
 * to delete nothing.
 *
 * Event, head and the item of the release are written in one transaction, on the condition that the head is the one that
 * the event follows. The same request is the same event, so where the answer to a write was lost, the write is found.
 */
export class DynamoDbAppender implements Appender {
  private readonly table: LedgerTable;

  constructor(dynamodb: Lazily<DynamoDBDocument>, { table }: { readonly table: string }) {
    this.table = new LedgerTable(dynamodb, table);
  }

  async append({ project, names, heads, draft }: AppendRequest): Promise<LedgerEvent | undefined> {
    if (heads.length > 1) return undefined;
    const [parent] = heads;
    const event = sealSound(project, draft, heads);
    const writes = await this.writesOf(event, parent, names);
    let written: 'now' | 'before' | 'not';
    try {
      written = await this.write(event, writes);
    } catch (error) {
      if (!mayHaveHappened(error) || !(await this.isThere(event).catch(() => false))) throw error;
      written = 'before';
    }
    if (written === 'now' && event.seq % CHECKPOINT_ASKED_EVERY === 0) await this.tidy(project);
    return written === 'not' ? undefined : event;
  }

  private async writesOf(event: LedgerEvent, parent: EventLink | undefined, names: LedgerNames): Promise<Writes> {
    const { project, seq, hash } = event;
    const item = eventItem(event);
    requireFits(`event ${seq} (${event.fact.type})`, item);
    const values = { ':seq': seq, ':hash': hash };
    return {
      event: { put: item, condition: ABSENT },
      head: {
        update: headKey(project),
        expression: 'SET #seq = :seq, #hash = :hash',
        condition: parent === undefined ? ABSENT : '#seq = :before AND #hash = :parent',
        names: { '#seq': 'seq', '#hash': 'hash' },
        values: parent === undefined ? values : { ...values, ':before': parent.seq, ':parent': parent.hash },
      },
      release: await this.releaseWrite(event, names),
      projects:
        parent === undefined
          ? {
              update: PROJECTS_KEY,
              expression: 'ADD #projects :project',
              names: { '#projects': 'projects' },
              values: { ':project': new Set([project]) },
            }
          : undefined,
    };
  }

  private async releaseWrite(event: LedgerEvent, names: LedgerNames): Promise<Write | undefined> {
    const { at, actor, reason, fact } = event;
    if (fact.type === 'release.created') {
      const put = releaseItem({ ...fact.release, created: at, actor }, [], names);
      requireFits(`release ${fact.release.id}`, put);
      return { put, condition: ABSENT };
    }
    if (fact.type !== 'deployment.requested') return undefined;
    const { release, environment, kind } = fact;
    const item = await this.table.get(release);
    // Whatever else has that key is not ours to change.
    if (item?.project_id !== event.project || !Array.isArray(item.deployments)) return undefined;
    const why = reason === undefined ? {} : { reason };
    const { deployments, last_date_deployed } = afterDeployment(
      item,
      { environment, requestedAt: at, actor, kind, ...why },
      names,
    );
    return {
      update: release,
      expression: 'SET #deployments = :deployments, last_date_deployed = :at',
      condition: 'attribute_exists(release_id)',
      names: { '#deployments': 'deployments' },
      values: { ':deployments': deployments, ':at': last_date_deployed },
    };
  }

  private async write(
    event: LedgerEvent,
    { event: put, head, release, projects }: Writes,
  ): Promise<'now' | 'before' | 'not'> {
    let beside = [release, projects].filter((write) => write !== undefined);
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const result = await this.table.transact([put, head, ...beside]);
      if (result.made) return 'now';
      const [eventReason, headReason, besideReason] = result.reasons;
      if (eventReason === CONDITION_FAILED || headReason === CONDITION_FAILED) {
        if (await this.isThere(event)) return 'before';
        if (headReason !== CONDITION_FAILED) await this.requireHeadAt(event);
        return 'not';
      }
      if (besideReason === CONDITION_FAILED) {
        // The record comes first: an item that others made under the release's key stays as it is.
        beside = beside.filter((write) => write !== release);
        continue;
      }
      const why = result.reasons.find((reason) => reason !== 'None');
      if (why !== 'TransactionConflict' && tries === MAX_TRIES) throw refused(why);
      await waitAfter(tries);
    }
    // Nothing was written, and others write without a pause: that is a lost race, too.
    return (await this.isThere(event)) ? 'before' : 'not';
  }

  /** Whether the event with that number is this one. */
  private async isThere({ project, seq, hash }: LedgerEvent): Promise<boolean> {
    const item = await this.table.get(eventKey(project, seq));
    return item !== undefined && readEventItem(item, project, seq, this.table.name).hash === hash;
  }

  /** The head let an event pass whose place is taken: the record would never go on. */
  private async requireHeadAt({ project, seq }: LedgerEvent): Promise<void> {
    const key = headKey(project);
    const item = await this.table.get(key);
    const head = item === undefined ? undefined : readHead(item, project, this.table.name);
    if ((head?.seq ?? 0) >= seq) return;
    const why = `was turned back: it names event ${head?.seq ?? 0}, and event ${seq} is there`;
    throw damagedItem({ table: this.table.name, key }, item === undefined ? 'is missing' : why);
  }

  /** The event is recorded already: whatever goes wrong from here on is of no importance. */
  private async tidy(project: ProjectId): Promise<void> {
    try {
      const item = await this.table.get(headKey(project));
      if (item === undefined) return;
      const head = readHead(item, project, this.table.name);
      if (head.seq - (head.checkpoint?.seq ?? 0) < EVENTS_PER_CHECKPOINT) return;
      const { state, head: end } = await new RecordReader(this.table, project).snapshot();
      if (end !== undefined) await writeCheckpoint(this.table, state, end, freeSlot(item));
    } catch {
      // A checkpoint saves time, nothing else. The next one to look tries again.
    }
  }
}

/** Whether a call may have done its work although it failed. */
function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof SlipwayError)) return true;
  return error.problems.some(({ code }) => code === 'AwsUnreachable' || code === 'AwsUnavailable');
}

function refused(reason: string | undefined): unknown {
  if (reason === 'ThrottlingError' || reason === 'ProvisionedThroughputExceeded')
    return throttled('TransactWriteItems');
  return new Error(`DynamoDB cancelled a transaction: ${reason}`);
}
