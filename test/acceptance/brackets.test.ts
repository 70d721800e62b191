import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from '../cli/machine.js';

/** Foo as its example has it: dev, then hardening, to which somebody releases, then production. */
const foo = readFileSync(join(__dirname, '..', '..', 'examples', 'foo', 'slipway.yaml'), 'utf8');

const image = (service: string, tag: string): string =>
  `foobar-${service}:${tag}@sha256:${Buffer.from(`${service} ${tag}`).toString('hex').padEnd(64, '0')}`;
const pair = (service: string, tag: string): string => `foobar-${service}=${image(service, tag)}`;
const set = (...pairs: readonly string[]): string[] => pairs.flatMap((one) => ['--set', one]);

const TIM = ['--actor', 'tim@example.com'] as const;
const TOM = ['--actor', 'tom@example.com'] as const;
const BACKEND = pair('backend', '0.22.3.rc');
const FRONTEND = pair('frontend', '0.9.42');

const stackOf = (machine: Machine, environment: string): string =>
  machine.read(`.slipway/foo/stacks/foo-${environment}.template.json`);

/** The resources of a stack that belong to one service: each as its text, by its logical id. */
function resourcesOf(stack: string, service: string): Readonly<Record<string, string>> {
  const { Resources } = JSON.parse(stack) as { readonly Resources: Readonly<Record<string, unknown>> };
  const own = Object.entries(Resources).filter(([id]) =>
    new RegExp(`^(Service|ParametersImage)foobar${service}`).test(id),
  );
  return Object.fromEntries(own.map(([id, resource]) => [id, JSON.stringify(resource)]));
}

// biome-ignore lint/suspicious/noExplicitAny: what scripts get is looked at by name
const newest = async (machine: Machine, environment: string): Promise<any> =>
  (await machine.json('history', '--environment', environment)).json.deployments[0];

/** The initial situation: 1.2.0 of all services passed everywhere. */
async function begin(): Promise<Machine> {
  const machine = new Machine(foo);
  const services = ['frontend', 'backend', 'db'].map((service) => pair(service, '1.2.0'));
  await machine.do('release', 'create', ...set(...services));
  await machine.do('deploy', '1', '--environment', 'dev');
  await machine.do('verdict', 'dev', 'pass');
  for (const environment of ['hardening', 'production']) {
    await machine.do('sync', environment);
    await machine.do('verdict', environment, 'pass');
  }
  return machine;
}

