import type { Target } from '../../lib/targets/index.js';
import { codesOf, Stage } from './stage.js';

const TWO_SETS = `
project: sockshop
environments:
  - { id: dev }
  - id: production
    after: [dev]
    require: { digests: false, approvals: { count: 1 } }
serviceSets:
  - { id: shop, services: [{ id: carts, image: carts }] }
  - { id: back-office, services: [{ id: ledger, image: ledger }] }
`;

/** A target that applies when it is told to. */
function slowly(target: Target): { readonly slow: Target; readonly goOn: () => void; readonly began: Promise<void> } {
  let goOn: () => void = () => undefined;
  let begin: () => void = () => undefined;
  const going = new Promise<void>((done) => {
    goOn = done;
  });
  const began = new Promise<void>((done) => {
    begin = done;
  });
  const slow: Target = {
    name: target.name,
    current: (place) => target.current(place),
    observe: (place, at) => target.observe(place, at),
    apply: async (...given) => {
      begin();
      await going;
      return target.apply(...given);
    },
  };
  return { slow, goOn: () => goOn(), began };
}

describe('deployments to one environment', () => {
  test('of different service sets go side by side', async () => {
    const shop = new Stage(TWO_SETS, { serviceSet: 'shop' });
    const office = new Stage(TWO_SETS, { serviceSet: 'back-office', goesOn: shop });
    const { slow, goOn, began } = slowly(shop.target);
    const first = shop.deploy(await shop.release('carts=carts:1'), 'dev', { target: slow });
    await began;
    const second = await office.deploy(await office.release('ledger=ledger:1'), 'dev', { holder: 'there/2' });
    expect(second.deployment.status).toBe('succeeded');
    expect((await shop.in('dev'))?.ongoing).toBeDefined();
    goOn();
    expect((await first).deployment.status).toBe('succeeded');
  });

  test('of one service set go one after the other', async () => {
    const stage = new Stage(TWO_SETS, { serviceSet: 'shop' });
    const { slow, goOn, began } = slowly(stage.target);
    const first = stage.deploy(await stage.release('carts=carts:1'), 'dev', { target: slow });
    await began;
    const other = await stage.release('carts=carts:2');
    expect(await codesOf(stage.deploy(other, 'dev', { holder: 'there/2' }))).toEqual(['EnvironmentBusy']);
    goOn();
    expect((await first).deployment.status).toBe('succeeded');
  });

  test('that wait for people stand in nobody’s way', async () => {
    const stage = new Stage(TWO_SETS, { serviceSet: 'shop' });
    const waiting = await stage.release('carts=carts:1');
    await stage.pass(waiting, 'dev');
    expect(await codesOf(stage.deploy(waiting, 'production'))).toEqual(['ApprovalMissing']);
    expect(await stage.in('production')).toBeUndefined();
  });
});
