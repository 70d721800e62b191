import { freeze, recordAt } from '../../lib/delivery/index.js';
import type { Instant } from '../../lib/ids.js';
import { later } from '../../lib/ids.js';
import { FIRST, Stage } from './stage.js';

const sue = { actor: 'sue' };

async function staged(): Promise<{ stage: Stage; before: Instant }> {
  const stage = new Stage();
  await stage.deploy(await stage.release(...FIRST));
  const before = stage.now();
  await freeze(stage.delivery, { rollbacks: 'allowed' }, sue);
  return { stage, before };
}

test('of the past the record is as it was', async () => {
  const { stage, before } = await staged();
  const { state, when, at } = await recordAt(stage.delivery, before);
  expect({ when, at }).toEqual({ when: 'past', at: before });
  expect(state.freezes).toEqual([]);
  expect(Object.keys(state.deployments)).toHaveLength(1);
  expect((await recordAt(stage.delivery, '2000-01-01T00:00:00Z' as Instant)).state.deployments).toEqual({});
});

test('of now, and of what is still to come, it is as it stands, without reading every event', async () => {
  const { stage } = await staged();
  const events = jest.spyOn(stage.ledger, 'events');
  const now = await recordAt(stage.delivery);
  const inAnHour = later(now.at, 3_600_000);
  const future = await recordAt(stage.delivery, inAnHour);
  expect(now).toMatchObject({ when: 'now', state: { freezes: [{ actor: 'sue' }] } });
  expect(future).toMatchObject({ when: 'future', at: inAnHour, state: { freezes: [{ actor: 'sue' }] } });
  expect(events).not.toHaveBeenCalled();
});
