import { DirectoryTarget } from '../../lib/targets/index.js';
import { Machine, sockshop } from './machine.js';

const IMAGES = { carts: 'carts:1', 'carts-db': 'carts-db:1', catalogue: 'catalogue:1' };
const BOTH = ['carts=carts:2', 'catalogue=catalogue:2'] as const;

/** The commands that an answer names, without `slipway` in front. */
const named = (text: string): string[] => [...text.matchAll(/`slipway ([^`]+)`/g)].map(([, words = '']) => words);

/** The first release runs in dev and hardening; both changes passed in dev, together. */
async function prepared(): Promise<Machine> {
  const machine = new Machine(sockshop);
  await machine.release(IMAGES);
  await machine.do('sync', 'hardening');
  await machine.do('deploy', ...BOTH.flatMap((pair) => ['--set', pair]));
  await machine.do('verdict', 'dev', 'pass');
  return machine;
}

let scene: Machine;
let machine: Machine;

beforeAll(async () => {
  scene = await prepared();
});
afterAll(() => scene.remove());
beforeEach(() => {
  machine = scene.copy();
});
afterEach(() => {
  jest.restoreAllMocks();
  machine.remove();
});

describe('several services in one command', () => {
  const deploy = (...pairs: readonly string[]) =>
    machine.json('deploy', ...pairs.flatMap((pair) => ['--set', pair]), '--environment', 'hardening');

  test('are one deployment of one release, whose members the answer lists', async () => {
    const { code, json } = await deploy(...BOTH);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      members: ['carts', 'catalogue'],
      changed: ['carts', 'catalogue'],
      deployment: { environment: 'hardening', status: 'succeeded', number: 2 },
    });
    expect((await machine.json('history', '--environment', 'hardening')).json.deployments).toHaveLength(2);
  });

  test('are the same release in any order, and the members are sorted', async () => {
    const { json } = await deploy(...BOTH.toReversed());
    expect(json).toMatchObject({ members: ['carts', 'catalogue'], deployment: { number: 2 } });
  });

  test('whether they change or not, all that were named are members', async () => {
    const { json } = await machine.json('deploy', '--set', 'carts=carts:2', '--set', 'catalogue=catalogue:3');
    expect(json).toMatchObject({ members: ['carts', 'catalogue'], changed: ['catalogue'] });
  });

  test('of a single service only that one is a member, and a release that was named has none', async () => {
    const words = ['deploy', '--service', 'carts', '--set', 'carts=carts:3', '--dry-run'];
    expect((await machine.json(...words)).json.members).toEqual(['carts']);
    expect((await machine.json('deploy', '2', '--environment', 'hardening')).json).not.toHaveProperty('members');
  });

  test('a service named twice and the image of another are refused at once, each with what to write, and nothing is done', async () => {
    const before = machine.contents();
    const { code, json } = await deploy('catalogue=carts:2', 'catalogue=catalogue:2');
    expect(code).toBe(2);
    expect(json.errors).toMatchObject([
      { code: 'WrongRepository', hint: expect.stringContaining('did you mean carts=carts:2?') },
      { code: 'DuplicateService', message: 'catalogue is given an image twice' },
    ]);
    expect(machine.contents()).toEqual(before);
  });
});

describe('what gathers in a bracket', () => {
  test('is opened once, added to by different people, shown, and released as one deployment', async () => {
    const opened = await machine.json('bracket', 'open', 'hardening', '--reason', 'end-to-end tests');
    expect(opened).toMatchObject({
      code: 0,
      json: {
        environment: 'hardening',
        opened: true,
        bracket: {
          openedBy: 'tim@example.com',
          openedAt: expect.any(String),
          reason: 'end-to-end tests',
          services: [],
        },
      },
    });
    const { id } = opened.json.bracket;
    await machine.do('bracket', 'add', 'hardening', BOTH[0]);
    const added = await machine.json('bracket', 'add', 'hardening', BOTH[1], '--actor', 'tom@example.com');
    expect(added.json.added).toEqual(['catalogue']);
    const { json } = await machine.json('bracket', 'show', 'hardening');
    expect(json).toEqual({ environment: 'hardening', bracket: added.json.bracket });
    expect(json.bracket).toMatchObject({
      id,
      services: [
        { service: 'carts', from: 'carts:1', to: 'carts:2', addedBy: 'tim@example.com' },
        { service: 'catalogue', from: 'catalogue:1', to: 'catalogue:2', addedBy: 'tom@example.com' },
      ],
    });
    const released = await machine.json('bracket', 'release', 'hardening');
    expect(released).toMatchObject({
      code: 0,
      json: {
        members: ['carts', 'catalogue'],
        changed: ['carts', 'catalogue'],
        bracket: { id, open: false },
        deployment: { bracket: id, kind: 'deploy', status: 'succeeded', number: 2 },
      },
    });
    expect((await machine.json('bracket', 'show', 'hardening')).json).toEqual({
      environment: 'hardening',
      bracket: null,
    });
    const [last] = (await machine.json('history', '--environment', 'hardening')).json.deployments;
    expect(last).toMatchObject({ id: released.json.deployment.id, bracket: id });
  });

  test('is told to people as what changes there, and who added it', async () => {
    await machine.do('bracket', 'open', 'hardening');
    await machine.do('bracket', 'add', 'hardening', BOTH[0], 'carts-db=carts-db:1');
    const text = await machine.do('bracket', 'show', 'hardening');
    expect(text.split('\n').slice(1, 3)).toEqual([
      '  carts:1     --> carts:2   added by tim@example.com',
      '  carts-db:1  runs already  added by tim@example.com',
    ]);
  });

  test('an open bracket is used by whoever opens one, who is told whose it is', async () => {
    await machine.do('bracket', 'open', 'hardening');
    const before = machine.contents();
    const again = await machine.run('bracket', 'open', 'hardening', '--actor', 'tom@example.com');
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringMatching(/is open in hardening already.* by tim@example\.com/),
    });
    expect((await machine.json('bracket', 'open', 'hardening')).json.opened).toBe(false);
    expect(machine.contents()).toEqual(before);
  });

  test('the commands that are named next lead from opening to a verdict', async () => {
    const next = async (...words: string[]) => named(await machine.do(...words)).at(-1);
    expect(await next('bracket', 'show', 'hardening')).toBe('bracket open hardening');
    expect(await next('bracket', 'open', 'hardening')).toBe('bracket add hardening <service>=<image>');
    expect(await next('bracket', 'add', 'hardening', ...BOTH)).toBe('bracket release hardening');
    expect(await next('bracket', 'show', 'hardening')).toBe('bracket release hardening');
    expect(await next('bracket', 'release', 'hardening')).toBe('verdict hardening pass');
  });

  test('an unknown environment and what is wrong with the images are told at once', async () => {
    const { code, json } = await machine.json('bracket', 'add', 'hardning', 'cart=carts:2', 'catalogue=carts:2');
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      'UnknownEnvironment',
      'UnknownService',
      'WrongRepository',
    ]);
  });

  test.each([
    ['add', ['hardening', 'carts=carts:2'], 'NoBracketOpen'],
    ['release', ['hardening'], 'NoBracketOpen'],
    ['abandon', ['hardening', '--reason', 'not ready'], 'NoBracketOpen'],
    ['abandon', ['hardening'], 'InvalidArguments'],
  ])('bracket %s %j where none is open ends with 2 and %s', async (command, words, error) => {
    const before = machine.contents();
    expect(await machine.json('bracket', command, ...words)).toMatchObject({
      code: 2,
      json: { error: { code: error } },
    });
    expect(machine.contents()).toEqual(before);
  });

  test('a bracket in which nothing gathered is not released', async () => {
    await machine.do('bracket', 'open', 'hardening');
    const { code, json } = await machine.json('bracket', 'release', 'hardening');
    expect({ code, error: json.error.code }).toEqual({ code: 2, error: 'BracketEmpty' });
  });

  test('a bracket that is abandoned is shown once more, and its reason is kept', async () => {
    await machine.do('bracket', 'open', 'hardening');
    await machine.do('bracket', 'add', 'hardening', ...BOTH);
    const { json } = await machine.json('bracket', 'abandon', 'hardening', '--reason', 'not ready');
    expect(json).toMatchObject({
      abandoned: true,
      bracket: { services: [{ service: 'carts' }, { service: 'catalogue' }] },
    });
    expect((await machine.json('bracket', 'show', 'hardening')).json.bracket).toBeNull();
  });
});

describe('releasing a bracket', () => {
  beforeEach(async () => {
    await machine.do('bracket', 'open', 'hardening');
    await machine.do('bracket', 'add', 'hardening', ...BOTH);
  });

  test('--dry-run shows what would be done, and writes nothing at all', async () => {
    machine.gitEmail = undefined;
    const before = machine.contents();
    const { code, json } = await machine.json('bracket', 'release', 'hardening', '--dry-run');
    expect({ code, changed: json.changed, open: json.bracket.open }).toEqual({
      code: 0,
      changed: ['carts', 'catalogue'],
      open: true,
    });
    expect((await machine.run('bracket', 'release', 'hardening', '--dry-run')).out).not.toContain('stays open');
    expect(machine.contents()).toEqual(before);
  });

  test('that fails ends with 1, leaves all as it ran and the bracket open, and says what can be done with it', async () => {
    const stack = '.slipway/sockshop/stacks/sockshop-hardening.template.json';
    const before = machine.read(stack);
    const apply = jest.spyOn(DirectoryTarget.prototype, 'apply').mockRejectedValue(new Error('no room'));
    const { code, out } = await machine.run('bracket', 'release', 'hardening');
    expect(code).toBe(1);
    expect(out).toMatch(/Failed: .*no room[\s\S]*stays open/);
    expect(named(out).slice(-3)).toEqual([
      'bracket show hardening',
      'bracket add hardening <service>=<image>',
      'bracket abandon hardening --reason <why>',
    ]);
    expect(machine.read(stack)).toBe(before);
    apply.mockRestore();
    expect((await machine.json('bracket', 'release', 'hardening')).json).toMatchObject({
      bracket: { open: false },
      deployment: { status: 'succeeded' },
    });
  });

  test('again, where it was released and none was opened since, has nothing to do', async () => {
    const { json: first } = await machine.json('bracket', 'release', 'hardening');
    const before = machine.contents();
    const { code, json } = await machine.json('bracket', 'release', 'hardening');
    expect(code).toBe(0);
    expect(json).toMatchObject({ performed: false, changed: [], deployment: { id: first.deployment.id } });
    expect(machine.contents()).toEqual(before);
  });

  test('of which all runs there already deploys nothing, and says how it ends', async () => {
    await machine.do('deploy', '2', '--environment', 'hardening');
    const { code, out } = await machine.run('bracket', 'release', 'hardening');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Nothing to change[\s\S]*bracket abandon/) });
  });

  test('that the law refuses goes where the glass is broken for it, and then it is over', async () => {
    await machine.do('bracket', 'add', 'hardening', 'carts=carts:3');
    const { code, json } = await machine.json(
      ...['bracket', 'release', 'hardening', '--break-glass', '--reason', 'payments are down'],
    );
    expect({ code, status: json.deployment.status, open: json.bracket.open }).toEqual({
      code: 0,
      status: 'succeeded',
      open: false,
    });
  });

  test('that the law refuses ends with 3, and the bracket is as it was', async () => {
    await machine.do('bracket', 'add', 'hardening', 'carts=carts:3');
    const before = await machine.do('bracket', 'show', 'hardening');
    const { code, json } = await machine.json('bracket', 'release', 'hardening');
    expect({ code, error: json.error.code }).toEqual({ code: 3, error: 'NotYetInPreceding' });
    expect(await machine.do('bracket', 'show', 'hardening')).toBe(before);
  });
});
