import { MemoryTarget, type Observation } from '../../lib/targets/index.js';
import { codesOf, FIRST, Stage } from './stage.js';

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
