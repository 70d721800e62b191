import type { Release } from '../../lib/release/index.js';
import { AUTOMATIC, round, steps } from './rounds.js';
import { FIRST, Stage } from './stage.js';

const SOAKING = AUTOMATIC.replace('after: [hardening], promote: auto', '$&, require: { soak: 10m }');

const MINUTE = 60_000;

describe('what soaks', () => {
  let stage: Stage;
  let first: Release;

  beforeEach(async () => {
    stage = new Stage(SOAKING);
    first = await stage.release(...FIRST);
    await stage.pass(first, 'dev', 'hardening');
  });
  afterEach(() => jest.restoreAllMocks());

  /** Somebody puts another image there behind everybody's back. */
  async function tamper(environment: string): Promise<() => Promise<void>> {
    const place = stage.place(environment);
    const template = (await stage.target.current(place)) ?? '';
    const stackName = 'any';
    await stage.target.apply(place, { stackName, template: template.replace('carts:0.10.1', 'carts:0.9') });
    return () => stage.target.apply(place, { stackName, template });
  }

  test('is waited for, until the instant that is told', async () => {
    const { promotions, earliest } = await round(stage);
    expect(promotions).toMatchObject([{ environment: 'production', step: 'waits', reasons: [{ code: 'NotSoaked' }] }]);
    stage.wait(Date.parse(earliest ?? '') - Date.parse(stage.now()));
    expect(steps(await round(stage))).toEqual([`production ${first.id} deployed`]);
  });

  test('is looked at, and recorded only where its health has changed', async () => {
    expect((await round(stage)).health).toEqual([]);
    const restore = await tamper('hardening');
    expect((await round(stage)).health).toEqual([
      { environment: 'hardening', release: first.id, healthy: false, message: expect.stringContaining('carts') },
    ]);
    expect((await round(stage)).health).toEqual([]);
    await restore();
    expect((await round(stage)).health).toEqual([{ environment: 'hardening', release: first.id, healthy: true }]);
    expect((await round(stage)).health).toEqual([]);
  });

  test('begins anew when it is healthy again', async () => {
    const restore = await tamper('hardening');
    stage.wait(10 * MINUTE);
    // It was not healthy, and nobody knows for how long: nothing of that counts.
    expect((await round(stage)).promotions).toMatchObject([{ step: 'waits', reasons: [{ code: 'NotSoaked' }] }]);
    await restore();
    await round(stage);
    stage.wait(9 * MINUTE);
    expect(steps(await round(stage))).toEqual([`production ${first.id} waits`]);
    stage.wait(MINUTE);
    expect(steps(await round(stage))).toEqual([`production ${first.id} deployed`]);
  });

  test('is not news where something else runs there by the time that it was looked at', async () => {
    const restore = await tamper('hardening');
    const second = await stage.release('carts=carts:0.10.2', ...FIRST.slice(1));
    await stage.pass(second, 'dev');
    const observe = stage.target.observe.bind(stage.target);
    jest.spyOn(stage.target, 'observe').mockImplementationOnce(async (...given) => {
      const seen = await observe(...given);
      await restore();
      await stage.deploy(second, 'hardening');
      return seen;
    });
    expect((await round(stage)).health).toEqual([]);
    expect((await stage.in('hardening'))?.soaks[second.id]?.since).toBeDefined();
  });

  test('is not news where it cannot be looked at', async () => {
    jest.spyOn(stage.target, 'observe').mockRejectedValue(new Error('AWS does not answer'));
    expect((await round(stage)).health).toEqual([]);
  });

  test('and failed its evaluation is not counted as healthy again', async () => {
    await stage.verdict('hardening', 'fail');
    expect((await round(stage)).health).toEqual([]);
    await stage.verdict('hardening', 'pass');
    expect((await stage.in('hardening'))?.soaks[first.id]?.since).toBeDefined();
  });

  test('is looked at only where an environment after it asks for that', async () => {
    await tamper('dev');
    expect((await round(stage)).health).toEqual([]);
  });
});
