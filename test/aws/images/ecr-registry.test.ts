import type { ECR } from '@aws-sdk/client-ecr';
import type { Digest } from '../../../lib/ids.js';
import { EcrRegistry } from '../../../lib/images/index.js';
import { SlipwayError } from '../../../lib/problem.js';
import { ACCOUNT, describeEmulator, faults, REGION, TestClients } from '../emulator/index.js';
import { type OnWire, startOnWire, withoutPauses } from './on-wire.js';
import { makeRepository, push } from './pushed-images.js';

const HERE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const THERE = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`;
const NOWHERE = `sha256:${'0'.repeat(64)}`;

let wire: OnWire;
let ecr: ECR;
let one: Digest;
let two: Digest;
let abroad: Digest;

async function ask(...images: string[]): Promise<Record<string, string>> {
  return Object.fromEntries(await new EcrRegistry(wire.clients()).digests(images));
}

describeEmulator('ECR as a registry', () => {
  beforeAll(async () => {
    wire = await startOnWire();
    ecr = await wire.aws.clients.ecr();
    for (const name of ['team/carts', 'orders', 'empty']) await makeRepository(ecr, name);
    one = await push(ecr, 'team/carts', '1', 'carts 1');
    two = await push(ecr, 'team/carts', '2', 'carts 2');
    await push(ecr, 'orders', 'latest', 'orders');
    const far = await new TestClients(wire.aws.endpoint, 'eu-west-1').ecr();
    await makeRepository(far, 'team/carts');
    abroad = await push(far, 'team/carts', '1', 'carts 1 abroad');
  });
  afterAll(() => wire?.stop());
  afterEach(() => jest.restoreAllMocks());

  beforeEach(() => {
    withoutPauses();
    wire.proxy.calm();
    wire.proxy.forget();
  });

  test('says what tags stand for, and whether digests are there', async () => {
    expect(
      await ask(
        `${HERE}/team/carts:1`,
        `${HERE}/team/carts:2`,
        `${HERE}/team/carts@${one}`,
        `${HERE}/team/carts:9@${two}`,
      ),
    ).toEqual({
      [`${HERE}/team/carts:1`]: one,
      [`${HERE}/team/carts:2`]: two,
      [`${HERE}/team/carts@${one}`]: one,
      [`${HERE}/team/carts:9@${two}`]: two,
    });
    expect(wire.proxy.counts()).toEqual({ 'ecr:DescribeImages': 1 });
  });

  test('takes an image without a tag for the one that is tagged latest', async () => {
    expect((await ask(`${HERE}/orders`))[`${HERE}/orders`]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test('is asked in the region that an image names, once for each repository', async () => {
    const images = [`${HERE}/team/carts:1`, `${THERE}/team/carts:1`, `${HERE}/orders:latest`, `${HERE}/team/carts:1`];
    const answers = await ask(...images);
    expect(answers).toMatchObject({ [`${HERE}/team/carts:1`]: one, [`${THERE}/team/carts:1`]: abroad });
    expect(wire.proxy.counts()).toEqual({ 'ecr:DescribeImages': 3 });
  });

  test('leaves out the images of other registries, and asks nobody about them', async () => {
    const others = [
      'carts:1',
      'docker.io/library/nginx:1',
      'public.ecr.aws/team/carts:1',
      `${ACCOUNT}.dkr.ecr.${REGION}.example.com/team/carts:1`,
      `12345.dkr.ecr.${REGION}.amazonaws.com/team/carts:1`,
      'no image at all',
    ];
    expect(await ask(...others)).toEqual({});
    expect(wire.proxy.calls()).toEqual([]);
  });

  test('tells which of many are missing, in three calls, and everything about the others', async () => {
    const there = [`${HERE}/team/carts:1`, `${HERE}/team/carts:2`, `${HERE}/team/carts@${one}`];
    const missing = [`${HERE}/team/carts:3`, `${HERE}/team/carts@${NOWHERE}`, `${HERE}/team/carts:4`];
    const answers = await ask(...missing, ...there);
    expect(missing.map((image) => answers[image])).toEqual(['absent', 'absent', 'absent']);
    expect(there.map((image) => answers[image])).toEqual([one, two, one]);
    expect(wire.proxy.counts()).toEqual({ 'ecr:BatchGetImage': 1, 'ecr:DescribeImages': 2 });
  });

  test('has nothing of a repository that does not exist, of an empty one, and of another account', async () => {
    const images = [
      `${HERE}/none:1`,
      `${HERE}/empty:1`,
      `210987654321.dkr.ecr.${REGION}.amazonaws.com/team/carts:1`,
      `${HERE}/team/carts:1`,
    ];
    expect(Object.values(await ask(...images))).toEqual(['absent', 'absent', 'absent', one]);
  });

  test('is asked about a hundred images of a repository at once', async () => {
    await makeRepository(ecr, 'many');
    const tags = Array.from({ length: 130 }, (_, index) => `v${index}`);
    for (const tag of tags) await push(ecr, 'many', tag, tag);
    wire.proxy.forget();
    const answers = await ask(...tags.map((tag) => `${HERE}/many:${tag}`));
    expect(new Set(Object.values(answers)).size).toBe(130);
    expect(wire.proxy.counts()).toEqual({ 'ecr:DescribeImages': 2 });
  });

  test('is asked anew where an image vanishes while it is asked', async () => {
    wire.proxy.inject(faults.modelled('ImageNotFoundException'), { name: 'ecr:DescribeImages' });
    expect(await ask(`${HERE}/team/carts:1`)).toEqual({ [`${HERE}/team/carts:1`]: one });
    wire.proxy.inject(faults.modelled('ImageNotFoundException'), { name: 'ecr:DescribeImages', times: 9 });
    await expect(ask(`${HERE}/team/carts:1`)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test.each([
    ['throttled', faults.throttled(), 'AwsThrottled'],
    ['unavailable', faults.unavailable(), 'AwsUnavailable'],
    ['denied', faults.denied(), 'AccessDenied'],
  ])('that is %s takes no image for missing', async (_, fault, code) => {
    const images = [`${HERE}/team/carts:1`, `${HERE}/team/carts:missing`];
    for (const from of [1, 2, 3]) {
      wire.proxy.calm();
      wire.proxy.inject(fault, { name: 'ecr', from, times: Number.POSITIVE_INFINITY });
      const error: unknown = await ask(...images).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SlipwayError);
      expect(error).toMatchObject({ kind: 'unavailable', problems: [{ code }] });
    }
  });
});
