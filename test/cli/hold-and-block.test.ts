import { Machine, sockshop, twoSets } from './machine.js';

const SUE = ['--actor', 'sue@example.com'];
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('an environment', () => {
  let begun: Machine;
  let machine: Machine;

  beforeAll(async () => {
    begun = new Machine(sockshop);
    await begun.release({ carts: `carts:1@${DIGEST}`, 'carts-db': 'carts-db:1', catalogue: 'catalogue:1' });
    await begun.do('release', 'create', '--from-release', '1', '--set', 'catalogue=catalogue:2');
  });
  beforeEach(() => {
    machine = begun.copy();
  });
  afterEach(() => machine.remove());
  afterAll(() => begun.remove());

  test('that is held stays on its release until it is let go', async () => {
    const { json } = await machine.json('hold', 'dev', '1', '--reason', 'the audit', ...SUE);
    expect(json).toMatchObject({
      recorded: true,
      actor: 'sue@example.com',
      reason: 'the audit',
      fact: { type: 'hold.set', serviceSet: 'main', environment: 'dev', release: expect.stringMatching(/^rel-/) },
      number: 1,
      notes: [],
    });
    expect(await machine.json('deploy', '2')).toMatchObject({ code: 3, json: { error: { code: 'Held' } } });
    expect(await machine.do('hold', 'dev', '1', ...SUE)).toMatch(
      /^Nothing to change: dev is held on release 1 \(rel-\w+\) already\.\n$/,
    );
    expect(await machine.do('unhold', 'dev', ...SUE)).toContain('dev is held no longer.');
    expect(await machine.do('unhold', 'dev', ...SUE)).toBe('Nothing to change: dev is not held.\n');
    expect((await machine.json('unhold', 'dev', ...SUE)).json).toEqual({ recorded: false });
    expect((await machine.run('deploy', '2')).code).toBe(0);
  });

  test('may be held on a release that does not run there, which is told', async () => {
    const text = await machine.do('hold', 'dev', '2', ...SUE);
    expect(text).toMatch(/^dev is held on release 2 \(rel-\w+\): only a rollback moves it\.\n/);
    expect(text).toMatch(/! dev runs release 1 \(rel-\w+\); that release may be deployed there/);
    expect(text).toContain('Next: `slipway unhold dev` when it may move on');
    expect((await machine.json('hold', 'production', '1', ...SUE)).json).toMatchObject({
      runs: null,
      notes: [expect.stringContaining('production runs nothing yet')],
    });
  });

  test('is not held on what does not exist; everything that is wrong is told at once', async () => {
    const { code, json } = await machine.json('hold', 'deev', '99', ...SUE);
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual(['UnknownEnvironment', 'UnknownRelease']);
    expect(await machine.json('unhold', 'deev', ...SUE)).toMatchObject({
      code: 2,
      json: { error: { code: 'UnknownEnvironment' } },
    });
  });

  test('runs a blocked image until it is replaced, and block says where and what has it', async () => {
    const { json } = await machine.json('block', 'https://carts:1', '--reason', 'CVE-2026-1', ...SUE);
    expect(json).toMatchObject({
      recorded: true,
      reason: 'CVE-2026-1',
      fact: { type: 'block.set', image: 'carts:1', digest: DIGEST },
      releases: [{ number: 2 }, { number: 1 }],
      runs: [{ environment: 'dev', serviceSet: 'main', number: 1, artifacts: ['carts'] }],
      notes: [],
    });
    expect((await machine.run('deploy', '2')).code).toBe(0);
    const { code, json: refused } = await machine.json('deploy', '2', '--environment', 'hardening');
    expect({ code, codes: (refused.errors ?? [refused.error]).map((error: { code: string }) => error.code) }).toEqual({
      code: 3,
      codes: ['NotEvaluated', 'ImageBlocked'],
    });
    expect(await machine.do('block', DIGEST, ...SUE)).toContain(`Nothing to change: ${DIGEST} is blocked already.`);
    const { json: lifted } = await machine.json('unblock', `carts:1@${DIGEST}`, ...SUE);
    expect(lifted).toMatchObject({
      recorded: true,
      fact: { type: 'block.lifted', image: 'carts:1', digest: DIGEST },
      lifted: [{ image: 'carts:1', digest: DIGEST }],
    });
    expect(await machine.do('unblock', 'carts:1', ...SUE)).toBe('Nothing to change: carts:1 is not blocked.\n');
    expect((await machine.json('unblock', 'carts:1', ...SUE)).json).toEqual({ recorded: false, lifted: [] });
  });

  test('block tells people the same', async () => {
    const text = await machine.do('block', 'carts:1', ...SUE);
    expect(text).toMatch(
      new RegExp(
        `^Blocked carts:1: .*\\n  ${DIGEST}\\n  runs in dev as carts, with release 1 \\(rel-\\w+\\)\\n  in releases 2 \\(rel-\\w+\\), 1 \\(rel-\\w+\\)\\nNext: \`slipway unblock ${DIGEST}\` lifts it\\n$`,
      ),
    );
    expect(await machine.do('unblock', DIGEST, ...SUE)).toBe('carts:1 may be deployed again.\n');
  });

  test('an image that nobody knows is blocked all the same, with a note', async () => {
    const { json } = await machine.json('block', 'registry.example.com/new:1', ...SUE);
    expect(json).toMatchObject({
      recorded: true,
      fact: { type: 'block.set', image: 'registry.example.com/new:1' },
      releases: [],
      runs: [],
      notes: [expect.stringContaining('no release that is recorded has it')],
    });
  });

  test.each(['sha256:abc', 'Carts:1', ''])('"%s" is no image to block or unblock', async (text) => {
    for (const command of ['block', 'unblock'])
      expect(await machine.json(command, text, ...SUE)).toMatchObject({
        code: 2,
        json: { error: { code: 'InvalidImage' } },
      });
  });

  test('nothing is recorded of which it is not known who decided it', async () => {
    machine.gitEmail = undefined;
    const before = machine.contents();
    for (const words of [
      ['freeze', 'dev'],
      ['hold', 'dev', '1'],
      ['block', 'carts:1'],
      ['unblock', 'carts:1'],
    ])
      expect(await machine.json(...words)).toMatchObject({ code: 2, json: { error: { code: 'NoActor' } } });
    expect(machine.contents()).toEqual(before);
  });
});

test('an image is blocked for all service sets of a project', async () => {
  const machine = new Machine(twoSets);
  try {
    await machine.do('release', 'create', '--service-set', 'api', '--set', 'items=items:1');
    await machine.do('deploy', '1', '--service-set', 'api');
    const text = await machine.do('block', 'items:1', ...SUE);
    expect(text).toContain('runs in dev (service set api) as items');
  } finally {
    machine.remove();
  }
});
