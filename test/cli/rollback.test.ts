import { Machine, sockshop } from './machine.js';

const FIRST = { carts: 'carts:0.10.1', 'carts-db': 'carts-db:0.4.0', catalogue: 'catalogue:1.7.0' };

/** Hardening takes over by itself what passed in dev. */
const automatic = sockshop.replace('type: qa, after: [dev]', 'type: qa, after: [dev], promote: auto');

describe('a rollback', () => {
  const template = new Machine(automatic);
  let machine: Machine;

  /** Three releases, the last of which runs in hardening; all have passed there. */
  beforeAll(async () => {
    for (const [number, version] of ['0.10.1', '0.10.2', '0.10.3'].entries()) {
      template.env.SLIPWAY_CLOCK = `2026-11-20T0${number + 1}:00:00Z`;
      await template.release({ ...FIRST, carts: `carts:${version}` });
      await template.do('sync', 'hardening');
      await template.do('verdict', 'hardening', 'pass');
    }
  });
  afterAll(() => template.remove());

  beforeEach(() => {
    machine = template.copy();
    machine.env.SLIPWAY_CLOCK = '2026-11-20T09:30:00Z';
  });
  afterEach(() => machine.remove());

  async function runs(environment: string): Promise<number> {
    const { json } = await machine.json('status', environment);
    return json.environments[0].number;
  }

  test('is shown in advance, and nothing is written by that', async () => {
    const before = machine.contents();
    const { code, json } = await machine.json('rollback', 'hardening', '--dry-run');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      dryRun: true,
      eligible: true,
      deployment: { kind: 'rollback', number: 2 },
      services: [{ service: 'carts', from: 'carts:0.10.3', to: 'carts:0.10.2' }],
      resources: expect.arrayContaining([expect.objectContaining({ type: 'AWS::ECS::TaskDefinition' })]),
      cannotUndo: [],
      hold: null,
    });
    const text = await machine.do('rollback', 'hardening', '--dry-run');
    expect(text).toMatch(/carts:0.10.3 +--> carts:0.10.2/);
    expect(text).toContain('What it cannot undo:\n  no data and no parameter goes away');
    expect(text).toContain('would be held on release 2');
    expect(machine.contents()).toEqual(before);
  });

  test('breaks the glass of a freeze that refuses it, and is held all the same', async () => {
    await machine.do('freeze', 'hardening', '--rollbacks', 'refused', '--reason', 'year end');
    const { code, json } = await machine.json('rollback', 'hardening', '--reason', 'error rate');
    expect(code).toBe(3);
    expect(json.error).toMatchObject({ code: 'Frozen' });
    const broken = await machine.json('rollback', 'hardening', '--break-glass', '--reason', 'error rate');
    expect(broken.code).toBe(0);
    expect(broken.json).toMatchObject({
      deployment: { kind: 'rollback', status: 'succeeded', number: 2 },
      overridden: ['Frozen'],
      hold: { by: 'rollback' },
    });
  });

  test('is told in the answer where nobody can be asked', async () => {
    const text = await machine.do('rollback', 'hardening', '--reason', 'error rate');
    expect(text).toContain('Went back to release 2');
    expect(text).toContain('Resources:\n');
    expect(text).toContain('What it cannot undo:\n');
    expect(await runs('hardening')).toBe(2);
  });

  test('is shown at a terminal before the question, and is not done without a yes', async () => {
    machine.answer = false;
    const before = machine.contents();
    const { code, out, err } = await machine.run('rollback', 'hardening');
    expect({ code, out, questions: machine.questions }).toEqual({
      code: 1,
      out: '',
      questions: ['Do you wish to continue?'],
    });
    expect(err).toContain('This will deploy release 2 to hardening:\n');
    expect(err).toContain('What it cannot undo:\n');
    expect(machine.contents()).toEqual(before);
  });

  test('says that the configuration does not go back', async () => {
    machine.write('slipway.yaml', automatic.replace('name: Sock Shop', 'name: Socks'));
    const { json } = await machine.json('rollback', 'hardening', '--dry-run');
    expect(json.cannotUndo).toMatchObject([{ code: 'OtherConfiguration' }]);
    expect(await machine.do('rollback', 'hardening')).toContain('! the manifest is not the one');
  });

  test('works, and says what it could not tell, where the stack that stands there cannot be read', async () => {
    const { json } = await machine.json('rollback', 'dev', '--to', '1', '--dry-run');
    expect(json.eligible).toBe(true);
    machine.write('.slipway/sockshop/stacks/sockshop-hardening.template.json', 'half a st');
    const { code, json: done } = await machine.json('rollback', 'hardening');
    expect({ code, resources: done.resources }).toEqual({ code: 0, resources: null });
    expect(done.cannotUndo).toMatchObject([{ code: 'ResourcesNotKnown' }]);
    expect(await runs('hardening')).toBe(2);
  });

  test('holds the environment, tells how that is lifted, and what does not follow by itself meanwhile', async () => {
    const text = await machine.do('rollback', 'hardening');
    expect(text).toContain('hardening is held on release 2: until `slipway unhold hardening` nothing else goes there');
    expect(text).toContain('Nothing follows there by itself meanwhile, and what passed in dev before this rollback');
    const { code, json } = await machine.json('deploy', '3', '--environment', 'hardening');
    expect({ code, error: json.error.code }).toEqual({ code: 3, error: 'Held' });
    // The first environment takes nothing over by itself.
    expect(await machine.do('rollback', 'dev')).not.toContain('by itself');
  });

  test('a second one in a row goes further back, and moves the hold', async () => {
    await machine.do('rollback', 'hardening');
    const { json } = await machine.json('rollback', 'hardening');
    expect(json).toMatchObject({ deployment: { number: 1 }, hold: { release: json.deployment.release } });
    expect(await runs('hardening')).toBe(1);
    expect((await machine.run('rollback', 'hardening')).code).toBe(3);
  });

  test('to what runs there already changes nothing, and holds nothing', async () => {
    const before = machine.contents();
    const { code, json } = await machine.json('rollback', 'hardening', '--to', '3');
    expect({ code, performed: json.performed, hold: json.hold }).toEqual({ code: 0, performed: false, hold: null });
    expect(await machine.do('rollback', 'hardening', '--to', '3')).toBe(
      `Nothing to change: hardening runs release 3 (${json.deployment.release}) already.\n`,
    );
    expect(machine.contents()).toEqual(before);
  });

  test('that the law refuses is refused, with nothing shown of what it would do', async () => {
    const before = machine.contents();
    const { code, out, err } = await machine.run('rollback', 'production', '--to', '1');
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain('never ran in production');
    expect(machine.contents()).toEqual(before);
  });
});

describe('a takeover', () => {
  test('from an environment does exactly what status lists, and says who holds it where it may not', async () => {
    const machine = new Machine(sockshop);
    try {
      await machine.release(FIRST);
      await machine.do('sync', 'hardening');
      await machine.do('verdict', 'hardening', 'pass');
      await machine.release({ carts: 'carts:0.10.2' });
      const { json: status } = await machine.json('status', 'hardening');
      const { updates, command } = status.environments[0].sync;
      const { json } = await machine.json(...command.split(' ').slice(1));
      expect(json.changed).toEqual(updates.map(({ service }: { service: string }) => service));
      for (const { service, to } of updates) expect(json.deployment.services[service].image).toBe(to);
      await machine.do('rollback', 'hardening', '--actor', 'sue@example.com');
      const { code, err } = await machine.run(...command.split(' ').slice(1));
      expect(code).toBe(3);
      expect(err).toContain('hardening is held on release 1');
      expect(err).toContain('by sue@example.com, who rolled it back');
    } finally {
      machine.remove();
    }
  });
});
