import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { medianTimes, type Program } from './interleaved.js';
import { recordOf } from './record-of.js';
import type { Row } from './row.js';

/** How long one waits for an answer: from nothing to the printed status, and with a record that has grown for years. */
const LIMITS = { startUp: 4, longRecord: 2 };
const ROUNDS = 25;

const SHAPE = {
  project: 'sockshop',
  artifacts: ['carts', 'carts-db', 'catalogue'],
  environments: ['dev', 'hardening', 'production'],
};

const FEW = 10;
const MANY = 10_000;

export async function statusRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const few = await project(join(folder, 'few'), FEW);
    const many = await project(join(folder, 'many'), MANY);
    const times = medianTimes({ nothing: { args: ['-e', '0'] }, few, many }, ROUNDS);
    const [nothing, short, long] = [times.nothing, times.few, times.many].map((time) => `${time.toFixed(0)} ms`);
    return [
      {
        what: `slipway status (${short}) against node -e 0 (${nothing})`,
        value: times.few / times.nothing,
        limit: LIMITS.startUp,
      },
      {
        what: `status of ${MANY} deployments (${long}) against ${FEW} (${short})`,
        value: times.many / times.few,
        limit: LIMITS.longRecord,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project with a record of so many deployments, and `slipway status` in it. */
async function project(cwd: string, deployments: number): Promise<Program> {
  mkdirSync(cwd);
  const lines = [
    `project: ${SHAPE.project}`,
    'environments:',
    ...SHAPE.environments.map((id, index) => `  - { id: ${id}, after: [${SHAPE.environments[index - 1] ?? ''}] }`),
    'services:',
    ...SHAPE.artifacts.map((id) => `  - { id: ${id}, image: ${id} }`),
  ];
  writeFileSync(join(cwd, 'slipway.yaml'), `${lines.join('\n')}\n`);
  await recordOf(join(cwd, '.slipway'), deployments, SHAPE);
  const slipway = join(dirname(require.resolve('slipway/package.json')), 'dist', 'bin', 'slipway.js');
  return { args: [slipway, 'status'], cwd, env: { SLIPWAY_STORE: 'dir:.slipway' } };
}
