import { publish, recordVerdict, requireEnvironment, verify } from '../../lib/delivery/index.js';
import { SlipwayError } from '../../lib/problem.js';
import type { Release } from '../../lib/release/index.js';
import { MemoryTarget } from '../../lib/targets/index.js';
import { codesOf, errorOf, FIRST, SOCKSHOP, Stage } from './stage.js';

let stage: Stage;
let first: Release;
let second: Release;

beforeEach(async () => {
  stage = new Stage();
  first = await stage.release(...FIRST);
  second = await stage.release(...FIRST.with(0, 'carts=carts:0.10.17'));
});

function environment(id: string, on = stage) {
  return requireEnvironment(on.delivery.project, on.delivery.serviceSet, id);
}

describe('a verdict', () => {
  test('is recorded on what runs, by whom, why and with its evidence', async () => {
    const { deployment } = await stage.deploy(first);
    const url = 'https://ci.example.com/runs/71';
    const fact = await recordVerdict(
      stage.delivery,
      { environment: environment('dev'), verdict: 'pass', evidence: url },
      { actor: 'sue', reason: 'fast' },
    );
    const recorded = (await stage.ledger.events(stage.delivery.project.id)).at(-1);
    expect(recorded).toMatchObject({ actor: 'sue', reason: 'fast', fact });
    expect(fact).toMatchObject({ release: first.id, deployment: deployment.id, verdict: 'pass', evidence: url });
    expect(await stage.in('dev')).toMatchObject({ passed: [first.id] });
  });

  test('opens the next environment only to the release that it is about', async () => {
    await stage.pass(first, 'dev');
    await stage.deploy(second);
    expect((await stage.deploy(first, 'hardening')).deployment.status).toBe('succeeded');
    expect(await codesOf(stage.deploy(second, 'hardening'))).toEqual(['NotEvaluated']);
  });

  test('that fails, or warns, closes the next environment again', async () => {
    await stage.pass(first, 'dev');
    await stage.verdict('dev', 'fail');
    expect(await codesOf(stage.deploy(first, 'hardening'))).toEqual(['EvaluationFailed']);
    await stage.verdict('dev', 'warning');
    expect(await codesOf(stage.deploy(first, 'hardening'))).toEqual(['WarningNeedsApproval']);
  });

  test('on a release that was replaced while it was tested is refused, and records nothing', async () => {
    await stage.deploy(first);
    await stage.deploy(second);
    const before = await stage.facts();
    expect(await errorOf(stage.verdict('dev', 'pass', first))).toMatchObject({
      kind: 'conflict',
      problems: [{ code: 'OtherReleaseRuns', hint: expect.stringContaining(second.id) }],
    });
    expect(await stage.facts()).toEqual(before);
    expect(await stage.verdict('dev', 'pass', second)).toMatchObject({ release: second.id });
  });

  test('while something is under way says what it is about', async () => {
    await stage.deploy(first);
    jest.spyOn(stage.target, 'observe').mockRejectedValue(new Error('nobody answers'));
    await stage.deploy(second);
    expect(await codesOf(stage.verdict('dev'))).toEqual(['EnvironmentBusy']);
    expect(await stage.verdict('dev', 'fail', first)).toMatchObject({ release: first.id });
  });

  test('on an environment where nothing runs is an input error', async () => {
    expect(await errorOf(stage.verdict('dev'))).toMatchObject({
      kind: 'input',
      problems: [{ code: 'NothingDeployed' }],
    });
    expect(await stage.factTypes()).toEqual(['release.created', 'release.created']);
  });
});

describe('two services that were tried one by one', () => {
  test('go on together: their joint release has run in the first environment, and goes into the next as one', async () => {
    await stage.deploy(first);
    const tims = await stage.release(...FIRST.with(0, 'carts=carts:0.22.3.rc'));
    await stage.pass(tims, 'dev');
    const both = await stage.release('carts=carts:0.22.3.rc', 'carts-db=carts-db:0.4.0', 'catalogue=catalogue:0.9.42');
    expect(await codesOf(stage.deploy(both, 'hardening'))).toEqual(['NotYetInPreceding']);
    await stage.pass(both, 'dev');
    const { deployment } = await stage.deploy(both, 'hardening');
    expect(Object.values(deployment.artifacts ?? {}).map(({ status }) => status)).toEqual([
      'running',
      'running',
      'running',
    ]);
    expect(await stage.in('hardening')).toMatchObject({ fence: 1 });
  });
});

