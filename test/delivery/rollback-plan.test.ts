import { plan, type RollbackPlan, rollbackPlan } from '../../lib/delivery/index.js';
import type { Release } from '../../lib/release/index.js';
import { FIRST, SOCKSHOP, Stage } from './stage.js';

async function planned(stage: Stage, release: Release, environment = 'dev'): Promise<RollbackPlan> {
  const request = { release, environment: stage.place(environment).environment };
  return rollbackPlan(stage.delivery, await stage.state(), await plan(stage.delivery, request, stage.means()));
}

describe('what a rollback would do', () => {
  let stage: Stage;
  let first: Release;
  let second: Release;

  beforeEach(async () => {
    stage = new Stage();
    first = await stage.release(...FIRST);
    second = await stage.release('carts=carts:0.10.2', ...FIRST.slice(1));
    await stage.pass(first, 'dev');
    await stage.deploy(second);
  });

  test('is told by services and resources, from what runs to where it goes', async () => {
    const { change, resources, cannotUndo } = await planned(stage, first);
    expect(change.images).toEqual([{ artifact: 'carts', from: 'carts:0.10.2', to: 'carts:0.10.1' }]);
    expect(resources).toMatchObject([{ logicalId: 'cartsTask', type: 'AWS::ECS::TaskDefinition', replacement: 'yes' }]);
    expect(cannotUndo).toEqual([]);
  });

  test('names data that would be lost', async () => {
    const place = stage.place('dev');
    const template = JSON.parse((await stage.target.current(place)) ?? '');
    template.Resources.orders = { Type: 'AWS::DynamoDB::Table' };
    await stage.target.apply(place, { stackName: 'any', template: JSON.stringify(template) });
    expect((await planned(stage, first)).cannotUndo).toMatchObject([{ code: 'DataLost', logicalId: 'orders' }]);
  });

  test('says that the configuration is today’s, where the manifest is another one than then', async () => {
    const today = new Stage(`${SOCKSHOP}name: Sock Shop\n`, { goesOn: stage });
    today.renderer.settings = stage.renderer.settings;
    const { cannotUndo } = await planned(today, first);
    expect(cannotUndo).toMatchObject([{ code: 'OtherConfiguration', message: expect.stringContaining("is today's") }]);
    // That it was tried with today's manifest, and failed, changes nothing.
    jest.spyOn(today.target, 'apply').mockRejectedValueOnce(new Error('no space left'));
    await today.deploy(first);
    expect((await planned(today, first)).cannotUndo).toMatchObject([{ code: 'OtherConfiguration' }]);
    await today.deploy(first);
    await today.deploy(second);
    expect((await planned(today, first)).cannotUndo).toEqual([]);
  });

  test('is told as far as it is known where what stands there cannot be read', async () => {
    await stage.target.apply(stage.place('dev'), { stackName: 'any', template: 'half a sta' });
    const { change, resources, cannotUndo } = await planned(stage, first);
    expect(change.images).toHaveLength(1);
    expect(resources).toBeUndefined();
    expect(cannotUndo).toMatchObject([{ code: 'ResourcesNotKnown' }]);
  });
});
