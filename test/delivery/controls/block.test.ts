import fc from 'fast-check';
import { blocking } from '../../../lib/delivery/controls/block.js';
import { block, namedImage, placesOf, recordedDigests, unblock } from '../../../lib/delivery/index.js';
import type { Digest } from '../../../lib/ids.js';
import type { ProjectState } from '../../../lib/promotion/index.js';
import { codesOf, Stage } from '../stage.js';

const sue = { actor: 'sue' };
const digestOf = (digit: number): Digest => `sha256:${String(digit).repeat(64)}` as Digest;
const [ONE, TWO] = [digestOf(1), digestOf(2)];

const MANIFEST = `
project: shop
environments: [{ id: dev }, { id: hardening, after: [dev] }]
services: [{ id: carts }, { id: web }]
`;

/** A record with a release of each pair of images. */
async function stageOf(...releases: readonly (readonly [carts: string, web: string])[]): Promise<Stage> {
  const stage = new Stage(MANIFEST);
  for (const [carts, web] of releases) await stage.release(`carts=${carts}`, `web=${web}`);
  return stage;
}

function factOf(state: ProjectState, text: string): unknown {
  return blocking(state, namedImage(text), sue, state.freezes[0]?.at ?? ('2026-11-20T10:00:00Z' as never))?.fact;
}

describe('an image is named', () => {
  test('by a reference in any spelling, with its digest where it has one, or by a digest alone', () => {
    expect(namedImage('https://Registry.Example.com/carts:1')).toEqual({ image: 'registry.example.com/carts:1' });
    expect(namedImage(`carts:1@${ONE}`)).toEqual({ image: `carts:1@${ONE}`, digest: ONE });
    expect(namedImage(ONE)).toEqual({ image: ONE, digest: ONE });
  });

  test.each([
    '',
    'a b',
    'Carts:1',
    'carts@sha256:12',
    `sha512:${'1'.repeat(64)}`,
    'sha256:12',
    `SHA256:${'1'.repeat(64)}`,
  ])('and not by "%s"', async (text) => {
    expect(await codesOf(() => namedImage(text))).toEqual(['InvalidImage']);
  });
});

describe('a block', () => {
  test('by name is by the digest, too, that releases have under that name', async () => {
    const state = await (await stageOf([`carts:1@${ONE}`, 'web:1'])).state();
    expect(factOf(state, 'carts:1')).toEqual({ type: 'block.set', image: 'carts:1', digest: ONE });
    expect(factOf(state, 'web:1')).toEqual({ type: 'block.set', image: 'web:1' });
    expect(factOf(state, 'nobody/knows:1')).toEqual({ type: 'block.set', image: 'nobody/knows:1' });
  });

  test('by a name that meant several images is by that name alone, so that all of them are blocked', async () => {
    const state = await (await stageOf([`carts:1@${ONE}`, 'web:1'], [`carts:1@${TWO}`, 'web:1'])).state();
    expect(factOf(state, 'carts:1')).toEqual({ type: 'block.set', image: 'carts:1' });
    expect(recordedDigests(state, namedImage('carts:1'))).toEqual([ONE, TWO]);
  });

  test('that stands already is not recorded again, but for another reason', async () => {
    const stage = await stageOf([`carts:1@${ONE}`, 'web:1']);
    await block(stage.delivery, namedImage('carts:1'), { ...sue, reason: 'CVE-1' });
    for (const text of ['carts:1', ONE, `other/name@${ONE}`]) expect(factOf(await stage.state(), text)).toBeUndefined();
    const again = await block(stage.delivery, namedImage(ONE), { ...sue, reason: 'CVE-2' });
    expect(again.event).toMatchObject({ reason: 'CVE-2' });
    expect(Object.keys(again.view.state.blocks)).toEqual([ONE]);
  });

  test('of an image with a name that objects know is one like any other', async () => {
    const stage = new Stage(MANIFEST);
    const { event } = await block(stage.delivery, namedImage('constructor'), sue);
    expect(event?.fact).toEqual({ type: 'block.set', image: 'constructor' });
  });
});

describe('lifting a block', () => {
  test('takes any name of the image', async () => {
    for (const text of ['carts:1', ONE, `carts:1@${ONE}`]) {
      const stage = await stageOf([`carts:1@${ONE}`, 'web:1']);
      await block(stage.delivery, namedImage('carts:1'), sue);
      const { lifted, view } = await unblock(stage.delivery, namedImage(text), sue);
      expect(lifted.map(({ event }) => event.fact)).toEqual([{ type: 'block.lifted', image: 'carts:1', digest: ONE }]);
      expect(view.state.blocks).toEqual({});
    }
  });

  test('is nothing where there is none', async () => {
    const stage = await stageOf([`carts:1@${ONE}`, 'web:1']);
    await block(stage.delivery, namedImage('web:1'), sue);
    expect((await unblock(stage.delivery, namedImage('carts:1'), sue)).lifted).toEqual([]);
  });

  const names = fc.constantFrom('carts:1', 'carts:2', `carts:1@${ONE}`, `carts:1@${TWO}`, `carts:2@${ONE}`, ONE, TWO);
  const released = fc.constantFrom('carts:1', 'carts:2', `carts:1@${ONE}`, `carts:1@${TWO}`, `carts:2@${ONE}`);

  test('leaves no image blocked that goes by the name, whatever was blocked how', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(released, { maxLength: 4 }),
        fc.array(names, { minLength: 1, maxLength: 4 }),
        names,
        async (images, blocked, lifted) => {
          const stage = await stageOf(...images.map((image): [string, string] => [image, 'web:1']));
          for (const text of blocked) await block(stage.delivery, namedImage(text), sue);
          await unblock(stage.delivery, namedImage(lifted), sue);
          await stage.release('web=web:2', `carts=${images[0] ?? 'carts:9'}`);
          const { releases } = placesOf(await stage.state(), stage.delivery.project, namedImage(lifted));
          for (const { id } of releases) {
            const release = (await stage.state()).releases[id];
            if (release === undefined) throw new Error('it was recorded');
            expect((await stage.deploy(release)).deployment.status).toBe('succeeded');
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('where an image runs, and which releases have it, newest first, is told by any of its names', async () => {
  const stage = await stageOf(
    [`carts:1@${ONE}`, 'web:1'],
    [`carts:1@${ONE}`, `web:2@${TWO}`],
    [`carts:3@${TWO}`, 'web:1'],
  );
  const { releases } = await stage.state();
  const [first, second] = Object.values(releases);
  if (first === undefined || second === undefined) throw new Error('two releases');
  await stage.pass(first, 'dev', 'hardening');
  await stage.deploy(second);
  const told = async (text: string) => placesOf(await stage.state(), stage.delivery.project, namedImage(text));
  expect(await told('carts:1')).toEqual({
    releases: [
      { id: second.id, number: 2 },
      { id: first.id, number: 1 },
    ],
    runs: [
      { environment: 'dev', serviceSet: 'main', release: second.id, number: 2, artifacts: ['carts'] },
      { environment: 'hardening', serviceSet: 'main', release: first.id, number: 1, artifacts: ['carts'] },
    ],
  });
  expect(await told(TWO)).toMatchObject({
    releases: [{ number: 3 }, { number: 2 }],
    runs: [{ environment: 'dev', artifacts: ['web'] }],
  });
  expect(await told('nobody/knows:1')).toEqual({ releases: [], runs: [] });
});
