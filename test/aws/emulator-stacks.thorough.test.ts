import { type Aws, describeEmulator, startAws } from './emulator/index.js';
import { type Resource, SmallStack } from './small-stack.js';

/**
 * A custom resource that does what its properties say: `Fail` names the request types at which it fails, `Id` is the
 * physical id that it answers, `Value` is what GetAtt gives. It answers the stack's status, too.
 */
const FUNCTION = `
const { CloudFormation } = require('@aws-sdk/client-cloudformation');
exports.handler = async (event) => {
  const { RequestType, ResourceProperties: given, StackId, RequestId, LogicalResourceId } = event;
  const { Stacks } = await new CloudFormation({}).describeStacks({ StackName: StackId });
  console.log(RequestType, LogicalResourceId, Stacks[0].StackStatus, event.PhysicalResourceId ?? '-');
  if (given.Throw === RequestType) throw new Error('thrown');
  const failed = (given.Fail ?? '').split(' ').includes(RequestType);
  const answer = {
    Status: failed ? 'FAILED' : 'SUCCESS', Reason: failed ? 'told to fail' : 'fine',
    PhysicalResourceId: given.Id ?? event.PhysicalResourceId ?? 'made-by-function',
    StackId, RequestId, LogicalResourceId,
    Data: { Value: given.Value ?? 'none', Status: Stacks[0].StackStatus },
  };
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
};`;

