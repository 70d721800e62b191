import { publish, resolveRelease, selectRelease } from '../../lib/delivery/index.js';
import type { Release } from '../../lib/release/index.js';
import { codesOf, errorOf, FIRST, SOCKSHOP, Stage } from './stage.js';

const tim = { actor: 'tim' };

let stage: Stage;
let first: Release;
let second: Release;

beforeEach(async () => {
  stage = new Stage();
  first = await stage.release(...FIRST);
  second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
});

describe('a release is found', () => {
  test.each([
    ['its id', () => first.id],
    ['its number', () => '1'],
    ['an unambiguous beginning of its id', () => first.id.slice(0, 'rel-'.length + 4)],
    ['such a beginning without the prefix', () => first.id.slice('rel-'.length, 'rel-'.length + 5)],
  ])('by %s', async (_, text) => {
    expect(await resolveRelease(stage.delivery, text())).toEqual(first);
  });

  test('by an environment, which means what runs there', async () => {
    await stage.deploy(first);
    expect(await resolveRelease(stage.delivery, 'dev')).toEqual(first);
  });

  test('by a label, which means the release of exactly the images it points at', async () => {
    await publish(stage.delivery, 'stable', FIRST, tim);
    expect(await resolveRelease(stage.delivery, 'stable')).toEqual(first);
    await publish(stage.delivery, 'stable', ['carts=carts:0.10.17'], tim);
    expect(await resolveRelease(stage.delivery, 'stable')).toEqual(second);
  });
});

describe('a text that names no single release', () => {
  test.each([
    ['nothing that exists', 'nope', 'UnknownRelease', /rel-/],
    ['a number that was not given yet', '3', 'UnknownRelease', /rel-/],
    ['more than one release', 'rel-', 'UnknownRelease', /rel-/],
    ['an environment where nothing runs', 'hardening', 'NothingDeployed', /release list/],
    [
      'a label whose images are no release yet',
      'feature',
      'LabelWithoutRelease',
      /release create --from-label feature/,
    ],
    ['what can be no label', '--', 'UnknownRelease', /rel-/],
  ])('because it is %s is an input error with what to do', async (_, text, code, hint) => {
    await publish(stage.delivery, 'feature', FIRST.with(0, 'carts=carts:5'), tim);
    const error = await errorOf(resolveRelease(stage.delivery, text));
    expect(error).toMatchObject({ kind: 'input', problems: [{ code, hint: expect.stringMatching(hint) }] });
  });

  test('because two begin so is an input error that lists them', async () => {
    const releases = [first, second];
    for (let patch = 0; new Set(releases.map(({ id }) => id[4])).size === releases.length; patch++)
      releases.push(await stage.release(...FIRST.with(0, `carts=carts:1.0.${patch}`)));
    const double = releases.at(-1)?.id.slice(0, 5) ?? '';
    const error = await errorOf(resolveRelease(stage.delivery, double));
    expect(error).toMatchObject({
      kind: 'input',
      problems: [{ code: 'AmbiguousRelease', hint: expect.stringContaining(releases.at(-1)?.id ?? '') }],
    });
  });

  test('because it belongs to another service set is an input error', async () => {
    const manifest = `
project: shop
environments: [{ id: dev }]
serviceSets:
  - { id: api, services: [{ id: search, image: search }] }
  - { id: pipeline, services: [{ id: matcher, image: matcher }] }
`;
    const api = new Stage(manifest, { serviceSet: 'api' });
    const { id } = await api.release('search=search:1');
    const pipeline = new Stage(manifest, { serviceSet: 'pipeline', goesOn: api });
    expect(await codesOf(resolveRelease(pipeline.delivery, id))).toEqual(['ForeignRelease']);
  });
});

describe('the release that a stack renders', () => {
  test('is the one that runs in its environment, where none is named', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.deploy(second);
    expect(await selectRelease(stage.delivery, 'dev')).toEqual({ release: second, refusals: [] });
    expect(await selectRelease(stage.delivery, 'hardening')).toEqual({ release: first, refusals: [] });
  });

  test('is the named one, with what the law has against it', async () => {
    await stage.deploy(first);
    expect(await selectRelease(stage.delivery, 'dev', '2')).toEqual({ release: second, refusals: [] });
    expect(await selectRelease(stage.delivery, 'hardening', '2')).toMatchObject({
      release: second,
      refusals: [{ code: 'NotYetInPreceding' }],
    });
  });

  test('is rendered without a word of the law for a command that asks the law itself', async () => {
    await stage.deploy(first);
    const rendering = { ...stage.delivery, proposed: second.id };
    expect(await selectRelease(rendering, 'hardening', '2')).toEqual({ release: second, refusals: [] });
    expect(await selectRelease(rendering, 'hardening', '1')).toMatchObject({ refusals: [{ code: 'NotEvaluated' }] });
  });

  test('may always be the one that runs already: to synthesize again moves no image', async () => {
    await stage.pass(first, 'dev', 'hardening');
    await stage.verdict('dev', 'fail');
    expect(await selectRelease(stage.delivery, 'hardening', '1')).toEqual({ release: first, refusals: [] });
    const stricter = SOCKSHOP.replace('{ id: dev }', '{ id: dev, require: { digests: true } }');
    const later = new Stage(stricter, { goesOn: stage });
    expect(await selectRelease(later.delivery, 'dev', '1')).toEqual({ release: first, refusals: [] });
    expect(await selectRelease(later.delivery, 'dev', '2')).toMatchObject({ refusals: [{ code: 'ImageNotPinned' }] });
  });

  test.each([
    ['none is named and nothing runs', 'hardening', undefined, 'NoRelease'],
    ['the environment is unknown', 'prod', '1', 'UnknownEnvironment'],
    ['the release is unknown', 'dev', '9', 'UnknownRelease'],
  ])('does not exist where %s', async (_, environment, wanted, code) => {
    expect(await codesOf(selectRelease(stage.delivery, environment, wanted))).toEqual([code]);
  });

  test('is not refused for its own deployment that is under way', async () => {
    const stuck = new Stage(SOCKSHOP, { goesOn: stage });
    stuck.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stuck.now() });
    await stuck.deploy(first);
    expect(await selectRelease(stuck.delivery, 'dev', '1')).toEqual({ release: first, refusals: [] });
    expect(await selectRelease(stuck.delivery, 'dev', '2')).toMatchObject({ refusals: [{ code: 'EnvironmentBusy' }] });
  });
});
