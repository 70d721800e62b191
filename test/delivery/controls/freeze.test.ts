import { freezing, standingFreezes, thawing } from '../../../lib/delivery/controls/freeze.js';
import { type FreezeWish, freeze, unfreeze } from '../../../lib/delivery/index.js';
import type { EnvironmentId, Instant } from '../../../lib/ids.js';
import type { ProjectState } from '../../../lib/promotion/index.js';
import { minute, Story } from '../../promotion/world.js';
import { codesOf, Stage } from '../stage.js';

const production = 'production' as EnvironmentId;
const sue = { actor: 'sue' };

/** What freezes leave of a record, told as a story. */
const NOW = minute(30);

function ask(state: ProjectState, wish: Partial<FreezeWish>, reason?: string): unknown {
  const signer = reason === undefined ? sue : { ...sue, reason };
  return freezing(state, { environment: production, rollbacks: 'allowed', ...wish }, signer, NOW)?.fact;
}

describe('a freeze', () => {
  const { state: nothing } = new Story();

  test('is of an environment or of the whole project, from now or later, for a while or until it is lifted', () => {
    expect(ask(nothing, {})).toEqual({ type: 'freeze.set', environment: 'production', rollbacks: 'allowed' });
    expect(ask(nothing, { environment: undefined, rollbacks: 'refused' })).toEqual({
      type: 'freeze.set',
      rollbacks: 'refused',
    });
    expect(ask(nothing, { from: minute(40), until: minute(50) })).toMatchObject({
      from: minute(40),
      until: minute(50),
    });
  });

  test.each<[string, Partial<FreezeWish>]>([
    ['over already', { until: minute(29) }],
    ['over this very instant', { until: NOW }],
    ['over before it begins', { from: minute(50), until: minute(40) }],
    ['over as it begins', { from: minute(50), until: minute(50) }],
  ])('that would be %s is bad input', async (_, wish) => {
    expect(await codesOf(() => ask(nothing, wish))).toEqual(['EmptyFreeze']);
  });

  test('that stands already is not recorded again, whoever wants it, and however its instants are written', () => {
    const { state } = new Story().at(minute(10)).freeze('production', { until: minute(60) });
    expect(ask(state, { until: minute(60) })).toBeUndefined();
    expect(ask(state, { until: minute(60).replace('.000', '') as Instant })).toBeUndefined();
    expect(ask(state, { from: minute(20), until: minute(60) })).toBeUndefined();
  });

  test.each<[string, Partial<FreezeWish>]>([
    ['another environment', { environment: 'hardening' as EnvironmentId }],
    ['the whole project', { environment: undefined }],
    ['another end', { until: minute(61) }],
    ['no end', { until: undefined }],
    ['a later beginning', { from: minute(40) }],
    ['rollbacks as well', { rollbacks: 'refused' }],
  ])('for %s is another one', (_, wish) => {
    const { state } = new Story().at(minute(10)).freeze('production', { until: minute(60) });
    expect(ask(state, { until: minute(60), ...wish })).toBeDefined();
  });

  test('is recorded anew where it is told for another reason, for people read that', () => {
    const { state } = new Story().freeze('production', { reason: 'the sale' });
    expect(ask(state, {}, 'the sale')).toBeUndefined();
    expect(ask(state, {}, 'an incident')).toBeDefined();
  });
});

describe('lifting freezes', () => {
  const lift = (story: Story, planned = false) => thawing(story.state, { environment: production, planned }, sue, NOW);

  test('is recorded where one holds', () => {
    expect(lift(new Story().freeze('production'))?.fact).toEqual({
      type: 'freeze.lifted',
      environment: 'production',
      planned: false,
    });
  });

  test.each<[string, Story]>([
    ['nothing is frozen', new Story()],
    ['the freeze is over', new Story().freeze('production', { until: minute(20) })],
    ['only the whole project is frozen', new Story().freeze()],
    ['only another environment is', new Story().freeze('hardening')],
    ['it is still to come', new Story().freeze('production', { from: minute(40) })],
  ])('is not recorded where %s', (_, story) => {
    expect(lift(story)).toBeUndefined();
  });

  test('is recorded for what is still to come only where that is said', () => {
    expect(lift(new Story().freeze('production', { from: minute(40) }), true)).toBeDefined();
  });

  test('leaves what concerns the environment and is not lifted to be told', () => {
    const story = new Story()
      .freeze('production', { until: minute(20) })
      .freeze()
      .freeze('hardening');
    story.freeze('production', { from: minute(40) });
    const told = (environment?: EnvironmentId) =>
      standingFreezes(story.state, environment, NOW).map((one) => one.environment ?? 'all');
    expect(told(production)).toEqual(['all', 'production']);
    expect(told()).toEqual(['all', 'hardening', 'production']);
  });
});

test('what was frozen and lifted through the record is frozen and lifted in it, with name and reason', async () => {
  const stage = new Stage();
  const wish = { environment: production, rollbacks: 'allowed' as const };
  const frozen = await freeze(stage.delivery, wish, { actor: 'sue', reason: 'the sale' });
  expect(frozen.view.state.freezes).toMatchObject([{ environment: 'production', actor: 'sue', reason: 'the sale' }]);
  expect((await freeze(stage.delivery, wish, sue)).event).toBeUndefined();
  const lifted = await unfreeze(stage.delivery, { environment: production, planned: false }, { actor: 'ann' });
  expect(lifted.event?.actor).toBe('ann');
  expect(lifted.view.state.freezes).toEqual([]);
});
