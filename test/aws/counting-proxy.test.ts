import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AwsClients } from '../../lib/aws/index.js';
import {
  type Aws,
  CountingProxy,
  describeAws,
  faults,
  startAws,
  TestClients,
  useEnvironment,
} from './emulator/index.js';

describeAws('the proxy before an AWS API', () => {
  let aws: Aws;
  let proxy: CountingProxy;
  let direct: TestClients;
  let resetEnvironment: () => void;

  beforeAll(async () => {
    aws = await startAws();
    proxy = await CountingProxy.before(aws.endpoint);
    direct = new TestClients(proxy.endpoint, 'us-east-1');
    resetEnvironment = useEnvironment(proxy.env);
  });
  afterAll(async () => {
    resetEnvironment?.();
    await proxy?.stop();
    await aws?.stop();
  });
  afterEach(() => {
    proxy.calm();
    proxy.forget();
  });

  const put = async (name: string, value: string) =>
    (await direct.ssm()).putParameter({ Name: name, Value: value, Type: 'String', Overwrite: true });
  const current = async (name: string) =>
    (await (await aws.clients.ssm()).getParameter({ Name: name })).Parameter?.Value;

  test('every call is listed by service and action, and ours are told from others', async () => {
    await put('/proxy/a', '1');
    await (await direct.sts()).getCallerIdentity({});
    await (await direct.lambda()).getFunction({ FunctionName: 'none' }).catch(() => {});
    const ours = new AwsClients();
    await (await ours.ssm()).getParameters({ Names: ['/proxy/a'] });
    await (await ours.dynamodb()).get({ TableName: 'none', Key: { id: 'a' } }).catch(() => {});
    await (await ours.ecs()).listClusters({});
    await (await ours.ecr()).describeRepositories({});
    await (await ours.cloudformation()).listStacks({});

    expect(proxy.counts({ ours: false })).toEqual({
      'lambda:GetFunction': 1,
      'ssm:PutParameter': 1,
      'sts:GetCallerIdentity': 1,
    });
    expect(proxy.counts({ ours: true })).toEqual({
      'cloudformation:ListStacks': 1,
      'dynamodb:GetItem': 1,
      'ecr:DescribeRepositories': 1,
      'ecs:ListClusters': 1,
      'ssm:GetParameters': 1,
    });
    expect(proxy.calls({ name: 'ssm' }).map(({ number, name }) => [number, name])).toEqual([
      [1, 'ssm:PutParameter'],
      [4, 'ssm:GetParameters'],
    ]);
  });

  test.each([
    ['ssm', 'ThrottlingException', async () => (await direct.ssm()).getParameters({ Names: ['/a'] })],
    ['ecs', 'ThrottlingException', async () => (await direct.ecs()).listClusters({})],
    ['ecr', 'ThrottlingException', async () => (await direct.ecr()).describeRepositories({})],
    ['dynamodb', 'ProvisionedThroughputExceededException', async () => (await direct.dynamodb()).listTables({})],
    ['cloudformation', 'Throttling', async () => (await direct.cloudformation()).listStacks({})],
    ['sts', 'Throttling', async () => (await direct.sts()).getCallerIdentity({})],
    ['lambda', 'TooManyRequestsException', async () => (await direct.lambda()).getFunction({ FunctionName: 'f' })],
  ])('%s is throttled by an error that the SDK knows as throttling', async (service, name, call) => {
    proxy.inject(faults.throttled(), { name: service });
    await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: expect.any(Number) } });
  });

  test('a call that is throttled twice is tried three times by our clients, and succeeds', async () => {
    await put('/proxy/retried', 'kept');
    proxy.inject(faults.throttled(), { ours: true, times: 2 });
    const { Parameters } = await (await new AwsClients().ssm()).getParameters({ Names: ['/proxy/retried'] });
    expect(Parameters?.[0]?.Value).toBe('kept');
    expect(proxy.counts({ ours: true })).toEqual({ 'ssm:GetParameters': 3 });
  });

  test('an error of AWS itself keeps its status, and the call did not happen', async () => {
    await put('/proxy/unavailable', 'old');
    const fault = proxy.inject(faults.unavailable(503), { name: 'ssm:PutParameter' });
    await expect(put('/proxy/unavailable', 'new')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    expect(fault.hits).toBe(1);
    expect(await current('/proxy/unavailable')).toBe('old');
  });

  test('what is denied says what may not be called', async () => {
    proxy.inject(faults.denied(), { name: 'cloudformation' });
    await expect((await direct.cloudformation()).listStacks({})).rejects.toThrow(
      'not authorized to perform: cloudformation:ListStacks',
    );
  });

  test('a broken connection: nothing happened', async () => {
    await put('/proxy/broken', 'old');
    proxy.inject(faults.brokenConnection());
    await expect(put('/proxy/broken', 'new')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await current('/proxy/broken')).toBe('old');
  });

  test('a lost answer: it happened all the same', async () => {
    await put('/proxy/lost', 'old');
    proxy.inject(faults.lostAnswer());
    await expect(put('/proxy/lost', 'new')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await current('/proxy/lost')).toBe('new');
  });

  test('a fault hits the calls that it is aimed at, counted from its injection', async () => {
    await put('/proxy/aimed', '0');
    const fault = proxy.inject(faults.modelled('ParameterLimitExceeded'), {
      name: 'ssm:PutParameter',
      from: 2,
      times: 2,
    });
    const outcomes: string[] = [];
    for (const value of ['1', '2', '3', '4']) {
      await put('/proxy/aimed', value).then(
        () => outcomes.push('done'),
        ({ name }: Error) => outcomes.push(name),
      );
    }
    expect(outcomes).toEqual(['done', 'ParameterLimitExceeded', 'ParameterLimitExceeded', 'done']);
    expect(fault.hits).toBe(2);
  });

  test('a call can be held until something else happened', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = () => {};
    const isHeld = new Promise<void>((resolve) => {
      reached = resolve;
    });
    proxy.before({ name: 'ssm:PutParameter' }, async () => {
      reached();
      await released;
      return 'go on' as const;
    });
    const held = put('/proxy/held', 'first');
    await isHeld;
    await put('/proxy/held', 'second');
    release();
    await held;
    expect(await current('/proxy/held')).toBe('first');
  });

  test('a process can be killed at a call, before it happens and after', async () => {
    for (const when of ['before', 'after'] as const) {
      await put('/proxy/killed', 'old');
      const script = `
        const { SSM } = require('@aws-sdk/client-ssm');
        const ssm = new SSM({ customUserAgent: 'slipway/0' });
        const set = (Value) => ssm.putParameter({ Name: '/proxy/killed', Value, Type: 'String', Overwrite: true });
        set('1').then(() => set('2'));`;
      const child = spawn(process.execPath, ['-e', script], { env: { ...process.env }, stdio: 'inherit' });
      const ended = once(child, 'exit');
      proxy[when]({ ours: true, from: 2 }, () => {
        child.kill('SIGKILL');
        return 'break';
      });
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(await current('/proxy/killed')).toBe(when === 'before' ? '1' : '2');
    }
  });
});
