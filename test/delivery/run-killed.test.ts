import type { Release } from '../../lib/release/index.js';
import { AUTOMATIC, append, at, begun, round, steps } from './rounds.js';
import { FIRST, Stage } from './stage.js';

/** What a process does when it is killed: it never comes to an end. */
const KILLED = new Promise<never>(() => {});

/** Lets a process do something until it is killed, which `by` resolves to. */
async function killedAt(stage: Stage, holder: string, by: (killed: () => void) => void): Promise<void> {
  const dead = new Promise<void>((resolve) => by(resolve));
  await Promise.race([dead, round(stage, {}, holder)]);
  stage.gone.add(holder);
  jest.restoreAllMocks();
}

describe('what was killed', () => {
  let stage: Stage;
  let first: Release;

  beforeEach(async () => {
    stage = new Stage(AUTOMATIC);
    first = await stage.release(...FIRST);
    await stage.pass(first, 'dev');
  });

  const beforeApplying = (killed: () => void): void => {
    jest.spyOn(stage.target, 'apply').mockImplementation(() => {
      killed();
      return KILLED;
    });
  };

  const moments: readonly (readonly [string, (killed: () => void) => void])[] = [
    [
      'before it recorded anything',
      (killed) => {
        jest.spyOn(stage.ledger, 'append').mockImplementation(() => {
          killed();
          return KILLED;
        });
      },
    ],
    ['before it applied what it had recorded', beforeApplying],
    [
      'after it had applied it',
      (killed) => {
        const apply = stage.target.apply.bind(stage.target);
        jest.spyOn(stage.target, 'apply').mockImplementation(async (place, stack) => {
          await apply(place, stack);
          killed();
          return KILLED;
        });
      },
    ],
    [
      'before it recorded the outcome',
      (killed) => {
        const append = stage.ledger.append.bind(stage.ledger);
        jest.spyOn(stage.ledger, 'append').mockImplementation(async (project, heads, draft) => {
          if (draft.fact.type !== 'deployment.finished') return append(project, heads, draft);
          killed();
          return KILLED;
        });
      },
    ],
  ];

  test.each(moments)('%s is gone on with by the next one, as one deployment', async (_, by) => {
    await killedAt(stage, 'robot/1', by);
    expect(steps(await round(stage, {}, 'robot/2'))).toEqual([`hardening ${first.id} deployed`]);
    expect(await begun(stage, 'hardening')).toEqual([`hardening ${first.id} automatic`]);
    expect(await round(stage, {}, 'robot/2')).toEqual({ promotions: [], reconciled: [], health: [] });
  });

  test.each(moments.slice(1))('%s and is not to go on is ended by what runs', async (_, by) => {
    await killedAt(stage, 'robot/1', by);
    await append(stage, { type: 'hold.set', ...at(stage, 'hardening'), release: 'rel-000000000000' as never });
    const { promotions, reconciled } = await round(stage, {}, 'robot/2');
    const applied = (await stage.target.current(stage.place('hardening'))) !== undefined;
    expect(reconciled).toMatchObject([
      { environment: 'hardening', outcome: 'ended', deployment: { status: applied ? 'succeeded' : 'failed' } },
    ]);
    expect(promotions.filter(({ step }) => step === 'deployed')).toEqual([]);
    expect(await begun(stage, 'hardening')).toHaveLength(1);
  });

  test('and was a person’s deployment is ended, and not repeated', async () => {
    jest.spyOn(stage.target, 'apply').mockImplementation(() => KILLED);
    void stage.deploy(first, 'hardening', { holder: 'tim/1' });
    while ((await begun(stage, 'hardening')).length === 0) await new Promise(setImmediate);
    jest.restoreAllMocks();
    // Somebody may still be at work on it.
    expect(await round(stage)).toMatchObject({ promotions: [{ step: 'passed-over' }], reconciled: [] });
    stage.gone.add('tim/1');
    const { reconciled } = await round(stage);
    expect(reconciled).toMatchObject([
      { environment: 'hardening', outcome: 'ended', deployment: { status: 'failed' } },
    ]);
    expect(await begun(stage, 'hardening')).toHaveLength(1);
  });

  test('is taken over when its lease has run out, whoever held it', async () => {
    await killedAt(stage, 'robot/1', beforeApplying);
    stage.gone.clear();
    expect(steps(await round(stage, {}, 'robot/2'))).toEqual([`hardening ${first.id} passed-over`]);
    stage.wait(60_000);
    expect(steps(await round(stage, {}, 'robot/2'))).toEqual([`hardening ${first.id} deployed`]);
  });
});

