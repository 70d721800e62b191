import type { EnvironmentId } from '../../lib/ids.js';
import { MemoryTarget, type Observation } from '../../lib/targets/index.js';
import { FIRST, Stage } from './stage.js';

/** A target that cannot be reached. */
class Unreachable extends MemoryTarget {
  override async apply(): Promise<void> {
    throw new Error('AWS refused to apply it');
  }

  override async observe(): Promise<Observation> {
    throw new Error('AWS refused to tell what runs');
  }
}

test('where it is not known how a deployment ended, what kept it from being known is told', async () => {
  const stage = new Stage();
  const release = await stage.release(...FIRST);
  const { deployment, notes } = await stage.deploy(release, 'dev', { target: new Unreachable() });
  expect(deployment).toMatchObject({ status: 'ongoing', environment: 'dev' as EnvironmentId });
  expect(notes).toEqual(['AWS refused to apply it', 'AWS refused to tell what runs']);
});
