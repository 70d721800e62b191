import type { EnvironmentId, ServiceSetId } from '../../lib/ids.js';
import { type HistoryEntry, history } from '../../lib/report/index.js';
import { FIRST, Stage } from '../delivery/stage.js';
import { outOfSync } from './story.js';

const main = 'main' as ServiceSetId;

async function told(stage: Stage, environment?: string, limit = 10): Promise<readonly HistoryEntry[]> {
  const filter = environment === undefined ? { limit } : { environment: environment as EnvironmentId, limit };
  return history(await stage.state(), main, filter);
}

function inShort(entries: readonly HistoryEntry[]): string[] {
  return entries.map(
    ({ deployment, release, verdict }) => `${deployment.environment} ${release?.number} ${verdict ?? '-'}`,
  );
}

test('history tells every deployment, newest first, with the verdict on it', async () => {
  const stage = new Stage();
  await outOfSync(stage);
  await stage.verdict('dev', 'warning');
  expect(inShort(await told(stage))).toEqual(['dev 2 warning', 'hardening 1 pass', 'dev 1 pass']);
});

test('history tells what each deployment changed against what ran there before it', async () => {
  const stage = new Stage();
  await outOfSync(stage);
  const [newest, , oldest] = await told(stage);
  expect(newest?.changes).toEqual([
    { artifact: 'carts', from: 'carts:0.10.1', to: 'carts:0.10.17' },
    { artifact: 'carts-db', from: 'carts-db:0.4.0', to: 'carts-db:0.4.1' },
  ]);
  expect(oldest?.changes.map(({ from }) => from)).toEqual([undefined, undefined, undefined]);
});

test('history can be asked of one environment, and of the newest only', async () => {
  const stage = new Stage();
  await outOfSync(stage);
  expect(inShort(await told(stage, 'dev'))).toEqual(['dev 2 pass', 'dev 1 pass']);
  expect(inShort(await told(stage, undefined, 2))).toEqual(['dev 2 pass', 'hardening 1 pass']);
  expect(await told(stage, 'production')).toEqual([]);
});

test('a verdict counts for the deployment that it was given on, and not for the same release before', async () => {
  const stage = new Stage();
  const first = await stage.release(...FIRST);
  await stage.pass(first, 'dev');
  await stage.deploy(await stage.release(...FIRST.with(0, 'carts=carts:2')));
  await stage.deploy(first, 'dev', {}, { kind: 'rollback' });
  expect(inShort(await told(stage))[0]).toBe('dev 1 -');
});

test('what failed and what is under way is history, too', async () => {
  const stage = new Stage();
  const first = await stage.release(...FIRST);
  stage.target.apply = async () => {
    throw new Error('no room');
  };
  await stage.deploy(first);
  stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now() });
  await stage.deploy(first);
  expect((await told(stage)).map(({ deployment }) => deployment.status)).toEqual(['ongoing', 'failed']);
});
