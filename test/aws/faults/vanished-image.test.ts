import { ACCOUNT, type Aws, describeEmulator, REGION, startAws, useEnvironment } from '../emulator/index.js';
import { makeRepository, push } from '../images/pushed-images.js';
import { Shop } from './shop.js';

jest.setTimeout(120_000);

const HERE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/shop/web`;

describeEmulator('an image that vanished from its registry', () => {
  let aws: Aws;
  let reset: () => void;
  let shop: Shop;

  beforeAll(async () => {
    aws = await startAws();
    reset = useEnvironment(aws.env);
    shop = await Shop.open(aws, 'vanished', { services: 3 });
  });
  afterAll(async () => {
    reset?.();
    await shop?.close();
    await aws?.stop();
  });

  test('since the release was made keeps it from being deployed, before anything is touched, in one call if all are there', async () => {
    const ecr = await aws.clients.ecr();
    await makeRepository(ecr, 'shop/web');
    const images = shop.services.map((service) => `${service}=${HERE}:${service}`);
    for (const service of shop.services) await push(ecr, 'shop/web', service, service);
    await shop.do('publish', ...images.map((image) => image));
    const { id } = await shop.do('release', 'create');
    const before = await shop.recorded();
    await ecr.batchDeleteImage({ repositoryName: 'shop/web', imageIds: [{ imageTag: 'web-01' }] });
    shop.proxy.forget();
    const { code, out, err } = await shop.run(['deploy', String(id)]);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const { error } = JSON.parse(out) as { readonly error: Record<string, string> };
    expect(error).toMatchObject({ code: 'ImageNotInRegistry', hint: expect.stringContaining('nothing was changed') });
    expect(error.message).toMatch(/shop\/web:web-01@sha256:[0-9a-f]{64} of web-01 in release 1 /);
    expect((await shop.recorded()).events).toEqual(before.events);
    const { Stacks = [] } = await (await aws.clients.cloudformation()).describeStacks({});
    expect(Stacks.map(({ StackName }) => StackName)).not.toContain('vanished-dev');
    // Which of them is missing ECR tells in a second call, and that the others are there in a third.
    expect(shop.proxy.calls({ ours: true, name: 'ecr' }).map(({ action }) => action)).toEqual([
      'DescribeImages',
      'BatchGetImage',
      'DescribeImages',
    ]);

    await push(ecr, 'shop/web', 'web-01', 'web-01');
    shop.proxy.forget();
    await shop.run(['deploy', String(id), '--wait', '1s']);
    expect(shop.proxy.calls({ ours: true, name: 'ecr' }).map(({ action }) => action)).toEqual(['DescribeImages']);
    expect(shop.proxy.counts({ ours: true })).toMatchObject({ 'lambda:Invoke': expect.any(Number) });
  });
});
