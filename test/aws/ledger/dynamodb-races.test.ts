import { type Ledger, record } from '../../../lib/ledger/index.js';
import { fold, type LedgerEvent } from '../../../lib/promotion/index.js';
import { minute, PROJECT, releaseCreated } from '../../ledger/drafts.js';
import { describeAws } from '../emulator/index.js';
import { LedgerTables } from './ledger-tables.js';

const WRITERS = 50;

/** What one writer knows of one append: when it was made, in the order of all, and what came of it. */
interface Attempt {
  readonly begun: number;
  readonly ended: number;
  readonly release: string;
  readonly event?: LedgerEvent;
}

/** Watches every append of a ledger. */
class History {
  readonly attempts: Attempt[] = [];
  private moment = 0;

  watch(ledger: Ledger): Ledger {
    return {
      view: (project) => ledger.view(project),
      events: (project) => ledger.events(project),
      projects: () => ledger.projects(),
      append: async (project, heads, draft) => {
        const begun = ++this.moment;
        const event = await ledger.append(project, heads, draft);
        const release = draft.fact.type === 'release.created' ? draft.fact.release.id : '';
        this.attempts.push({ begun, ended: ++this.moment, release, ...(event === undefined ? {} : { event }) });
        return event;
      },
    };
  }
}

describeAws('many writers of one record in DynamoDB', () => {
  const tables = new LedgerTables();

  test('make one line of it: each event that was said to be recorded is there once, and no other', async () => {
    const table = await tables.make();
    const history = new History();
    const writers = Array.from({ length: WRITERS }, () => history.watch(tables.open(table)));
    await Promise.all(
      writers.map((ledger, index) =>
        record(ledger, PROJECT, ({ state }) =>
          releaseCreated(`rel-${index}`, minute(index)).numbered(state.lastNumber + 1),
        ),
      ),
    );
    const events = await tables.open(table).events(PROJECT);
    expectLinear(events);
    const won = history.attempts.filter(({ event }) => event !== undefined);
    expect(won.map(({ event }) => event?.hash).sort()).toEqual(events.map(({ hash }) => hash).sort());
    expectRealTime(won);
    expect(events).toHaveLength(WRITERS);
    expect((await tables.open(table).view(PROJECT)).state).toEqual(fold(PROJECT, events));
  });
});

function expectLinear(events: readonly LedgerEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.map(({ parents }) => parents)).toEqual(
    events.map((_, index) => (index === 0 ? [] : [events[index - 1]?.hash])),
  );
}

/** An append that ended before another began stands before it in the record. */
function expectRealTime(won: readonly Attempt[]): void {
  const seqOf = ({ event }: Attempt): number => event?.seq ?? 0;
  for (const earlier of won)
    for (const later of won) if (earlier.ended < later.begun) expect(seqOf(earlier)).toBeLessThan(seqOf(later));
}
