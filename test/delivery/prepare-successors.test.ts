import { sha256 } from '../../lib/canonical.js';
import { type PreparingRequest, prepareSuccessors } from '../../lib/delivery/index.js';
import type { EnvironmentId, Instant } from '../../lib/ids.js';
import { changeHash, type PromotionPrepared } from '../../lib/promotion/index.js';
import type { Release } from '../../lib/release/index.js';
import { GATE_TYPE, type Place, type RenderedStack, type Target } from '../../lib/targets/index.js';
import { FIRST, SOCKSHOP, Stage } from './stage.js';

const FOLLOWING = SOCKSHOP.replace('after: [dev] }', 'after: [dev], promote: auto }');
const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/sockshop-hardening/1';

describe('a release is made ready for what follows by itself', () => {
  let stage: Stage;
  let first: Release;
  let second: Release;
  /** What was made ready: where, and under which name. */
  let asked: { readonly environment: string; readonly name: string }[];
  let answer: Awaited<ReturnType<NonNullable<Target['prepare']>>> | Error;

  const began = (manifest: string, goesOn?: Stage): void => {
    stage = new Stage(manifest, goesOn === undefined ? {} : { goesOn });
    Object.assign(stage.target, {
      prepare: async (place: Place, _: RenderedStack, name: string) => {
        asked.push({ environment: place.environment, name });
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
  };

  beforeEach(async () => {
    asked = [];
    answer = { changeSet: 'arn:changeSet', stack: STACK };
    began(FOLLOWING);
    first = await stage.release(...FIRST);
    second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
    await stage.pass(first, 'dev', 'hardening');
    await stage.deploy(second, 'dev');
  });

  /** Renders with a gate. */
  const gated = {
    render: async (place: Place, release: Release): Promise<RenderedStack> => {
      const plain = await stage.renderer.render(place, release);
      const template = JSON.parse(plain.template);
      template.Resources.Gate = { Type: GATE_TYPE, Properties: { Fingerprint: sha256(release.id) } };
      return { ...plain, template: JSON.stringify(template) };
    },
  };
  const ready = (more: Partial<PreparingRequest> = {}, means: object = {}) =>
    prepareSuccessors(
      stage.delivery,
      { environment: 'dev' as EnvironmentId, release: second, signer: { actor: 'tim' }, ...more },
      { ...stage.means(), renderer: gated, until: '2026-11-20T12:00:00Z' as Instant, ...means },
    );
  const recorded = async () =>
    (await stage.facts()).filter((fact): fact is PromotionPrepared => fact.type === 'promotion.prepared');

  test('by a change set that is named after its preview, and recorded with the change that it makes', async () => {
    expect(await ready()).toEqual([{ environment: 'hardening', step: 'prepared', changeSet: 'arn:changeSet' }]);
    const [fact] = await recorded();
    expect(fact).toMatchObject({
      changeSet: 'arn:changeSet',
      stack: STACK,
      change: { serviceSet: 'main', environment: 'hardening', release: second.id, replaces: first.id },
    });
    expect(fact?.preview).toBe(fact && changeHash(fact.change));
    expect(asked).toEqual([{ environment: 'hardening', name: `slipway-${fact?.preview.slice(0, 12)}` }]);
  });

  test('once, as long as it would make the same', async () => {
    await ready();
    expect(await ready()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('anew after somebody else was asked for there', async () => {
    await ready();
    const third = await stage.release(...FIRST.with(0, 'carts=carts:0.10.2'));
    await stage.pass(third, 'dev', 'hardening');
    await stage.deploy(second, 'dev');
    expect(await ready()).toMatchObject([{ step: 'prepared' }]);
    expect((await recorded()).at(-1)?.change.replaces).toBe(third.id);
  });

  test('without being rendered again, where that it is ready is all that matters', async () => {
    await ready();
    const { rendered } = stage.renderer;
    expect(await ready({ onlyMissing: true })).toEqual([]);
    expect(stage.renderer.rendered).toBe(rendered);
  });

  test.each<[string, () => Promise<unknown> | unknown]>([
    ['it runs there already', () => stage.pass(second, 'dev', 'hardening')],
    [
      'somebody is at work there',
      async () => {
        stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now() });
        await stage.verdict('dev');
        await stage.deploy(second, 'hardening');
      },
    ],
    ['nothing follows by itself', () => began(SOCKSHOP, stage)],
  ])('but not where %s', async (_, act) => {
    await act();
    expect(await ready()).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('but not after an environment that it does not come after', async () => {
    expect(await ready({ environment: 'hardening' as EnvironmentId })).toEqual([]);
  });

  test('but not where no gate stands, which lets in what is made', async () => {
    expect(await ready({}, { renderer: stage.renderer })).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('but not by a target that makes nothing ready', async () => {
    Object.assign(stage.target, { prepare: undefined });
    expect(await ready()).toEqual([]);
  });

  test('and nothing is recorded where nothing would change', async () => {
    answer = undefined;
    expect(await ready()).toEqual([]);
    expect(await recorded()).toEqual([]);
  });

  test('and where that fails it is told, and nothing is recorded', async () => {
    answer = new Error('the cdk is not installed');
    expect(await ready()).toEqual([{ environment: 'hardening', step: 'failed', why: 'the cdk is not installed' }]);
    expect(await recorded()).toEqual([]);
  });
});
