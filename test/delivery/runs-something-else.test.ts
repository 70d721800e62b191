import { record } from '../../lib/ledger/index.js';
import type { Release } from '../../lib/release/index.js';
import { GATE_TYPE, MemoryTarget, type Observation, type Place, type RenderedStack } from '../../lib/targets/index.js';
import { FakeRenderer } from './fake-renderer.js';
import { codesOf, errorOf, FIRST, Stage } from './stage.js';

/** A target whose stack is as it was applied, while something may be odd about what runs of it. */
class Behind extends MemoryTarget {
  odd: ((seen: Observation) => Observation) | undefined;

  override async observe(...args: Parameters<MemoryTarget['observe']>): Promise<Observation> {
    const seen = await super.observe(...args);
    return this.odd === undefined ? seen : this.odd(seen);
  }
}

const OTHER = { image: 'carts:0.9.9' };

describe('a release that the record and the stack say runs already', () => {
  let stage: Stage;
  let target: Behind;

  beforeEach(async () => {
    stage = new Stage();
    target = new Behind();
    await stage.deploy(await stage.release(...FIRST), 'dev', { target });
  });

  const again = async () => stage.deploy(await stage.release(...FIRST), 'dev', { target });

  test('is not said to run where something else does', async () => {
    const before = await stage.facts();
    target.odd = (seen) => ({ ...seen, artifacts: { ...seen.artifacts, carts: OTHER } });
    expect(await codesOf(again())).toEqual(['RunsSomethingElse']);
    expect((await stage.facts()).filter(({ type }) => type.startsWith('deployment'))).toEqual(
      before.filter(({ type }) => type.startsWith('deployment')),
    );
  });

  test.each(['unknown', 'changing'] as const)('is left as it is where what runs is %s', async (state) => {
    target.odd = ({ at }) => ({ state, artifacts: {}, at, message: 'ECS does not say' });
    expect(await again()).toMatchObject({ performed: false });
  });
});

/** Stacks with a gate, which end their deployments by themselves. */
class Gated extends FakeRenderer {
  override async render(place: Place, release: Release): Promise<RenderedStack> {
    const stack = await super.render(place, release);
    const { Resources } = JSON.parse(stack.template) as { readonly Resources: object };
    const Gate = { Type: GATE_TYPE, Properties: { Fingerprint: release.id } };
    return { ...stack, template: JSON.stringify({ Resources: { Gate, ...Resources } }) };
  }
}

describe('a stack that ended its deployment as a success, and was not deployed after all', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  /** Its gate records a success, and then the CDK fails; it may have been turned back. */
  class Failing extends MemoryTarget {
    constructor(private readonly isTurnedBack: boolean) {
      super();
    }

    override async apply(place: Place, stack: RenderedStack): Promise<void> {
      if (!this.isTurnedBack) await super.apply(place, stack);
      await record(stage.ledger, place.project.id, ({ state }) => {
        const id = state.deploymentOrder.at(-1);
        if (id === undefined) return undefined;
        const fact = {
          type: 'deployment.finished',
          deployment: id,
          fence: 1,
          outcome: 'succeeded',
          artifacts: {},
        } as const;
        return { at: stage.now(), actor: 'cloudformation/shop-dev', fact };
      });
      throw new Error('the stack was turned back');
    }
  }
  const deployWith = async (isTurnedBack: boolean) =>
    stage.deploy(await stage.release(...FIRST), 'dev', { target: new Failing(isTurnedBack), renderer: new Gated() });

  test('is no success where something else runs', async () => {
    const { kind, problems } = await errorOf(deployWith(true));
    expect(kind).toBe('failed');
    expect(problems).toMatchObject([
      { code: 'RunsSomethingElse', message: expect.stringContaining('the stack was turned back') },
    ]);
  });

  test('is one where that release runs', async () => {
    expect(await deployWith(false)).toMatchObject({ deployment: { status: 'succeeded' }, performed: true });
  });
});

test('a record that says that a release runs which was turned back since is put right by a rollback to what runs', async () => {
  const stage = new Stage();
  const first = await stage.release(...FIRST);
  await stage.deploy(first);
  await stage.deploy(await stage.release(...FIRST.with(0, 'carts=carts:0.10.2')));
  const place = stage.place('dev');
  await stage.target.apply(place, await stage.renderer.render(place, first));
  const { deployment } = await stage.deploy(first, 'dev', {}, { kind: 'rollback' });
  expect(deployment).toMatchObject({ kind: 'rollback', status: 'succeeded', release: first.id });
});