describeEmulator('stacks of the emulator', () => {
  let aws: Aws;
  let token: string;
  let count = 0;

  beforeAll(async () => {
    aws = await startAws();
    const functions = new SmallStack(aws, 'functions');
    await functions.create(
      {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17' } } },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Timeout: 20,
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Code: { ZipFile: FUNCTION },
          },
        },
      },
      { Arn: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
    );
    token = (await functions.outputs()).Arn ?? '';
  });
  afterAll(() => aws?.stop());

  const newStack = () => new SmallStack(aws, `stack-${++count}`);
  const custom = (properties: object, ...DependsOn: string[]): Resource => ({
    Type: 'Custom::Thing',
    Properties: { ServiceToken: token, ...properties },
    DependsOn,
  });
  const parameter = (Value: unknown, ...DependsOn: string[]): Resource => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Name: `/stack-${count}/parameter`, Value },
    DependsOn,
  });
  const value = async () => {
    const ssm = await aws.clients.ssm();
    return (await ssm.getParameter({ Name: `/stack-${count}/parameter` })).Parameter?.Value;
  };
  /** What custom resources of the newest stack were told: `Update Thing UPDATE_IN_PROGRESS <physical id before>`. */
  const told = async () => {
    const all = await aws.control.invocations();
    const mine = all.filter(({ event }) => String(event.StackId).includes(`:stack/stack-${count}/`));
    return mine.map(({ printed }) => printed.trim().split('\n')[0]);
  };

  test('a custom resource is created by its function, before what refers to it, and gives it its id and data', async () => {
    const stack = newStack();
    const status = await stack.create({
      Parameter: parameter({ 'Fn::Join': ['|', [{ Ref: 'Thing' }, { 'Fn::GetAtt': ['Thing', 'Value'] }]] }),
      Thing: custom({ Id: 'thing-1', Value: 42, Flag: true }),
    });
    expect(status).toBe('CREATE_COMPLETE');
    expect(await value()).toBe('thing-1|42');
    expect(await told()).toEqual(['Create Thing CREATE_IN_PROGRESS -']);
    const event = (await aws.control.invocations()).at(-1)?.event;
    expect(event).toMatchObject({
      RequestType: 'Create',
      ResourceType: 'Custom::Thing',
      LogicalResourceId: 'Thing',
      ResourceProperties: { ServiceToken: token, Value: '42', Flag: 'true' },
    });
    expect(await stack.events()).toEqual([
      'stack-1 CREATE_IN_PROGRESS',
      'Thing CREATE_IN_PROGRESS',
      'Thing CREATE_COMPLETE',
      'Parameter CREATE_IN_PROGRESS',
      'Parameter CREATE_COMPLETE',
      'stack-1 CREATE_COMPLETE',
    ]);
  });

  test('on update it is called only when its resolved properties change, with the old ones', async () => {
    const stack = newStack();
    const first = { Thing: custom({ Value: 'a' }), Other: custom({ Of: { Ref: 'Thing' }, Id: 'other' }) };
    await stack.create({ ...first, Parameter: parameter('one') });
    expect(await stack.update({ ...first, Parameter: parameter('two') })).toBe('UPDATE_COMPLETE');
    expect(await value()).toBe('two');
    expect(await told()).toHaveLength(2);

    await stack.update({ ...first, Thing: custom({ Value: 'b' }), Parameter: parameter('two') });
    expect((await told()).slice(2)).toEqual(['Update Thing UPDATE_IN_PROGRESS made-by-function']);
    expect((await aws.control.invocations()).at(-1)?.event).toMatchObject({
      PhysicalResourceId: 'made-by-function',
      ResourceProperties: { Value: 'b' },
      OldResourceProperties: { Value: 'a' },
    });
  });

  test('a changed physical id reaches what refers to it, and the old one is deleted after success', async () => {
    const stack = newStack();
    const resources = (Id: string) => ({ Thing: custom({ Id }), Other: custom({ Of: { Ref: 'Thing' }, Id: 'other' }) });
    await stack.create(resources('a'));
    expect(await stack.update(resources('b'))).toBe('UPDATE_COMPLETE');
    expect((await told()).slice(2)).toEqual([
      'Update Thing UPDATE_IN_PROGRESS a',
      'Update Other UPDATE_IN_PROGRESS other',
      'Delete Thing UPDATE_COMPLETE_CLEANUP_IN_PROGRESS a',
    ]);
  });

  test('a failed update is turned back in order, and what it made is deleted after that', async () => {
    const stack = newStack();
    const before = {
      Thing: custom({ Id: 'old' }),
      Untouched: custom({ Id: 'untouched' }),
      Parameter: parameter('old', 'Thing'),
    };
    await stack.create(before);
    const status = await stack.update({
      ...before,
      Thing: custom({ Id: 'new' }),
      New: custom({ Id: 'added' }, 'Thing'),
      Parameter: parameter('new', 'Thing'),
      Outcome: custom({ Fail: 'Create', Id: 'outcome' }, 'Parameter', 'New'),
    });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await value()).toBe('old');
    expect((await told()).slice(2)).toEqual([
      'Update Thing UPDATE_IN_PROGRESS old',
      'Create New UPDATE_IN_PROGRESS -',
      'Create Outcome UPDATE_IN_PROGRESS -',
      'Update Thing UPDATE_ROLLBACK_IN_PROGRESS new',
      'Delete Outcome UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS outcome',
      'Delete New UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS added',
      'Delete Thing UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS new',
    ]);
    expect((await stack.reasons('Outcome'))[0]).toMatch(
      /^Received response status \[FAILED\] from custom resource. Message returned: told to fail \(RequestId: /,
    );
    expect(await stack.reasons(stack.name)).toContain('The following resource(s) failed to create: [Outcome]. ');
    expect(await stack.update({ ...before, Parameter: parameter('again', 'Thing') })).toBe('UPDATE_COMPLETE');
  });

  test('the custom resource that failed to update is told to go back, too', async () => {
    const stack = newStack();
    await stack.create({ Thing: custom({ Value: 'old' }) });
    await stack.update({ Thing: custom({ Value: 'new', Fail: 'Update' }) });
    const events = (await aws.control.invocations()).slice(-2).map(({ event }) => event);
    expect(events).toMatchObject([
      { RequestType: 'Update', ResourceProperties: { Value: 'new' }, OldResourceProperties: { Value: 'old' } },
      { RequestType: 'Update', ResourceProperties: { Value: 'old' }, OldResourceProperties: { Value: 'new' } },
    ]);
    expect((await stack.described()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('a function that fails while the stack turns back leaves UPDATE_ROLLBACK_FAILED', async () => {
    const stack = newStack();
    const failing = { Thing: custom({ Value: 'old', Fail: 'Update' }) };
    await stack.create(failing);
    await stack.update({ Thing: custom({ Value: 'new' }), Last: custom({ Fail: 'Create' }, 'Thing') });
    expect((await stack.described()).StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
  });

  test('a failed creation deletes in reverse order what was made', async () => {
    const stack = newStack();
    const status = await stack.create({
      Last: custom({ Fail: 'Create', Id: 'last' }, 'Middle'),
      Middle: custom({ Id: 'middle', Of: { Ref: 'First' } }),
      First: custom({ Id: 'first' }),
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(await told()).toEqual([
      'Create First CREATE_IN_PROGRESS -',
      'Create Middle CREATE_IN_PROGRESS -',
      'Create Last CREATE_IN_PROGRESS -',
      'Delete Last ROLLBACK_IN_PROGRESS last',
      'Delete Middle ROLLBACK_IN_PROGRESS middle',
      'Delete First ROLLBACK_IN_PROGRESS first',
    ]);
    await expect(stack.update({ First: custom({}) })).rejects.toThrow('ROLLBACK_COMPLETE');
  });

  test('a stack is deleted in reverse order, but for what is to be kept', async () => {
    const stack = newStack();
    await stack.create({
      First: custom({ Id: 'first' }),
      Second: custom({ Id: 'second', Of: { Ref: 'First' } }),
      Parameter: { ...parameter('kept'), DeletionPolicy: 'Retain' },
    });
    expect(await stack.delete()).toBe('DELETE_COMPLETE');
    expect((await told()).slice(2)).toEqual([
      'Delete Second DELETE_IN_PROGRESS second',
      'Delete First DELETE_IN_PROGRESS first',
    ]);
    expect(await value()).toBe('kept');
  });

  test('a resource that is taken out of the template is deleted after the others were changed', async () => {
    const stack = newStack();
    await stack.create({ Thing: custom({ Id: 'gone' }), Parameter: parameter('old') });
    await stack.update({ Parameter: parameter('new') });
    expect((await told()).slice(1)).toEqual(['Delete Thing UPDATE_COMPLETE_CLEANUP_IN_PROGRESS gone']);
  });

  test('a function that throws is tried three times, and then there is no answer', async () => {
    const stack = newStack();
    expect(await stack.create({ Thing: custom({ Throw: 'Create' }) })).toBe('ROLLBACK_COMPLETE');
    expect((await told()).filter((each) => each?.startsWith('Create'))).toHaveLength(3);
    expect((await stack.reasons('Thing'))[0]).toContain('did not receive a response from your custom resource');
  });

  test('events can be delivered twice; the first answer counts', async () => {
    await aws.control.deliverEvents(2);
    const stack = newStack();
    expect(await stack.create({ Thing: custom({}) })).toBe('CREATE_COMPLETE');
    await aws.control.deliverEvents(1);
    const ids = (await aws.control.invocations()).slice(-2).map(({ event }) => event.RequestId);
    expect(ids[0]).toBe(ids[1]);
  });

  test('while a stack changes the API answers, and no other change is let in', async () => {
    const stack = newStack();
    await aws.control.holdStackCalls(0);
    const cloudformation = await aws.clients.cloudformation();
    const TemplateBody = JSON.stringify({ Resources: { Thing: custom({}) }, Outputs: {} });
    await cloudformation.createStack({ StackName: stack.name, TemplateBody });
    expect((await stack.described()).StackStatus).toBe('CREATE_IN_PROGRESS');
    await expect(cloudformation.updateStack({ StackName: stack.name, TemplateBody })).rejects.toThrow(
      'is in CREATE_IN_PROGRESS state and can not be updated',
    );
    await aws.control.holdStackCalls(20);
    while ((await stack.described()).StackStatus === 'CREATE_IN_PROGRESS');
    expect((await stack.described()).StackStatus).toBe('CREATE_COMPLETE');
    await expect(stack.update({ Thing: custom({}) })).rejects.toThrow('No updates are to be performed');
  });

  test('a function runs when it is invoked, and its errors are told as Lambda tells them', async () => {
    const lambda = await aws.clients.lambda();
    const failed = await lambda.invoke({ FunctionName: token, Payload: JSON.stringify({ no: 'event' }) });
    expect(failed.FunctionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(failed.Payload ?? []).toString())).toMatchObject({ errorType: 'TypeError' });
    const later = await lambda.invoke({ FunctionName: token, InvocationType: 'Event', Payload: '{}' });
    expect(later.StatusCode).toBe(202);
  });
});
