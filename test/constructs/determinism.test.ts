import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** The same manifest twice, the second time with every key and every variable in another place. */
const MANIFEST = `
project: shop
environments: [{ id: dev, type: dev }]
services:
  - { id: carts, image: carts, ports: [80], connects: [carts-db], variables: { B: '2', A: '1', Ä: '3', a: '4' } }
  - { id: carts-db, image: carts-db, ports: [27017], secrets: { Y: { ssm: /y }, X: { ssm: /x } } }
`;
const REORDERED = `
services:
  - { variables: { a: '4', Ä: '3', A: '1', B: '2' }, connects: [carts-db], ports: [80], image: carts, id: carts }
  - { secrets: { X: { ssm: /x }, Y: { ssm: /y } }, ports: [27017], image: carts-db, id: carts-db }
environments: [{ type: dev, id: dev }]
project: shop
`;

describe('the same release', () => {
  let folder: string;
  let script: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-determinism-'));
    script = join(folder, 'render.js');
    buildSync({
      entryPoints: [join(__dirname, 'render-in-process.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      external: ['aws-cdk-lib', 'constructs', 'zod', 'yaml'],
    });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const render = (manifest: string, order: string, cwd: string, env: Record<string, string>): string =>
    execFileSync(process.execPath, [script, manifest, order], {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NODE_PATH: join(ROOT, 'node_modules'), ...env },
    });

  test('renders the same bytes in any directory, home, time zone and locale, and with its keys in any order', () => {
    const here = render(MANIFEST, 'plain', ROOT, { HOME: '/root', TZ: 'UTC', LC_ALL: 'C' });
    const there = render(REORDERED, 'reversed', folder, {
      HOME: folder,
      TZ: 'Asia/Kathmandu',
      LC_ALL: 'tr_TR.UTF-8',
      AWS_REGION: 'ap-south-1',
      CDK_DEFAULT_REGION: 'ap-south-1',
      CDK_DEFAULT_ACCOUNT: '210987654321',
      USER: 'somebody',
    });
    expect(there).toBe(here);
    expect(here).not.toContain(ROOT);
  });
});
