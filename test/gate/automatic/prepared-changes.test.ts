import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { executeChange, findChange } from '../../../bin/ledger-function/prepared-changes.js';
import type { AwsClients } from '../../../lib/aws/index.js';
import { SlipwayError } from '../../../lib/problem.js';

const ADDRESS = {
  changeSet: 'arn:aws:cloudformation:eu-west-1:123456789012:changeSet/slipway-0123456789ab/6f0c',
  stack: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-production/0a1b',
};
const NAMES = { StackName: ADDRESS.stack, ChangeSetName: 'slipway-0123456789ab' };

/** CloudFormation that gives these answers, and notes what it was asked. */
function answering(answers: Readonly<Record<string, unknown>>) {
  const asked: [call: string, input: unknown][] = [];
  const answer = (call: string) => async (input: { readonly ChangeSetName?: string }) => {
    asked.push([call, input]);
    const found = answers[call === 'getTemplate' && input.ChangeSetName !== undefined ? 'getTemplate of it' : call];
    if (found instanceof Error) throw found;
    return found;
  };
  const calls = ['describeChangeSet', 'describeStacks', 'getTemplate', 'executeChangeSet'];
  const client = Object.fromEntries(calls.map((call) => [call, answer(call)])) as unknown as CloudFormation;
  const clients = { cloudformation: async () => client } as Pick<AwsClients, 'cloudformation'>;
  return { clients, asked };
}

function failing(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

const READY = {
  describeChangeSet: {
    ChangeSetId: ADDRESS.changeSet,
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
  },
  describeStacks: { Stacks: [{ StackStatus: 'UPDATE_COMPLETE' }] },
  getTemplate: { TemplateBody: '{"stands":1}' },
  'getTemplate of it': { TemplateBody: '{"comes":1}' },
};

describe('what became of a prepared change', () => {
  test('is what it would make, and what stands there, asked for by the names that permissions are given by', async () => {
    const { clients, asked } = answering(READY);
    expect(await findChange(clients, ADDRESS)).toEqual({
      change: { ready: true, template: '{"comes":1}' },
      stack: { status: 'UPDATE_COMPLETE', template: '{"stands":1}' },
    });
    expect(asked).toEqual(
      expect.arrayContaining([
        ['describeChangeSet', NAMES],
        ['getTemplate', { ...NAMES, TemplateStage: 'Original' }],
        ['getTemplate', { StackName: ADDRESS.stack, TemplateStage: 'Original' }],
      ]),
    );
  });

  test.each<[string, unknown, why: RegExp]>([
    [
      'CloudFormation gave it up',
      failing('ChangeSetNotFoundException'),
      /has no change set slipway-0123456789ab any more/,
    ],
    ['its stack is gone', failing('ValidationError'), /any more/],
    ['it was made anew', { ...READY.describeChangeSet, ChangeSetId: 'another' }, /is another one by now/],
    ['it was executed', { ...READY.describeChangeSet, ExecutionStatus: 'EXECUTE_COMPLETE' }, /EXECUTE_COMPLETE/],
    ['the stack has moved on', { ...READY.describeChangeSet, ExecutionStatus: 'OBSOLETE' }, /OBSOLETE/],
    ['it is being made', { ...READY.describeChangeSet, Status: 'CREATE_IN_PROGRESS' }, /CREATE_IN_PROGRESS/],
  ])('is that it cannot be made where %s', async (_, describeChangeSet, why) => {
    const { clients } = answering({ ...READY, describeChangeSet });
    const found = await findChange(clients, ADDRESS);
    expect(found).toMatchObject({ change: { ready: false, why: expect.stringMatching(why) } });
    expect(found.stack.template).toBe('{"stands":1}');
  });

  test.each(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'])(
    'finds nothing that stands in a stack that is %s',
    async (status) => {
      const { clients } = answering({ ...READY, describeStacks: { Stacks: [{ StackStatus: status }] } });
      expect((await findChange(clients, ADDRESS)).stack).toEqual({ status });
    },
  );

  test('takes a stack that nobody knows for a deleted one', async () => {
    const { clients } = answering({ ...READY, describeStacks: failing('ValidationError') });
    expect((await findChange(clients, ADDRESS)).stack).toEqual({ status: 'DELETE_COMPLETE' });
  });

  test('is not known where AWS does not answer', async () => {
    for (const call of ['describeChangeSet', 'describeStacks', 'getTemplate'])
      await expect(
        findChange(answering({ ...READY, [call]: failing('Throttling') }).clients, ADDRESS),
      ).rejects.toThrow();
  });
});

describe('asking CloudFormation to make a change', () => {
  test('is done under a token', async () => {
    const { clients, asked } = answering({ executeChangeSet: {} });
    expect(await executeChange(clients, ADDRESS, 'dep-0123456789ab')).toEqual({ taken: true });
    expect(asked).toEqual([['executeChangeSet', { ...NAMES, ClientRequestToken: 'dep-0123456789ab' }]]);
  });

  const denied = new SlipwayError('unavailable', {
    code: 'AccessDenied',
    message: 'the caller may not',
    hint: 'grant it',
  });

  test.each<[Error, RegExp]>([
    [failing('InvalidChangeSetStatusException', 'it is OBSOLETE'), /CloudFormation says: it is OBSOLETE/],
    [failing('InvalidChangeSetStatus'), /no/],
    [failing('ChangeSetNotFoundException'), /no/],
    [failing('InsufficientCapabilitiesException'), /no/],
    [denied, /the caller may not/],
  ])('is not taken on where it never will be: %s', async (error, why) => {
    const { clients } = answering({ executeChangeSet: error });
    expect(await executeChange(clients, ADDRESS, 'x')).toEqual({ taken: false, why: expect.stringMatching(why) });
  });

  test('may have been heard where AWS does not answer', async () => {
    const lost = new SlipwayError('unavailable', { code: 'AwsUnreachable', message: 'no answer', hint: 'wait' });
    for (const error of [lost, failing('InternalFailure')])
      await expect(executeChange(answering({ executeChangeSet: error }).clients, ADDRESS, 'x')).rejects.toBe(error);
  });
});