describe('verification', () => {
  test('finds that what runs is what is recorded, and changes nothing', async () => {
    await stage.deploy(first);
    const before = await stage.facts();
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({
      verdict: 'converged',
      release: { id: first.id },
      evidence: { findings: [], artifacts: { carts: { verdict: 'converged', found: 'carts:0.10.1' } } },
    });
    expect(await stage.facts()).toEqual(before);
  });

  test('finds what was put there by hand, service by service', async () => {
    await stage.deploy(first);
    const stack = await stage.renderer.render(stage.place('dev'), second);
    await stage.target.apply(stage.place('dev'), stack);
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({
      verdict: 'drifted',
      evidence: {
        artifacts: {
          carts: { verdict: 'drifted', expected: 'carts:0.10.1', found: 'carts:0.10.17' },
          catalogue: { verdict: 'converged' },
        },
      },
    });
  });

  test('finds a stack of the same images that was edited', async () => {
    await stage.deploy(first);
    stage.renderer.settings = 'more memory';
    await stage.target.apply(stage.place('dev'), await stage.renderer.render(stage.place('dev'), first));
    const { verdict, evidence } = await verify(stage.delivery, environment('dev'), stage.target);
    expect(verdict).toBe('drifted');
    expect(evidence.findings).toEqual(['the stack that stands there is not the one that was deployed']);
  });

  test('finds nothing where nothing was ever deployed', async () => {
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({ verdict: 'none' });
  });

  test('finds what runs though nobody ever deployed it', async () => {
    await stage.target.apply(stage.place('dev'), await stage.renderer.render(stage.place('dev'), first));
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({
      verdict: 'drifted',
      release: undefined,
      evidence: { artifacts: { carts: { verdict: 'drifted', found: 'carts:0.10.1' } } },
    });
  });

  test('says that a deployment is under way, and that it does not know what it does not know', async () => {
    const observe = stage.target.observe.bind(stage.target);
    stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now(), message: 'not reachable' });
    await stage.deploy(first);
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({
      verdict: 'unknown',
      evidence: { findings: ['not reachable'] },
    });
    stage.target.observe = observe;
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({ verdict: 'converging' });
  });

  test('does not say that a deployment is under way whose lease ran out', async () => {
    await stage.deploy(first);
    stage.target.observe = async () => ({ state: 'unknown', artifacts: {}, at: stage.now() });
    await stage.deploy(await stage.release(...FIRST.with(0, 'carts=carts:2')));
    stage.target.observe = MemoryTarget.prototype.observe;
    stage.wait(60_000);
    expect(await verify(stage.delivery, environment('dev'), stage.target)).toMatchObject({
      verdict: 'drifted',
      evidence: { findings: [expect.stringContaining('carts: should be'), expect.stringContaining('not the one')] },
    });
  });
});

describe('publishing', () => {
  const tim = { actor: 'tim' };

  test('moves a label and tells what it points at', async () => {
    await publish(stage.delivery, 'latest', ['carts=carts:1'], tim);
    const images = await publish(stage.delivery, 'latest', ['carts=http://carts:2', 'catalogue=catalogue:1'], tim);
    expect(images).toMatchObject({ carts: { image: 'carts:2', version: 2 }, catalogue: { version: 1 } });
  });

  test('changes no environment', async () => {
    await stage.deploy(first);
    const before = await stage.target.current(stage.place('dev'));
    await publish(stage.delivery, 'latest', ['carts=carts:2'], tim);
    expect(await stage.target.current(stage.place('dev'))).toBe(before);
    expect((await stage.deploy(first)).performed).toBe(false);
  });

  test('under the name of an environment is refused: an image gets there in a release only', async () => {
    const error = await errorOf(publish(stage.delivery, 'production', ['carts=carts:1'], tim));
    expect(error).toMatchObject({ kind: 'input', problems: [{ code: 'ReservedLabel' }] });
    expect(await stage.catalogue.labels(stage.delivery.project.id)).toEqual([]);
  });

  test('tells of a wrong label and of wrong images at once', async () => {
    const wrong = publish(stage.delivery, 'dev', ['cart=carts:2', 'catalogue=carts:2'], tim);
    expect(await codesOf(wrong)).toEqual(['ReservedLabel', 'UnknownService', 'WrongRepository']);
  });

  test.each([
    ['an image of another service', ['carts=catalogue:1'], ['WrongRepository']],
    ['a service twice', ['carts=carts:1', 'carts=carts:2'], ['DuplicateService']],
    ['an unknown service', ['cart=carts:1'], ['UnknownService']],
    ['what is no image', ['carts=http://'], ['InvalidImage']],
  ])('%s is refused, and nothing is published', async (_, pairs, codes) => {
    expect(await codesOf(publish(stage.delivery, 'latest', ['catalogue=catalogue:1', ...pairs], tim))).toEqual(codes);
    expect(await stage.catalogue.labels(stage.delivery.project.id)).toEqual([]);
  });
});

describe('an environment that is named', () => {
  test('and unknown is told with what it may have meant, or with those that exist', () => {
    const { project, serviceSet } = new Stage(SOCKSHOP).delivery;
    const hintOf = (id: string) => {
      try {
        requireEnvironment(project, serviceSet, id);
      } catch (error) {
        if (error instanceof SlipwayError) return error.problems[0]?.hint;
      }
      return undefined;
    };
    expect(hintOf('hardning')).toBe('did you mean "hardening"?');
    expect(hintOf('constructor')).toBe('its environments are dev, hardening, production');
  });
});
