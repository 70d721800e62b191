import { reconcile, requireEnvironment } from '../../../lib/delivery/index.js';
import { currentRelease } from '../../../lib/promotion/index.js';
import type { Release } from '../../../lib/release/index.js';
import { MemoryTarget, type Observation, type Place, type RenderedStack } from '../../../lib/targets/index.js';
import { codesOf, errorOf, FIRST, SOCKSHOP } from '../stage.js';
import { BracketStage } from './bracket-stage.js';

const TIM = 'carts=carts:0.10.17';
const TOM = 'catalogue=catalogue:1.8.0';

/** A target that puts all of a stack there or, where an image in it does not come up, goes back to what ran. */
class WholeStacks extends MemoryTarget {
  broken: string | undefined;
  #turnedBack = false;

  override async apply(place: Place, stack: RenderedStack): Promise<void> {
    this.#turnedBack = this.broken !== undefined && stack.template.includes(`"${this.broken}"`);
    if (this.#turnedBack) throw new Error(`${this.broken} did not become healthy`);
    await super.apply(place, stack);
  }

  override async observe(...args: Parameters<MemoryTarget['observe']>): Promise<Observation> {
    const observation = await super.observe(...args);
    return this.#turnedBack ? { ...observation, rolledBack: true } : observation;
  }
}

let stage: BracketStage;
let target: WholeStacks;
let first: Release;

/** Both members were tried in dev, together, and what was there before runs in hardening. */
async function prepare(manifest = SOCKSHOP): Promise<void> {
  stage = new BracketStage(manifest);
  target = new WholeStacks();
  first = await stage.release(...FIRST);
  await stage.pass(first, 'dev');
  await stage.deploy(first, 'hardening', { target });
  await stage.verdict('hardening');
}

async function gather(): Promise<void> {
  await stage.open('tim');
  await stage.add('tim', TIM);
  await stage.add('tom', TOM);
}

/** What runs in hardening, as far as the record knows. */
async function runs(): Promise<Release | undefined> {
  const { serviceSet, environment } = stage.place('hardening');
  return currentRelease(await stage.state(), serviceSet, environment);
}

const passedTogether = async () => stage.pass(await stage.release(...FIRST.with(0, TIM).with(2, TOM)), 'dev');

beforeEach(() => prepare());

describe('a bracket that is released', () => {
  beforeEach(async () => {
    await passedTogether();
    await gather();
  });

  test('is one deployment with one outcome, and one verdict covers all of it', async () => {
    const before = (await stage.facts()).length;
    const { bracket } = await stage.proposed();
    const { deployment, changes } = await stage.releaseBracket({ target });
    expect(deployment).toMatchObject({
      bracket: bracket.id,
      kind: 'deploy',
      status: 'succeeded',
      artifacts: {
        carts: { status: 'running' },
        'carts-db': { status: 'unchanged' },
        catalogue: { status: 'running' },
      },
    });
    expect(changes.map(({ artifact }) => artifact)).toEqual(['carts', 'catalogue']);
    await stage.verdict('hardening');
    expect((await stage.factTypes()).slice(before)).toEqual([
      'deployment.requested',
      'deployment.finished',
      'verdict.recorded',
    ]);
    expect((await stage.in('hardening'))?.passed.at(-1)).toBe(deployment.release);
  });

  test('is over: another can be opened, and nothing is in it', async () => {
    await stage.releaseBracket({ target });
    expect(await stage.bracket()).toBeUndefined();
    expect((await stage.open('tom')).bracket.images).toEqual({});
  });

  test('is the release that the same images in one command are, in whatever order they came', async () => {
    const { release } = await stage.proposed();
    await stage.abandon();
    await stage.open('tom');
    await stage.add('tom', TOM);
    await stage.add('tim', TIM);
    expect((await stage.proposed()).release.id).toBe(release.id);
    expect((await stage.release(...FIRST.with(0, TIM).with(2, TOM))).id).toBe(release.id);
  });

  test('keeps what runs there beside it', async () => {
    const other = await stage.release(...FIRST.with(1, 'carts-db=carts-db:0.4.1'));
    await stage.pass(other, 'dev');
    await stage.deploy(other, 'hardening', { target });
    await stage.pass(await stage.release(TIM, 'carts-db=carts-db:0.4.1', TOM), 'dev');
    const { deployment } = await stage.releaseBracket({ target });
    expect(deployment.artifacts).toMatchObject({ 'carts-db': { status: 'unchanged', image: 'carts-db:0.4.1' } });
  });

  test('starts from what runs there when it is deployed, or is not deployed', async () => {
    const { bracket, release, onto } = await stage.proposed();
    const other = await stage.release(...FIRST.with(1, 'carts-db=carts-db:0.4.1'));
    await stage.pass(other, 'dev');
    await stage.deploy(other, 'hardening', { target });
    const late = stage.deploy(release, 'hardening', { target }, { bracket: bracket.id, onto });
    expect(await codesOf(late)).toEqual(['EnvironmentMoved']);
    expect(await stage.bracket()).toEqual(bracket);
  });

  test('is not deployed when somebody gave it up meanwhile', async () => {
    const { bracket, release, onto } = await stage.proposed();
    await stage.abandon('tom');
    const late = stage.deploy(release, 'hardening', { target }, { bracket: bracket.id, onto });
    expect(await codesOf(late)).toEqual(['BracketEnded']);
    expect((await runs())?.id).toBe(first.id);
  });

  test('is not deployed where nothing gathered', async () => {
    await stage.abandon();
    await stage.open();
    const error = await errorOf(stage.proposed());
    expect(error).toMatchObject({ kind: 'input', problems: [{ code: 'BracketEmpty' }] });
  });
});

describe('a member that fails', () => {
  beforeEach(async () => {
    await passedTogether();
    await gather();
  });

  test('fails all: everything returns to what ran, and nothing of it counts as released', async () => {
    target.broken = 'catalogue:1.8.0';
    const { deployment } = await stage.releaseBracket({ target });
    expect(deployment).toMatchObject({
      status: 'rolled-back',
      message: expect.stringMatching(/^catalogue:1\.8\.0 did not become healthy/),
      artifacts: { carts: { image: 'carts:0.10.1' }, catalogue: { image: 'catalogue:1.7.0' } },
    });
    expect(Object.values(deployment.artifacts ?? {}).map(({ status }) => status)).not.toContain('running');
    expect((await runs())?.id).toBe(first.id);
    expect(await stage.in('hardening')).toMatchObject({ succeeded: { [first.id]: expect.any(String) } });
  });

  test('fails all, too, where the others came up: none of it counts as released', async () => {
    const whole = target.observe.bind(target);
    target.observe = async (...args) => {
      const observation = await whole(...args);
      return { ...observation, artifacts: { ...observation.artifacts, catalogue: { image: 'catalogue:1.7.0' } } };
    };
    const { deployment } = await stage.releaseBracket({ target });
    expect(deployment).toMatchObject({
      status: 'failed',
      message: 'catalogue: should be catalogue:1.8.0, is catalogue:1.7.0',
    });
    expect((await runs())?.id).toBe(first.id);
  });

  test('leaves the bracket open, to be amended and released again', async () => {
    target.broken = 'catalogue:1.8.0';
    const failed = await stage.releaseBracket({ target });
    const bracket = await stage.bracket();
    expect(bracket?.id).toBe(failed.deployment.bracket);
    await stage.add('tom', 'catalogue=catalogue:1.8.1');
    await stage.pass(await stage.release(...FIRST.with(0, TIM).with(2, 'catalogue=catalogue:1.8.1')), 'dev');
    const { deployment } = await stage.releaseBracket({ target });
    expect(deployment).toMatchObject({
      status: 'succeeded',
      bracket: bracket?.id,
      artifacts: { carts: { image: 'carts:0.10.17' }, catalogue: { image: 'catalogue:1.8.1' } },
    });
    expect(await stage.bracket()).toBeUndefined();
  });

  test('leaves the bracket open, to be abandoned', async () => {
    target.broken = 'catalogue:1.8.0';
    await stage.releaseBracket({ target });
    await stage.abandon();
    expect(await stage.bracket()).toBeUndefined();
  });
});

describe('a bracket whose release was killed', () => {
  class Killed extends Error {}

  /** Leaves the release of a bracket behind as a process does that is killed before or after it applied. */
  async function leaveBehind(applied: boolean): Promise<void> {
    const killed = new WholeStacks();
    killed.current = (place) => target.current(place);
    killed.apply = async (place, stack) => {
      if (applied) await target.apply(place, stack);
    };
    killed.observe = async () => {
      throw new Killed();
    };
    const { deployment } = await stage.releaseBracket({ target: killed, holder: 'there/2' });
    expect(deployment.status).toBe('ongoing');
  }

  beforeEach(async () => {
    await passedTogether();
    await gather();
  });

  test.each([
    ['before', false],
    ['after', true],
  ])('%s it was applied goes on when it is released again: one deployment, and then it is over', async (_, applied) => {
    await leaveBehind(applied);
    stage.gone.add('there/2');
    const { deployment } = await stage.releaseBracket({ target });
    expect(deployment.status).toBe('succeeded');
    const ofBracket = Object.values((await stage.state()).deployments).filter(({ bracket }) => bracket !== undefined);
    expect(ofBracket.map(({ id }) => id)).toEqual([deployment.id]);
    expect(await stage.bracket()).toBeUndefined();
  });

  test('cannot be abandoned before it is known what became of it', async () => {
    await leaveBehind(true);
    stage.gone.add('there/2');
    expect(await errorOf(stage.abandon())).toMatchObject({ kind: 'conflict', problems: [{ code: 'BracketUnderWay' }] });
    const hardening = requireEnvironment(stage.delivery.project, stage.delivery.serviceSet, 'hardening');
    await reconcile(stage.delivery, hardening, { actor: 'sue' }, stage.means({ target }));
    expect(await stage.bracket()).toBeUndefined();
    expect((await runs())?.images).toMatchObject({ carts: { image: 'carts:0.10.17' } });
  });
});

describe('what joins while the bracket is being released', () => {
  beforeEach(async () => {
    await passedTogether();
    await gather();
  });

  test.each([
    ['a further service', 'carts-db=carts-db:0.4.1', ['carts-db']],
    ['another image for a member', 'carts=carts:0.10.18', ['carts']],
  ])('is not lost: %s goes on gathering', async (_, pair, left) => {
    const { bracket, release, onto } = await stage.proposed();
    await stage.add('sue', pair);
    await stage.deploy(release, 'hardening', { target }, { bracket: bracket.id, onto });
    const rest = await stage.bracket();
    expect(rest?.id).toBe(bracket.id);
    expect(Object.keys(rest?.images ?? {})).toEqual(left);
    expect(rest?.added).toEqual({ [left[0] as string]: expect.objectContaining({ actor: 'sue' }) });
  });
});

test('a bracket of the whole set is released into an environment where nothing runs yet', async () => {
  const manifest = 'project: new\nenvironments: [{ id: hardening }]\nservices: [{ id: carts }, { id: orders }]\n';
  stage = new BracketStage(manifest);
  await stage.open();
  await stage.add('tim', 'carts=carts:1');
  expect(await codesOf(stage.releaseBracket())).toEqual(['NothingDeployed']);
  await stage.add('tom', 'orders=orders:1');
  expect((await stage.releaseBracket()).deployment.status).toBe('succeeded');
});

describe('what has to have passed in the environment before', () => {
  const asking = (combination: string): string =>
    SOCKSHOP.replace('after: [dev] }', `after: [dev], require: { combination: ${combination} } }`).replace(
      'id: carts, image: carts }',
      'id: carts, image: carts, connects: [catalogue] }',
    );
  const pass = async (...images: readonly string[]) => stage.pass(await stage.release(...images), 'dev');
  const timAlone = FIRST.with(0, TIM);
  const tomAlone = FIRST.with(2, TOM);
  const both = FIRST.with(0, TIM).with(2, TOM);

  test.each<[string, readonly (readonly string[])[], string]>([
    ['exact', [timAlone, tomAlone], 'NotYetInPreceding'],
    ['exact', [both], 'may go'],
    ['pairwise', [timAlone, tomAlone], 'CombinationNotVerified'],
    ['pairwise', [both.with(1, 'carts-db=carts-db:9')], 'may go'],
    ['each', [timAlone], 'CombinationNotVerified'],
    ['each', [timAlone, tomAlone], 'may go'],
  ])('with %s, after %j passed there: %s', async (combination, passed, end) => {
    await prepare(asking(combination));
    for (const images of passed) await pass(...images);
    await gather();
    const attempt = stage.releaseBracket({ target }).then(
      ({ deployment }) => (deployment.status === 'succeeded' ? ['may go'] : [deployment.status]),
      (error: unknown) => codesOf(Promise.reject(error)),
    );
    expect(await attempt).toEqual([end]);
    // Refused is not lost: it may go as it gathered when the law lets it.
    expect((await stage.bracket()) === undefined).toBe(end === 'may go');
  });

  test('where it is this very combination, the refusal names the nearest one that may go', async () => {
    await pass(...timAlone);
    await gather();
    const nearest = (await stage.release(...timAlone)).id;
    const error = await errorOf(stage.releaseBracket({ target }));
    expect(error).toMatchObject({
      kind: 'refused',
      problems: [
        {
          code: 'NotYetInPreceding',
          hint: expect.stringContaining(`verified is ${nearest}, which differs in catalogue`),
        },
      ],
    });
  });

  test('where it is each for itself, the refusal names the member that was not', async () => {
    await prepare(asking('each'));
    await pass(...timAlone);
    await gather();
    const error = await errorOf(stage.releaseBracket({ target }));
    expect(error).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'CombinationNotVerified', message: expect.stringMatching(/in this combination: catalogue$/) }],
    });
  });
});
