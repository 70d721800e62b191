import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, plainEnv, repository } from './built.js';

jest.setTimeout(60_000);

test('the demo tells its story in well under a minute, and leaves nothing but the folder that it names', () => {
  const temporary = makeFolder('demo');
  const home = makeFolder('home');
  try {
    const { PATH } = plainEnv();
    const began = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/demo.mjs'], {
      cwd: repository,
      env: { PATH, TMPDIR: temporary.path, HOME: home.path },
      encoding: 'utf8',
    });
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    expect({ status, stopped: stderr.includes('The demo stopped') }).toEqual({ status: 0, stopped: false });
    expect(seconds).toBeLessThan(45);

    const [, named = ''] = /Everything is in (\S+): /.exec(stdout) ?? [];
    expect(readdirSync(temporary.path).map((name) => join(temporary.path, name))).toEqual([named]);
    expect(existsSync(join(named, '.slipway', 'sockshop'))).toBe(true);

    const last = stdout.slice(stdout.lastIndexOf('slipway status\n'));
    for (const environment of ['dev', 'hardening', 'production'])
      expect(last).toMatch(new RegExp(`^ +${environment} +(\\d+ +rel-[0-9a-f]{12}|nothing yet)`, 'm'));
    expect(last).toContain('cdk synth -c release=1');
  } finally {
    temporary.remove();
    home.remove();
  }
});
