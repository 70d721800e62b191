import { type Delivery, selectRelease } from '../../lib/delivery/index.js';
import { MemoryHistory } from '../../lib/git/index.js';
import { Stage } from './stage.js';

const [OLDER, NEWER] = ['a'.repeat(40), 'b'.repeat(40)];
const commits = new MemoryHistory([
  { hash: OLDER, parents: [] },
  { hash: NEWER, parents: [OLDER] },
]);
const images = (commit: string) => [`carts=carts:${commit}`, 'carts-db=carts-db:1', 'catalogue=catalogue:1'];

describe('a release that a stack is to render', () => {
  async function stage() {
    const of = new Stage();
    const older = await of.release(...images(OLDER));
    const newer = await of.release(...images(NEWER));
    await of.deploy(newer);
    const delivery: Delivery = { ...of.delivery, commits };
    return { older, newer, delivery };
  }

  test('is weighed by its commits, too', async () => {
    const { older, delivery } = await stage();
    const { refusals } = await selectRelease(delivery, 'dev', older.id);
    expect(refusals.map(({ code }) => code)).toEqual(['OlderCommit']);
  });

  test('is not refused where it runs already', async () => {
    const { newer, delivery } = await stage();
    expect(await selectRelease(delivery, 'dev', newer.id)).toEqual({ release: newer, refusals: [] });
  });
});
