import { AwsClients } from '../../lib/aws/index.js';
import { type Aws, CountingProxy, describeAws, startAws, useEnvironment } from './emulator/index.js';

const ROLE = 'arn:aws:iam::123456789012:role/shop-reader';

describeAws('clients for a role', () => {
  let aws: Aws;
  let proxy: CountingProxy;
  let undo: () => void;

  beforeAll(async () => {
    aws = await startAws();
    proxy = await CountingProxy.before(aws.endpoint);
    undo = useEnvironment(proxy.env);
  });
  afterAll(async () => {
    undo?.();
    await proxy?.stop();
    await aws?.stop();
  });

  test('call as that role, which is assumed once', async () => {
    const clients = new AwsClients({ roleArn: ROLE });
    const sts = await clients.sts();
    expect((await sts.getCallerIdentity({})).Arn).toMatch(/:assumed-role\/shop-reader\/slipway$/);
    await (await clients.ssm()).getParameters({ Names: ['/shop/images/latest/web'] });
    await (await clients.ssm()).getParameters({ Names: ['/shop/images/latest/web'] });
    expect(proxy.calls({ name: 'sts:AssumeRole' }).length).toBeLessThanOrEqual(2);
  });

  test('are others than those for oneself, and the same for the same place', () => {
    const clients = new AwsClients({ region: 'us-east-1' });
    expect(clients.in({ region: 'us-east-1' })).toBe(clients);
    expect(clients.in({})).toBe(clients);
    expect(clients.in({ roleArn: ROLE })).not.toBe(clients);
  });
});
