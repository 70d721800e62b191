import { type Aws, bootstrap, describeEmulator, startAws, useEnvironment, type WireCall } from '../emulator/index.js';
import { momentsOf, runKilled } from './killed.js';
import { expectOneDeployment } from './recorded.js';
import { Shop } from './shop.js';

jest.setTimeout(900_000);

describeEmulator('slipway deploy of a stack without a gate', () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;
  let calls: readonly WireCall[];

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    await bootstrap(aws);
    shop = await Shop.open(aws, 'ungated', { ungated: true });
    await shop.do('deploy', await shop.release('1'));
    const second = await shop.release('2');
    shop.proxy.forget();
    await shop.do('deploy', second);
    calls = [...shop.proxy.calls({ ours: true })];
  });
  afterAll(async () => {
    reset?.();
    await shop?.close();
    await aws?.stop();
  });

  test('killed at every call: the same command ends the same deployment', async () => {
    const moments = momentsOf(calls);
    expect(moments.length).toBeGreaterThan(calls.length);
    let next = '1';
    for (const moment of moments) {
      const before = await shop.recorded();
      const { call } = await runKilled(shop, ['deploy', next], moment);
      expect(call?.name).toBe(calls[moment.at - 1]?.name);
      await shop.do('deploy', next);
      expectOneDeployment(await shop.recorded(), before, next);
      next = next === '1' ? '2' : '1';
    }
  });
});
