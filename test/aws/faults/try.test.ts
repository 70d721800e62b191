import { bootstrap, describeEmulator, startAws, useEnvironment } from '../emulator/index.js';
import { Shop } from './shop.js';
describeEmulator('try', () => {
  test('x', async () => {
    const lines: string[] = [];
    let t = Date.now();
    const lap = (w: string) => { const n = Date.now(); lines.push(`${w} ${n - t}`); t = n; };
    const aws = await startAws(); lap('start');
    useEnvironment(aws.env);
    await bootstrap(aws); lap('bootstrap');
    const shop = await Shop.open(aws, 'one'); lap('open');
    const local = await Shop.open(aws, 'two', {local: true}); lap('open');
    for (const s of [shop, local]) {
      const extra = s === local ? ['--target', 'cloudformation'] : [];
      for (const w of [['publish', 'web-00=registry.example.com/shop/web-00@sha256:' + '1'.repeat(64)], ['release', 'create'], ['deploy', '1', ...extra], ['publish', 'web-00=registry.example.com/shop/web-00@sha256:' + '2'.repeat(64)], ['release', 'create'], ['deploy', '2', ...extra], ['deploy', '2', ...extra], ['deploy','1',...extra], ['status', 'dev'], ['verdict', 'dev', 'pass'], ['reconcile', 'dev']]) {
        s.proxy.forget();
        const e = await s.run(w); lap(w.join(' '));
        lines.push(`${e.code} ${e.err} ${e.code === 0 ? '' : e.out}`, s.proxy.calls().filter((c) => c.ours || /ExecuteC/.test(c.name)).map((c) => (c.ours ? '' : '*') + c.name + (c.body.length < 120 ? c.body : '')).join('\n    '));
      }
    }
    console.log(lines.join('\n'));
    await shop.close(); await local.close();
    await aws.stop();
  }, 300000);
});