describe('at the same time', () => {
  let stage: Stage;
  let first: Release;
  let second: Release;

  beforeEach(async () => {
    stage = new Stage(AUTOMATIC);
    first = await stage.release(...FIRST);
    second = await stage.release('carts=carts:0.10.2', ...FIRST.slice(1));
    await stage.pass(first, 'dev');
  });
  afterEach(() => jest.restoreAllMocks());

  test('of several that run one deploys, and the others are told so', async () => {
    const rounds = await Promise.all(['a/1', 'b/2', 'c/3'].map((holder) => round(stage, {}, holder)));
    expect(await begun(stage, 'hardening')).toEqual([`hardening ${first.id} automatic`]);
    const told = rounds.flatMap(steps);
    expect(told.filter((one) => one.endsWith('deployed'))).toHaveLength(1);
    expect(told).toHaveLength(3);
    expect((await stage.in('hardening'))?.ongoing).toBeUndefined();
  });

  test('what somebody deploys by hand meanwhile is not undone', async () => {
    let isFirst = true;
    const current = stage.target.current.bind(stage.target);
    jest.spyOn(stage.target, 'current').mockImplementation(async (place) => {
      if (isFirst) {
        isFirst = false;
        await stage.pass(second, 'dev');
        await stage.deploy(second, 'hardening');
      }
      return current(place);
    });
    const { promotions } = await round(stage);
    expect(promotions).toMatchObject([
      { release: first.id, step: 'conflict', why: expect.stringContaining('does not follow into hardening by itself') },
    ]);
    expect(await begun(stage, 'hardening')).toEqual([`hardening ${second.id} deploy`]);
  });

  test('a rollback that somebody makes and lifts the hold of meanwhile is not undone', async () => {
    await round(stage);
    await stage.verdict('hardening');
    await stage.pass(second, 'dev', 'hardening');
    const third = await stage.release('carts=carts:0.10.3', ...FIRST.slice(1));
    await stage.pass(third, 'dev');
    let isFirst = true;
    const current = stage.target.current.bind(stage.target);
    jest.spyOn(stage.target, 'current').mockImplementation(async (place) => {
      if (isFirst && place.environment === 'hardening') {
        isFirst = false;
        await stage.deploy(first, 'hardening', {}, { kind: 'rollback' });
        await append(stage, { type: 'hold.lifted', ...at(stage, 'hardening') });
      }
      return current(place);
    });
    const before = await begun(stage, 'hardening');
    const { promotions } = await round(stage);
    expect(promotions.find(({ release }) => release === third.id)).toMatchObject({ step: 'conflict' });
    expect(await begun(stage, 'hardening')).toEqual([...before, `hardening ${first.id} rollback`]);
  });
});

describe('what could not be found out', () => {
  test('is looked at again and not tried again, and is ended when it is known', async () => {
    const stage = new Stage(AUTOMATIC);
    const first = await stage.release(...FIRST);
    await stage.pass(first, 'dev');
    const tried = new Set<never>();
    const apply = jest.spyOn(stage.target, 'apply');
    const observe = jest
      .spyOn(stage.target, 'observe')
      .mockImplementation(async (_, at) => ({ state: 'unknown', artifacts: {}, at, message: 'AWS does not answer' }));
    expect((await round(stage, { tried })).promotions).toMatchObject([{ step: 'unknown', why: 'AWS does not answer' }]);
    stage.gone.add('robot/1');
    const { promotions, reconciled } = await round(stage, { tried });
    expect(reconciled).toMatchObject([{ outcome: 'unsettled', message: 'AWS does not answer' }]);
    expect(promotions).toMatchObject([{ step: 'passed-over' }]);
    observe.mockRestore();
    expect((await round(stage, { tried })).reconciled).toMatchObject([
      { outcome: 'ended', deployment: { status: 'succeeded' } },
    ]);
    expect(apply).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['', 2],
    ['configuration that was changed since', 1],
  ])('where somebody else had begun it who is gone, too, %p', async (settings, applied) => {
    const stage = new Stage(AUTOMATIC);
    const first = await stage.release(...FIRST);
    await stage.pass(first, 'dev');
    const apply = jest.spyOn(stage.target, 'apply').mockImplementationOnce(() => KILLED);
    void round(stage, {}, 'robot/1');
    while ((await begun(stage, 'hardening')).length === 0) await new Promise(setImmediate);
    stage.gone.add('robot/1').add('robot/2');
    stage.renderer.settings = settings;
    jest
      .spyOn(stage.target, 'observe')
      .mockImplementation(async (_, at) => ({ state: 'unknown', artifacts: {}, at, message: 'AWS does not answer' }));
    const tried = new Set<never>();
    expect((await round(stage, { tried }, 'robot/2')).promotions).toMatchObject([{ step: 'unknown' }]);
    expect((await round(stage, { tried }, 'robot/2')).reconciled).toMatchObject([{ outcome: 'unsettled' }]);
    expect(apply).toHaveBeenCalledTimes(applied);
  });
});
