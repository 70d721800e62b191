import type { ReleaseId } from '../../lib/ids.js';
import { MemoryLedger, ProposingLedger, record } from '../../lib/ledger/index.js';
import type { Release } from '../../lib/release/index.js';
import { PROJECT, releaseCreated } from './drafts.js';

const proposed = { id: 'rel-proposed' as ReleaseId, project: PROJECT, number: 2 } as Release;

async function recorded(): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  await record(ledger, PROJECT, () => releaseCreated('rel-1').numbered(1));
  return ledger;
}

test('a release that is only proposed stands beside the recorded ones, and the record stays as it was', async () => {
  const ledger = await recorded();
  const before = await ledger.view(PROJECT);
  const view = await new ProposingLedger(ledger, proposed).view(PROJECT);
  expect(Object.keys(view.state.releases)).toEqual(['rel-1', 'rel-proposed']);
  expect(view.heads).toEqual(before.heads);
  expect(await ledger.view(PROJECT)).toEqual(before);
});

test('a release that is recorded is shown as it was recorded', async () => {
  const ledger = await recorded();
  const again = new ProposingLedger(ledger, { ...proposed, id: 'rel-1' as ReleaseId });
  expect(await again.view(PROJECT)).toEqual(await ledger.view(PROJECT));
});

test('nothing is recorded beside what is only proposed', async () => {
  const ledger = await recorded();
  const attempt = record(new ProposingLedger(ledger, proposed), PROJECT, () => releaseCreated('rel-3').numbered(3));
  await expect(attempt).rejects.toThrow(/only proposed/);
  expect(await ledger.events(PROJECT)).toHaveLength(1);
});
