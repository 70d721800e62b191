import { Machine, sockshop } from './machine.js';

const FIRST = { carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' };

const ASKED = ['deploy', '1', '--environment', 'production', '--break-glass'] as const;
const WITH_REASON = [...ASKED, '--reason', 'payments are down'] as const;

describe('--break-glass', () => {
  const template = new Machine(sockshop);
  let machine: Machine;

  beforeAll(() => template.release(FIRST));
  afterAll(() => template.remove());

  beforeEach(() => {
    machine = template.copy();
  });
  afterEach(() => machine.remove());

  async function broken(): Promise<number> {
    return Object.values(machine.contents()).filter((text) => text.includes('"glass.broken"')).length;
  }

  test('needs a reason, and makes sense of its options', async () => {
    const before = machine.contents();
    for (const words of [ASKED, [...ASKED, '--reason', ' '], ['deploy', '1', '--expires', '2h']]) {
      const { code, json } = await machine.json(...words);
      expect({ words, code, error: json.error.code }).toEqual({ words, code: 2, error: 'InvalidArguments' });
    }
    expect((await machine.json(...WITH_REASON, '--expires', 'soon')).json.error.code).toBe('InvalidDuration');
    expect(machine.contents()).toEqual(before);
  });

  test('deploys what is refused without it, and says what was waived and what is owed', async () => {
    expect((await machine.run('deploy', '1', '--environment', 'production')).code).toBe(3);
    const { code, json } = await machine.json(...WITH_REASON);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      performed: true,
      overridden: ['NotYetInPreceding', 'ImageNotPinned'],
      deployment: {
        status: 'succeeded',
        reason: 'payments are down',
        overridden: ['NotYetInPreceding', 'ImageNotPinned'],
      },
    });
    expect(await broken()).toBe(1);
  });

  test('tells people the same', async () => {
    const text = await machine.do(...WITH_REASON, '--expires', '15m');
    expect(text).toContain('Waived, as the glass is broken until 2026-11-20T09:45:00Z:\n  - release 1');
    expect(text).toContain('production stays marked until a verdict on that is in: `slipway verdict production <');
  });

  test('is shown with --dry-run, and nothing is written', async () => {
    const before = machine.contents();
    const { code, json } = await machine.json(...WITH_REASON, '--dry-run');
    expect({ code, json }).toMatchObject({
      code: 0,
      json: { eligible: true, reasons: [], overridden: ['NotYetInPreceding', 'ImageNotPinned'] },
    });
    expect(await machine.do(...WITH_REASON, '--dry-run')).toContain(
      'Would be waived, as the glass is broken:\n  - release 1',
    );
    expect(machine.contents()).toEqual(before);
  });

  test('asks at a terminal, with what it waives, and breaks nothing without a yes', async () => {
    machine.answer = false;
    const { code, err } = await machine.run(...WITH_REASON);
    expect({ code, questions: machine.questions }).toEqual({ code: 1, questions: ['Break the glass and continue?'] });
    expect(err).toContain('This will deploy release 1 to production:\n');
    expect(err).toContain('It waives, as the glass is broken:\n  - release 1');
    expect(await broken()).toBe(0);
    machine.answer = true;
    expect((await machine.run(...WITH_REASON)).code).toBe(0);
  });

  test('breaks nothing where the law says yes without it', async () => {
    const { code, json } = await machine.json(
      'deploy',
      '1',
      '--environment',
      'hardening',
      '--break-glass',
      '--reason',
      'x',
    );
    expect({ code, overridden: json.overridden }).toEqual({ code: 0, overridden: [] });
    expect(json.notes).toEqual([expect.stringContaining('the glass was not broken')]);
    expect(await broken()).toBe(0);
  });

  test('breaks nothing where the release runs there already', async () => {
    await machine.do('freeze', 'dev', '--reason', 'holidays');
    const { json } = await machine.json('deploy', '1', '--break-glass', '--reason', 'x');
    expect(json).toMatchObject({ performed: false, overridden: [] });
    expect(await broken()).toBe(0);
  });

  test('is refused with what nothing waives, and breaks nothing', async () => {
    await machine.do('block', 'carts:0.10.1', '--reason', 'leaks');
    for (const words of [WITH_REASON, [...WITH_REASON, '--dry-run']]) {
      const { code, json } = await machine.json(...words);
      const [reason] = json.reasons ?? [json.error];
      expect({ code, reason: reason.code }).toEqual({ code: 3, reason: 'ImageBlocked' });
    }
    expect(await broken()).toBe(0);
  });

  test('goes with promote and with sync', async () => {
    await machine.do('promote', '1', '--to', 'production', '--break-glass', '--reason', 'x');
    await machine.do('freeze', 'hardening', '--reason', 'holidays');
    expect((await machine.run('sync', 'hardening')).code).toBe(3);
    const { json } = await machine.json('sync', 'hardening', '--break-glass', '--reason', 'x');
    expect(json.overridden).toEqual(['Frozen']);
  });

  test('goes with a service, for the release that is made of it', async () => {
    await machine.do('freeze', 'dev', '--reason', 'holidays');
    const words = ['deploy', '--service', 'carts', '--set', 'carts=carts:0.10.2', '--break-glass', '--reason', 'x'];
    const { json } = await machine.json(...words);
    expect(json).toMatchObject({ changed: ['carts'], overridden: ['Frozen'] });
  });
});
