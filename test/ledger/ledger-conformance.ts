import type { Instant, ProjectId } from '../../lib/ids.js';
import { type Ledger, record } from '../../lib/ledger/index.js';
import { checkEvent, emptyState, fold, orderEvents } from '../../lib/promotion/index.js';
import { minute, PROJECT, releaseCreated } from './drafts.js';

const OTHER = 'bugfarm' as ProjectId;

/** What every ledger promises. Each test gets a ledger with nothing in it. */
export function ledgerConformance(name: string, makeLedger: () => Promise<Ledger>): void {
  describe(`${name}, as every ledger,`, () => {
    let ledger: Ledger;

    beforeEach(async () => {
      ledger = await makeLedger();
    });

    const add = async (id: string, on = ledger): Promise<void> => {
      await record(on, PROJECT, ({ state }) => releaseCreated(id).numbered(state.lastNumber + 1));
    };

    test('has no projects, no events and no heads to begin with', async () => {
      expect(await ledger.projects()).toEqual([]);
      expect(await ledger.events(PROJECT)).toEqual([]);
      const { state, heads } = await ledger.view(PROJECT);
      expect(heads).toEqual([]);
      expect(state).toEqual(fold(PROJECT, []));
    });

    test('shows what was recorded, and the state that is folded from it', async () => {
      const event = await ledger.append(PROJECT, [], releaseCreated('rel-1').numbered(1));
      const { state, heads } = await ledger.view(PROJECT);
      expect(event).toBeDefined();
      expect(heads).toEqual([event?.hash]);
      expect(await ledger.events(PROJECT)).toEqual([event]);
      expect(state).toEqual(fold(PROJECT, event === undefined ? [] : [event]));
    });

    test('keeps an event as it was given, with place, parents and hash', async () => {
      const first = await ledger.append(PROJECT, [], releaseCreated('rel-1').numbered(1));
      const draft = releaseCreated('rel-2', minute(1)).numbered(2);
      const second = await ledger.append(PROJECT, first === undefined ? [] : [first.hash], draft);
      expect(second).toMatchObject({ ...draft, project: PROJECT, seq: 2, parents: [first?.hash] });
      expect(checkEvent(second)).toBeUndefined();
    });

    test('refuses to add on heads that are not the heads any more, and has written nothing', async () => {
      await add('rel-1');
      const { heads } = await ledger.view(PROJECT);
      await add('rel-2');
      expect(await ledger.append(PROJECT, heads, releaseCreated('rel-3').numbered(3))).toBeUndefined();
      expect(await ledger.append(PROJECT, [], releaseCreated('rel-3').numbered(3))).toBeUndefined();
      expect(await ledger.events(PROJECT)).toHaveLength(2);
    });

    test('does not record what could not be read back, and goes on being readable', async () => {
      const draft = { ...releaseCreated('rel-1').numbered(1), at: '+010000-01-01T00:00:00.000Z' as Instant };
      await expect(ledger.append(PROJECT, [], draft)).rejects.toThrow(/event\.at is not an instant/);
      expect(await ledger.view(PROJECT)).toEqual({ state: emptyState(PROJECT), heads: [] });
    });

    test('does not let what was returned earlier change', async () => {
      await add('rel-1');
      const before = await ledger.view(PROJECT);
      const text = JSON.stringify(before);
      await add('rel-2');
      expect(JSON.stringify(before)).toBe(text);
    });

    test('keeps projects apart and lists them sorted', async () => {
      await add('rel-1');
      await record(ledger, OTHER, () => releaseCreated('rel-9').numbered(1));
      expect(await ledger.projects()).toEqual([OTHER, PROJECT]);
      expect(Object.keys((await ledger.view(PROJECT)).state.releases)).toEqual(['rel-1']);
      expect(Object.keys((await ledger.view(OTHER)).state.releases)).toEqual(['rel-9']);
    });

    test('lets one of several win that add on the same heads', async () => {
      await add('rel-0');
      const { heads } = await ledger.view(PROJECT);
      const won = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          ledger.append(PROJECT, heads, releaseCreated(`rel-${index + 1}`).numbered(2)),
        ),
      );
      expect(won.filter((event) => event !== undefined)).toHaveLength(1);
      expect(await ledger.events(PROJECT)).toHaveLength(2);
    });

    test('records each of many racing events once, in one line, with numbers without a gap', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `rel-${index}`);
      await Promise.all(ids.map((id) => add(id)));
      const events = await ledger.events(PROJECT);
      expect(events.map(({ seq }) => seq)).toEqual(ids.map((_, index) => index + 1));
      expect(events.slice(1).map(({ parents }) => parents)).toEqual(events.slice(0, -1).map(({ hash }) => [hash]));
      const { state } = await ledger.view(PROJECT);
      expect(Object.keys(state.releases).sort()).toEqual([...ids].sort());
      expect(Object.values(state.releases).map(({ number }) => number)).toEqual(ids.map((_, index) => index + 1));
    });

    test('lists events in the order in which they are folded', async () => {
      for (const id of ['rel-1', 'rel-2', 'rel-3']) await add(id);
      const events = await ledger.events(PROJECT);
      expect(orderEvents([...events].reverse())).toMatchObject({ whole: true, events });
      expect((await ledger.view(PROJECT)).state).toEqual(fold(PROJECT, events));
    });
  });
}
