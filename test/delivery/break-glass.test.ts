import { type Breaking, breakGlass, type Glass, type LawQuestion, weighGlass } from '../../lib/delivery/index.js';
import type { Release } from '../../lib/release/index.js';
import { append, at } from './rounds.js';
import { codesOf, FIRST, Stage } from './stage.js';

const HOUR = 3_600_000;

describe('breaking the glass', () => {
  let stage: Stage;
  let first: Release;

  beforeEach(async () => {
    stage = new Stage();
    first = await stage.release(...FIRST);
  });

  function question(environment: string, release = first): LawQuestion {
    return { release, environment: stage.place(environment).environment, kind: 'deploy' };
  }

  function shatter(environment: string, over: Partial<Breaking> = {}): Promise<Glass> {
    return breakGlass(stage.delivery, question(environment), {
      signer: { actor: 'sue', reason: 'payments are down' },
      lengthMs: HOUR,
      isGone: () => false,
      ...over,
    });
  }

  async function weighed(environment: string): Promise<Glass> {
    return weighGlass(stage.delivery, await stage.state(), question(environment), () => false);
  }

  test('waives what stands against a release, for a while, and says so in the record', async () => {
    expect(await codesOf(stage.deploy(first, 'production'))).toEqual(['NotYetInPreceding']);
    expect(await weighed('production')).toMatchObject({ step: 'waives', waived: [{ code: 'NotYetInPreceding' }] });
    const glass = await shatter('production');
    expect(glass).toMatchObject({ step: 'in-force', waived: [{ code: 'NotYetInPreceding' }] });
    const events = await stage.ledger.events(stage.delivery.project.id);
    expect(events.at(-1)).toMatchObject({
      actor: 'sue',
      reason: 'payments are down',
      fact: { type: 'glass.broken', environment: 'production', release: first.id },
    });
    const { deployment } = await stage.deploy(first, 'production');
    expect(deployment).toMatchObject({ status: 'succeeded', overridden: ['NotYetInPreceding'] });
  });

  test('counts until it expires', async () => {
    await shatter('production', { lengthMs: 60_000 });
    stage.wait(60_000);
    expect(await codesOf(stage.deploy(first, 'production'))).toEqual(['NotYetInPreceding']);
  });

  test('counts for that release in that environment alone', async () => {
    const second = await stage.release('carts=carts:0.10.2', ...FIRST.slice(1));
    await shatter('production');
    expect(await codesOf(stage.deploy(second, 'production'))).toEqual(['NotYetInPreceding']);
    expect(await codesOf(stage.deploy(first, 'hardening'))).toEqual(['NotYetInPreceding']);
  });

  test('is done once: one that is in force is used again', async () => {
    const once = await shatter('production');
    const facts = await stage.factTypes();
    expect(await shatter('production')).toEqual(once);
    expect(await stage.factTypes()).toEqual(facts);
  });

  test('is done anew where the last one has expired', async () => {
    await shatter('production');
    stage.wait(HOUR);
    expect(await shatter('production')).toMatchObject({ step: 'in-force' });
    expect((await stage.factTypes()).filter((type) => type === 'glass.broken')).toHaveLength(2);
  });

  test('breaks nothing where the law says yes without it', async () => {
    expect(await shatter('dev')).toEqual({ step: 'needless' });
    expect(await stage.factTypes()).not.toContain('glass.broken');
  });

  test('breaks nothing where something stands that it does not waive, and names that alone', async () => {
    await append(stage, { type: 'block.set', image: 'carts:0.10.1' });
    const glass = await shatter('production');
    expect(glass).toMatchObject({
      step: 'in-vain',
      decision: { eligible: false, reasons: [{ code: 'ImageBlocked' }] },
    });
    expect(glass.step === 'in-vain' && glass.decision.reasons).toHaveLength(1);
    expect(await stage.factTypes()).not.toContain('glass.broken');
  });

  test('waives what has come to stand since it was broken, too', async () => {
    await shatter('production');
    await append(stage, { type: 'freeze.set', environment: at(stage, 'production').environment, rollbacks: 'allowed' });
    expect(await shatter('production')).toMatchObject({
      step: 'in-force',
      waived: [{ code: 'NotYetInPreceding' }, { code: 'Frozen' }],
    });
  });

  test('by several at once is recorded once', async () => {
    await Promise.all([1, 2, 3].map(() => shatter('production')));
    expect((await stage.factTypes()).filter((type) => type === 'glass.broken')).toHaveLength(1);
  });
});
