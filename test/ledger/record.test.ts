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

  describe('on a view that the caller has just read', () => {
    const counted = (ledger: Ledger): { readonly ledger: Ledger; readonly views: () => number } => {
      let views = 0;
      const view: Ledger['view'] = (project) => {
        views++;
        return ledger.view(project);
      };
      return {
        ledger: {
          view,
          events: (project) => ledger.events(project),
          projects: () => ledger.projects(),
          append: (project, heads, draft) => ledger.append(project, heads, draft),
        },
        views: () => views,
      };
    };

    test('does not look again before it writes', async () => {
      const memory = new MemoryLedger();
      const seen = await memory.view(PROJECT);
      const { ledger, views } = counted(memory);
      const { event, view } = await record(ledger, PROJECT, () => releaseCreated('rel-1').numbered(1), seen);
      expect(views()).toBe(0);
      expect(event).toBeDefined();
      expect(view).toEqual(await memory.view(PROJECT));
    });

    test('decides anew where the record has moved on meanwhile', async () => {
      const ledger = new MemoryLedger();
      const seen = await ledger.view(PROJECT);
      await record(ledger, PROJECT, () => releaseCreated('rel-1').numbered(1));
      const { event } = await record(
        ledger,
        PROJECT,
        ({ state }) => releaseCreated('rel-2').numbered(state.lastNumber + 1),
        seen,
      );
      expect(event).toMatchObject({ seq: 2, fact: { release: { number: 2 } } });
    });

    test('believes that there is nothing to record only when a fresh view says so', async () => {
      const ledger = new MemoryLedger();
      const seen = await ledger.view(PROJECT);
      await record(ledger, PROJECT, () => releaseCreated('rel-1').numbered(1));
      const wait = ({ state }: { state: { lastNumber: number } }) =>
        state.lastNumber === 0 ? undefined : releaseCreated('rel-2').numbered(2);
      expect((await record(ledger, PROJECT, wait, seen)).event?.seq).toBe(2);
      expect((await record(ledger, PROJECT, () => undefined, seen)).view).toEqual(await ledger.view(PROJECT));
    });

    test('believes a reason not to record only when a fresh view gives it too', async () => {
      const ledger = new MemoryLedger();
      const seen = await ledger.view(PROJECT);
      await record(ledger, PROJECT, () => releaseCreated('rel-1').numbered(1));
      const refuse = ({ state }: { state: { lastNumber: number } }) => {
        if (state.lastNumber < 1) throw new Error('not yet');
        return releaseCreated('rel-2').numbered(2);
      };
      expect((await record(ledger, PROJECT, refuse, seen)).event?.seq).toBe(2);
      const never = (): never => {
        throw new Error('refused');
      };
      await expect(record(ledger, PROJECT, never, seen)).rejects.toThrow('refused');
      expect(await ledger.events(PROJECT)).toHaveLength(2);
    });
  });
});
