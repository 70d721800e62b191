import { type Ledger, MemoryLedger, record } from '../../lib/ledger/index.js';
import { PROJECT, releaseCreated } from './drafts.js';

describe('recording', () => {
  test('writes nothing where there is nothing to record, and returns what it saw', async () => {
    const ledger = new MemoryLedger();
    const { event, view } = await record(ledger, PROJECT, () => undefined);
    expect(event).toBeUndefined();
    expect(view).toEqual(await ledger.view(PROJECT));
    expect(await ledger.projects()).toEqual([]);
  });

  test('returns the record with the event in it', async () => {
    const ledger = new MemoryLedger();
    const { event, view } = await record(ledger, PROJECT, () => releaseCreated('rel-1').numbered(1));
    expect(view).toEqual(await ledger.view(PROJECT));
    expect(view.heads).toEqual([event?.hash]);
  });

  test('decides anew on what the winner of a race has left', async () => {
    const ledger = new MemoryLedger();
    const seen: number[] = [];
    const { event } = await record(ledger, PROJECT, ({ state, heads }) => {
      seen.push(state.lastNumber);
      if (seen.length === 1) void ledger.append(PROJECT, heads, releaseCreated('rel-1').numbered(1));
      return releaseCreated('rel-2').numbered(state.lastNumber + 1);
    });
    expect(seen).toEqual([0, 1]);
    expect(event?.fact).toMatchObject({ release: { id: 'rel-2', number: 2 } });
  });

  test('does not try for ever', async () => {
    const ledger: Ledger = new MemoryLedger();
    const unlucky: Ledger = {
      view: (project) => ledger.view(project),
      events: (project) => ledger.events(project),
      projects: () => ledger.projects(),
      append: async () => undefined,
    };
    await expect(record(unlucky, PROJECT, () => releaseCreated('rel-1').numbered(1))).rejects.toMatchObject({
      kind: 'conflict',
      problems: [{ code: 'RecordContended' }],
    });
  });

  test('writes nothing where the decision throws', async () => {
    const ledger = new MemoryLedger();
    const refuse = (): never => {
      throw new Error('refused');
    };
    await expect(record(ledger, PROJECT, refuse)).rejects.toThrow('refused');
    expect(await ledger.events(PROJECT)).toEqual([]);
  });
});
