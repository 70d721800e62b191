import type { ArtifactKey, ProjectId } from '../../../lib/ids.js';
import { SsmCatalogue } from '../../../lib/images/index.js';
import { SlipwayError } from '../../../lib/problem.js';
import { describeAws, type Fault, faults } from '../emulator/index.js';
import { images, latest, manyImages, newProject, type OnWire, startOnWire, tim, withoutPauses } from './on-wire.js';

/** What publishing these takes: two calls to look, and a write for each. */
const IMAGES = manyImages(12, '2');
const CALLS = 14;

let wire: OnWire;
let project: ProjectId;

async function publish(published = IMAGES) {
  return new SsmCatalogue(wire.clients().ssm).publish(project, latest, published, tim);
}

async function failure(action: Promise<unknown>): Promise<SlipwayError> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SlipwayError) return error;
  throw error ?? new Error('it succeeded');
}

/** That every image is there, and was written exactly once. */
async function expectWrittenOnce(published: Readonly<Record<ArtifactKey, string>> = IMAGES) {
  const there = await new SsmCatalogue(wire.clients().ssm).read(project, latest);
  const expected = Object.entries(published).map(([artifact, image]) => [
    artifact,
    expect.objectContaining({ image, version: 1 }),
  ]);
  expect(there).toEqual(Object.fromEntries(expected));
}

const every = Array.from({ length: CALLS }, (_, index) => index + 1);

describeAws('publishing when AWS fails', () => {
  beforeAll(async () => {
    wire = await startOnWire();
  });
  afterAll(() => wire?.stop());
  afterEach(() => jest.restoreAllMocks());

  beforeEach(() => {
    withoutPauses();
    wire.proxy.calm();
    wire.proxy.forget();
    project = newProject();
  });

  test('takes as many calls as these tests go through', async () => {
    await publish();
    expect(wire.proxy.calls()).toHaveLength(CALLS);
  });

  const passing: readonly (readonly [string, Fault])[] = [
    ['is throttled', faults.throttled()],
    ['is answered with an error of AWS', faults.unavailable(500)],
    ['is written by somebody else at the same moment', faults.modelled('TooManyUpdates')],
    ['meets a broken connection', faults.brokenConnection()],
    ['has its answer lost', faults.lostAnswer()],
  ];

  for (const [what, fault] of passing)
    test(`succeeds, and writes everything once, whichever one call ${what}`, async () => {
      for (const from of every) {
        if (what.startsWith('is written') && from <= 2) continue;
        project = newProject();
        wire.proxy.calm();
        const injected = wire.proxy.inject(fault, { ours: true, from });
        await publish();
        expect(injected.hits).toBe(1);
        await expectWrittenOnce();
      }
    });

  const lasting: readonly (readonly [string, Fault, string])[] = [
    ['is throttled', faults.throttled(), 'AwsThrottled'],
    ['is answered with an error of AWS', faults.unavailable(503), 'AwsUnavailable'],
    ['meets a broken connection', faults.brokenConnection(), 'AwsUnreachable'],
    ['has its answer lost', faults.lostAnswer(), 'AwsUnreachable'],
  ];

  for (const [what, fault, code] of lasting)
    test(`says what is the matter where from some call on each ${what}, and completes when it is run again`, async () => {
      for (const from of every) {
        project = newProject();
        wire.proxy.calm();
        wire.proxy.inject(fault, { ours: true, from, times: Number.POSITIVE_INFINITY });
        const error = await failure(publish());
        expect(error.kind).toBe('unavailable');
        expect(error.problems[0]?.code).toBe(code);
        wire.proxy.calm();
        expect(Object.keys(await publish())).toHaveLength(12);
        await expectWrittenOnce();
      }
    });

  test('says which images were published and which not', async () => {
    wire.proxy.inject(faults.denied(), {
      name: 'ssm:PutParameter',
      where: ({ body }) => body.includes('/service-05"'),
      times: Number.POSITIVE_INFINITY,
    });
    const { kind, problems } = await failure(publish());
    expect(kind).toBe('unavailable');
    expect(problems.map(({ code }) => code)).toEqual(['AccessDenied', 'PublishedInPart']);
    const [, published, left] = /\((.*)\), and not (.*)$/.exec(problems[1]?.message ?? '') ?? [];
    const there = await new SsmCatalogue(wire.clients().ssm).read(project, latest);
    expect(published?.split(', ')).toEqual(Object.keys(there));
    expect([...(published ?? '').split(', '), ...(left ?? '').split(', ')].sort()).toEqual(Object.keys(IMAGES));
    expect(left).toContain('service-05');
  });

  test('says nothing of parts where nothing was published', async () => {
    wire.proxy.inject(faults.denied(), { name: 'ssm:PutParameter', times: Number.POSITIVE_INFINITY });
    const { problems } = await failure(publish());
    expect(problems.map(({ code }) => code)).toEqual(['AccessDenied']);
    expect(problems[0]?.message).toContain('ssm:PutParameter');
  });

  test.each([
    ['ParameterMaxVersionLimitExceeded', /label/],
    ['ParameterLimitExceeded', /quota/],
    ['ParameterPatternMismatchException', /pattern/],
    ['PoliciesLimitExceededException', /describe-parameters/],
  ])('says what to do where SSM refuses a parameter with %s', async (name, hint) => {
    wire.proxy.inject(faults.modelled(name, `The reason of ${name}.`), { name: 'ssm:PutParameter' });
    const error = await failure(publish(images({ carts: 'carts:1' })));
    expect(error).toMatchObject({
      kind: 'failed',
      problems: [
        {
          code: 'ParameterRefused',
          message: `SSM does not take parameter "/${project}/images/latest/carts": The reason of ${name}`,
          hint: expect.stringMatching(hint),
        },
      ],
    });
  });

  test('writes a second version where somebody else wrote after the write whose answer was lost', async () => {
    const other = await wire.aws.clients.ssm();
    wire.proxy.after({ name: 'ssm:PutParameter', ours: true }, async () => {
      await other.putParameter({ Name: `/${project}/images/latest/carts`, Value: 'carts:9', Overwrite: true });
      return 'break';
    });
    expect(await publish(images({ carts: 'carts:1' }))).toMatchObject({ carts: { image: 'carts:1', version: 3 } });
  });
});
