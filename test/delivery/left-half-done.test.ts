import type { Target } from '../../lib/targets/index.js';
import { codesOf, FIRST, Stage } from './stage.js';

/** A target on which of a release only a part gets through. */
function halfWay(target: Target): Target {
  return {
    name: target.name,
    current: (place) => target.current(place),
    apply: (...given) => target.apply(...given),
    observe: async (place, at) => {
      const seen = await target.observe(place, at);
      const artifacts = { ...seen.artifacts, carts: { image: 'docker.io/library/carts:0.10.1' } };
      return { ...seen, artifacts: artifacts as typeof seen.artifacts };
    },
  };
}

/** The first release runs in dev, and a deployment of the second one failed and left a part of it there. */
async function leftHalfDone() {
  const stage = new Stage();
  const first = await stage.release(...FIRST);
  const second = await stage.release('carts=carts:0.10.2', 'carts-db=carts-db:0.4.1', 'catalogue=catalogue:1.7.0');
  await stage.deploy(first);
  const { deployment } = await stage.deploy(second, 'dev', { target: halfWay(stage.target) });
  expect(deployment.status).toBe('failed');
  return { stage, first, second };
}

describe('where a deployment failed and left a part of itself', () => {
  test('nothing can be evaluated: what was tested is no release', async () => {
    const { stage, first } = await leftHalfDone();
    expect(await codesOf(stage.verdict('dev', 'pass'))).toEqual(['LeftHalfDone']);
    expect(await codesOf(stage.verdict('dev', 'pass', first))).toEqual(['LeftHalfDone']);
  });

  test('the release that ran before is deployed anew, and may be evaluated then', async () => {
    const { stage, first } = await leftHalfDone();
    const { performed, deployment } = await stage.deploy(first);
    expect({ performed, status: deployment.status }).toEqual({ performed: true, status: 'succeeded' });
    await stage.verdict('dev', 'pass');
    expect((await stage.in('dev'))?.passed).toEqual([first.id]);
  });

  test('it goes on with the other one as well', async () => {
    const { stage, second } = await leftHalfDone();
    await stage.pass(second, 'dev');
    expect((await stage.in('dev'))?.passed).toEqual([second.id]);
  });
});