describe('Tim builds the backend of foo and Tom its frontend', () => {
  const scenes: Machine[] = [];
  const at = async (scene: Machine | Promise<Machine>): Promise<Machine> => {
    scenes.push(await scene);
    return scene;
  };
  let initial: Machine;
  /** Both changes were released to dev, one after the other, and passed. */
  let tried: Machine;

  beforeAll(async () => {
    initial = await at(begin());
    tried = await at(initial.copy());
    await tried.do('deploy', '--service', 'foobar-backend', ...set(BACKEND), ...TIM);
    await tried.do('verdict', 'dev', 'pass');
    await tried.do('deploy', '--service', 'foobar-frontend', ...set(FRONTEND), ...TOM);
    await tried.do('verdict', 'dev', 'pass');
  });
  afterAll(() => {
    for (const scene of scenes) scene.remove();
  });

  test.each([
    ['Tim', 'backend', BACKEND, 'frontend', TIM],
    ['Tom', 'frontend', FRONTEND, 'backend', TOM],
  ])('%s releases the %s alone in dev: of the others not a byte changes', async (_, own, choice, other, actor) => {
    const machine = await at(initial.copy());
    const before = stackOf(machine, 'dev');
    const { json } = await machine.json('deploy', '--service', `foobar-${own}`, ...set(choice), ...actor);
    expect(json).toMatchObject({ members: [`foobar-${own}`], changed: [`foobar-${own}`] });
    expect(json.deployment.services).toMatchObject({
      [`foobar-${own}`]: { status: 'running' },
      [`foobar-${other}`]: { status: 'unchanged', image: image(other, '1.2.0') },
      'foobar-db': { status: 'unchanged', image: image('db', '1.2.0') },
    });
    const after = stackOf(machine, 'dev');
    for (const service of [other, 'db']) {
      expect(Object.keys(resourcesOf(after, service)).length).toBeGreaterThan(2);
      expect(resourcesOf(after, service)).toEqual(resourcesOf(before, service));
    }
    expect(resourcesOf(after, own)).not.toEqual(resourcesOf(before, own));
  });

  test('what they try in dev gets no further by itself', async () => {
    const machine = await at(tried.copy());
    expect((await machine.json('status', 'hardening')).json.environments[0].number).toBe(1);
    expect((await newest(machine, 'dev')).services).toMatchObject({
      'foobar-backend': { image: image('backend', '0.22.3.rc') },
      'foobar-frontend': { image: image('frontend', '0.9.42') },
    });
  });

  test('the command as it was first written down is refused: the backend for the frontend, and the frontend twice', async () => {
    const machine = await at(tried.copy());
    const before = machine.contents();
    const confused = ['foobar-frontend=foobar-backend:0.22.3.rc', 'foobar-frontend=foobar-frontend:0.9.42'];
    const { code, json } = await machine.json('deploy', ...set(...confused), '--environment', 'hardening');
    expect(code).toBe(2);
    expect(json.errors).toMatchObject([
      {
        code: 'WrongRepository',
        hint: expect.stringContaining('did you mean foobar-backend=foobar-backend:0.22.3.rc?'),
      },
      { code: 'DuplicateService', message: 'foobar-frontend is given an image twice' },
    ]);
    expect(machine.contents()).toEqual(before);
  });

  test('both go to hardening and on to production as one, whether named in one command or gathered', async () => {
    const [named, gathered] = [await at(tried.copy()), await at(tried.copy())];
    const events = async (machine: Machine): Promise<number> =>
      (await machine.json('history', '--environment', 'hardening', '--limit', '100')).json.deployments.length;
    const before = await events(named);

    const inOne = await named.json('deploy', ...set(BACKEND, FRONTEND), '--environment', 'hardening', ...TIM);
    await gathered.do('bracket', 'open', 'hardening', ...TOM);
    await gathered.do('bracket', 'add', 'hardening', FRONTEND, ...TOM);
    await gathered.do('bracket', 'add', 'hardening', BACKEND, ...TIM);
    const inTurn = await gathered.json('bracket', 'release', 'hardening', ...TOM);

    for (const { code, json } of [inOne, inTurn]) {
      expect(code).toBe(0);
      expect(json).toMatchObject({
        members: ['foobar-backend', 'foobar-frontend'],
        changed: ['foobar-backend', 'foobar-frontend'],
        deployment: {
          number: 3,
          status: 'succeeded',
          services: {
            'foobar-backend': { status: 'running', image: image('backend', '0.22.3.rc') },
            'foobar-db': { status: 'unchanged' },
            'foobar-frontend': { status: 'running', image: image('frontend', '0.9.42') },
          },
        },
      });
    }
    expect(inTurn.json.deployment.release).toBe(inOne.json.deployment.release);
    expect(inTurn.json.deployment.bracket).toBe(inTurn.json.bracket.id);
    expect(stackOf(gathered, 'hardening')).toBe(stackOf(named, 'hardening'));

    for (const machine of [named, gathered]) {
      // One deployment covers both, and so does one verdict.
      expect(await events(machine)).toBe(before + 1);
      await machine.do('verdict', 'hardening', 'pass', '--evidence', 'https://ci.example.com/runs/71');
      const { verdict, changes } = await newest(machine, 'hardening');
      expect({ verdict, changed: changes.map(({ service }: { service: string }) => service) }).toEqual({
        verdict: 'pass',
        changed: ['foobar-backend', 'foobar-frontend'],
      });
      const { json } = await machine.json('sync', 'production');
      expect(json).toMatchObject({
        changed: ['foobar-backend', 'foobar-frontend'],
        deployment: { release: inOne.json.deployment.release, status: 'succeeded' },
      });
    }
    expect(stackOf(gathered, 'production')).toBe(stackOf(named, 'production'));
  });

  test('a couple that fails its tests goes no further, neither of the two', async () => {
    const machine = await at(tried.copy());
    await machine.do('deploy', ...set(BACKEND, FRONTEND), '--environment', 'hardening');
    await machine.do('verdict', 'hardening', 'fail');
    const { code, json } = await machine.json('promote', '3', '--to', 'production');
    expect({ code, error: json.error.code }).toEqual({ code: 3, error: 'EvaluationFailed' });
    const alone = await machine.json('deploy', ...set(BACKEND), '--environment', 'production');
    expect({ code: alone.code, error: alone.json.error.code }).toEqual({ code: 3, error: 'NotYetInPreceding' });
    expect((await machine.json('status', 'production')).json.environments[0].number).toBe(1);
  });
});
