import fc from 'fast-check';
import { recordOf } from '../../bench/record-of.js';
import type { EventHash, ProjectId, ReleaseId } from '../../lib/ids.js';
import { decodeState, encodeState } from '../../lib/ledger/dynamodb/checkpoint-text.js';
import { DirectoryLedger } from '../../lib/ledger/index.js';
import { emptyState, fold, type LedgerEvent, type ProjectState, StateBuilder } from '../../lib/promotion/index.js';
import { chains } from '../promotion/arbitraries.js';
import { PROJECT } from '../promotion/world.js';
import { TemporaryFolders } from './temporary-store.js';

const folders = new TemporaryFolders();
const AT = { seq: 7, hash: 'a'.repeat(64) as EventHash };

async function eventsOf(deployments: number, services: number): Promise<readonly LedgerEvent[]> {
  const root = folders.make();
  const artifacts = Array.from({ length: services }, (_, index) => `service-${index}`);
  await recordOf(root, deployments, { project: PROJECT, artifacts, environments: ['dev', 'production'] });
  return new DirectoryLedger(root).events(PROJECT);
}

function readBack(state: ProjectState): ProjectState {
  const read = decodeState(encodeState(state, AT), state.project, AT);
  if (read === undefined) throw new Error('it is not used');
  return read;
}

describe('a state that is kept', () => {
  test('comes back as it was, and goes on as if it had never been away', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (events, cut) => {
        const half = events.slice(0, cut % (events.length + 1));
        const state = fold(PROJECT, half);
        expect(JSON.stringify(readBack(state))).toBe(JSON.stringify(state));
        const builder = new StateBuilder(readBack(state), 'given');
        for (const event of events.slice(half.length)) builder.apply(event);
        expect(builder.state()).toEqual(fold(PROJECT, events));
      }),
      { numRuns: 150 },
    );
  });

  test('has every image and every outcome in it', async () => {
    const state = fold(PROJECT, await eventsOf(40, 5));
    expect(readBack(state)).toEqual(state);
  });

  test('is the same bytes for the same state, also for one that was read back', async () => {
    const state = fold(PROJECT, await eventsOf(40, 5));
    expect(encodeState(readBack(state), AT).equals(encodeState(state, AT))).toBe(true);
  });

  test('says once what many deployments have in common', async () => {
    const few = encodeState(fold(PROJECT, await eventsOf(500, 2)), AT).length;
    const many = encodeState(fold(PROJECT, await eventsOf(500, 40)), AT).length;
    expect(many).toBeLessThan(few * 2);
    expect(many).toBeLessThan(500 * 350);
  });

  test('is kept whatever services and releases are called', () => {
    const image = { image: 'example.com/a:1' };
    const images = Object.fromEntries(['constructor', '__proto__', '1', 'toString'].map((name) => [name, image]));
    const id = 'constructor' as ReleaseId;
    const release = { id, project: PROJECT, serviceSet: 'x', number: 1, images, sources: {}, description: '' };
    const state = { ...emptyState(PROJECT), releases: { [id]: release } } as unknown as ProjectState;
    const read = readBack(state).releases[id];
    expect(Object.entries(read?.images ?? {})).toEqual(Object.entries(images));
  });

  test.each([
    ['another project', 'bugfarm' as ProjectId, AT],
    ['another event', PROJECT, { ...AT, hash: 'b'.repeat(64) as EventHash }],
    ['another number', PROJECT, { ...AT, seq: 8 }],
  ])('is not taken for that of %s', (_, project, at) => {
    expect(decodeState(encodeState(emptyState(PROJECT), AT), project, at)).toBeUndefined();
  });
});
