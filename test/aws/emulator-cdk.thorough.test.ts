import { join } from 'node:path';
import { repository } from '../acceptance/built.js';
import {
  ACCOUNT,
  type Aws,
  bootstrap,
  type CdkProject,
  CountingProxy,
  cdk,
  describeEmulator,
  makeProject,
  REGION,
  type Reached,
  slipway,
  startAws,
} from './emulator/index.js';
import { SmallStack } from './small-stack.js';

/** An app of a function whose code is an asset, a custom resource behind it, and a parameter that holds its answer. */
const APP = `
const { App, CfnParameter, CustomResource, Stack } = require('aws-cdk-lib/core');
const { Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const stack = new Stack(new App(), 'Asked', { env: { account: '${ACCOUNT}', region: '${REGION}' } });
const code = Code.fromAsset(__dirname + '/function');
const answers = new Function(stack, 'Function', { code, handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
const asked = new CustomResource(stack, 'Asked', {
  resourceType: 'Custom::Asked',
  serviceToken: answers.functionArn,
  properties: { Question: stack.node.tryGetContext('question') },
});
new StringParameter(stack, 'Parameter', { parameterName: '/asked', stringValue: asked.getAttString('Answer') });
`;

const FUNCTION = `
const { SSM } = require('@aws-sdk/client-ssm');
exports.handler = async (event) => {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties: { Question } } = event;
  await new SSM({}).putParameter({ Name: '/question', Value: Question, Type: 'String', Overwrite: true });
  const Status = Question === 'bad' && event.RequestType !== 'Delete' ? 'FAILED' : 'SUCCESS';
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'asked', Status, Reason: 'a bad question' };
  const body = JSON.stringify({ ...answer, Data: { Answer: 'answer to ' + Question } });
  await fetch(event.ResponseURL, { method: 'PUT', body });
};`;

describeEmulator("the CDK's command line against the emulator", () => {
  let aws: Aws;
  let project: CdkProject;

  beforeAll(async () => {
    aws = await startAws();
    await bootstrap(aws);
    project = makeProject('project: none', { app: 'node app.cjs' });
    project.write('app.cjs', APP);
    project.write('function/index.js', FUNCTION);
  });
  afterAll(async () => {
    project?.remove();
    await aws?.stop();
  });

  const run = (question: string, reached: Reached, ...words: string[]) => {
    const all = [...words, '-c', `question=${question}`];
    return cdk(reached, project.path, all, { NODE_PATH: join(repository, 'node_modules') });
  };
  const deploy = (question: string, reached: Reached = aws, ...words: string[]) =>
    run(question, reached, 'deploy', 'Asked', '--require-approval', 'never', ...words);
  const value = async (name: string) => (await (await aws.clients.ssm()).getParameter({ Name: name })).Parameter?.Value;

  test('it is bootstrapped as an account of AWS is', async () => {
    expect(Number(await value('/cdk-bootstrap/hnb659fds/version'))).toBeGreaterThan(20);
  });

  test('a stack with a function is deployed, changed, left alone, refused, and destroyed', async () => {
    expect(await deploy('first')).toMatchObject({ code: 0 });
    expect([await value('/asked'), await value('/question')]).toEqual(['answer to first', 'first']);

    expect(await deploy('second')).toMatchObject({ code: 0 });
    expect(await value('/asked')).toBe('answer to second');

    const unchanged = await deploy('second');
    expect(unchanged).toMatchObject({ code: 0, err: expect.stringContaining('(no changes)') });

    const refused = await deploy('bad');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('a bad question') });
    expect(await value('/asked')).toBe('answer to second');
    expect((await new SmallStack(aws, 'Asked').described()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');

    expect(await deploy('third', aws, '--method=direct')).toMatchObject({ code: 0 });
    expect(await value('/asked')).toBe('answer to third');

    expect(await run('third', aws, 'destroy', 'Asked', '--force')).toMatchObject({ code: 0 });
    await expect(value('/asked')).rejects.toThrow();
  });

  test('a stack that could not be created is made anew', async () => {
    expect(await deploy('bad')).toMatchObject({ code: 1, err: expect.stringContaining('a bad question') });
    expect((await new SmallStack(aws, 'Asked').described()).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await deploy('good')).toMatchObject({ code: 0 });
    expect(await value('/asked')).toBe('answer to good');
  });

  test("a proxy tells the CDK's calls from those of Slipway", async () => {
    const proxy = await CountingProxy.before(aws.endpoint);
    try {
      expect(await deploy('proxied', proxy)).toMatchObject({ code: 0 });
      expect(proxy.calls({ ours: true })).toEqual([]);
      expect(Object.keys(proxy.counts())).toContain('cloudformation:DescribeStacks');
    } finally {
      await proxy.stop();
    }
  });

  test('the stack of a manifest is deployed into the default network', async () => {
    const { vpcId, availabilityZones, subnetIds } = await aws.control.network();
    const own = makeProject({
      project: 'shop',
      environments: [
        {
          id: 'dev',
          account: ACCOUNT,
          region: REGION,
          network: { vpcId, availabilityZones, privateSubnetIds: subnetIds, publicSubnetIds: subnetIds },
        },
      ],
      services: [{ id: 'web', image: 'shop/web' }],
    });
    const run = async (...words: string[]) => {
      const ended = await slipway(aws, own.path, [...words, '--actor', 'tim@example.com', '--yes']);
      if (ended.code !== 0) throw new Error(`${words.join(' ')}: ${ended.err}${ended.out}`);
    };
    await run('publish', `web=shop/web:1@sha256:${'1'.repeat(64)}`);
    await run('release', 'create');
    const words = ['deploy', 'shop-dev', '-c', 'release=1', '--require-approval', 'never'];
    const deployed = await cdk(aws, own.path, words);
    expect(deployed).toMatchObject({ code: 0 });
    const ecs = await aws.clients.ecs();
    const { clusterArns = [] } = await ecs.listClusters({});
    const { serviceArns } = await ecs.listServices({ cluster: clusterArns[0] });
    expect(serviceArns).toHaveLength(1);
    const { services = [] } = await ecs.describeServices({ cluster: clusterArns[0], services: serviceArns });
    expect(services[0]).toMatchObject({ runningCount: 1, deployments: [{ rolloutState: 'COMPLETED' }] });
    own.remove();
  });
});
