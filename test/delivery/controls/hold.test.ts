import { holding, releasing } from '../../../lib/delivery/controls/hold.js';
import { hold, unhold } from '../../../lib/delivery/index.js';
import type { EnvironmentId } from '../../../lib/ids.js';
import { id, minute, SET, Story } from '../../promotion/world.js';
import { FIRST, Stage } from '../stage.js';

const dev = 'dev' as EnvironmentId;
const place = { serviceSet: SET, environment: dev };
const sue = { actor: 'sue' };

describe('a hold', () => {
  const held = new Story().release('1').release('2').hold('1', 'dev', { by: 'tim', reason: 'audit' });
  const ask = (name: string, reason?: string) =>
    holding(held.state, place, { id: id(name) }, reason === undefined ? sue : { ...sue, reason }, minute(9));

  test('that stands already is not recorded again, whoever wants it', () => {
    expect(ask('1')).toBeUndefined();
    expect(ask('1', 'audit')).toBeUndefined();
  });

  test('on another release, or for another reason, takes the place of the one that stands', () => {
    expect(ask('2')?.fact).toEqual({ type: 'hold.set', ...place, release: id('2') });
    expect(ask('1', 'holidays')).toMatchObject({ actor: 'sue', reason: 'holidays', at: minute(9) });
  });

  test('that a rollback set stands as well', () => {
    const story = new Story().release('1').release('2').deployed('1', 'dev', 'pass').deployed('2', 'dev');
    story.rolledBack('1', '2', 'dev');
    expect(holding(story.state, place, { id: id('1') }, sue, minute(9))).toBeUndefined();
    expect(releasing(story.state, place, sue, minute(9))?.fact).toEqual({ type: 'hold.lifted', ...place });
  });

  test('is of one service set in one environment', () => {
    const elsewhere = { ...place, environment: 'hardening' as EnvironmentId };
    expect(holding(held.state, elsewhere, { id: id('1') }, sue, minute(9))).toBeDefined();
    expect(releasing(held.state, elsewhere, sue, minute(9))).toBeUndefined();
  });
});

test('an environment is held and let go in the record, once each', async () => {
  const stage = new Stage();
  const release = await stage.release(...FIRST);
  expect((await unhold(stage.delivery, dev, sue)).event).toBeUndefined();
  await hold(stage.delivery, dev, release, { actor: 'sue', reason: 'audit' });
  expect(await stage.in('dev')).toMatchObject({ hold: { release: release.id, actor: 'sue', reason: 'audit' } });
  expect((await hold(stage.delivery, dev, release, sue)).event).toBeUndefined();
  await unhold(stage.delivery, dev, sue);
  expect((await stage.in('dev'))?.hold).toBeUndefined();
  expect((await unhold(stage.delivery, dev, sue)).event).toBeUndefined();
});
