import type { Lambda } from '@aws-sdk/client-lambda';
import type { EventHash } from '../../lib/ids.js';
import { type AppendRequest, LambdaAppender } from '../../lib/ledger/index.js';
import { sealEvent } from '../../lib/promotion/index.js';
import { PROJECT, releaseCreated } from './drafts.js';

const HEAD = { hash: 'a'.repeat(64) as EventHash, seq: 3 };
const REQUEST: AppendRequest = {
  project: PROJECT,
  names: { project: 'Sock Shop', environments: {} },
  heads: [HEAD],
  draft: releaseCreated('rel-1').numbered(1),
};
const EVENT = sealEvent(PROJECT, REQUEST.draft, [HEAD]);

type Answer = { readonly said?: unknown; readonly failed?: boolean; readonly thrown?: string };

/** A function that answers one invocation after the other. */
function functionOf(...answers: readonly Answer[]) {
  const invocations: { readonly FunctionName?: string; readonly Payload?: unknown }[] = [];
  const lambda = {
    config: { region: async () => 'eu-west-1' },
    invoke: async (input: { readonly FunctionName: string; readonly Payload: Uint8Array }) => {
      const { said, failed = false, thrown } = answers[invocations.length] ?? {};
      invocations.push({ ...input, Payload: JSON.parse(Buffer.from(input.Payload).toString()) });
      if (thrown !== undefined) throw Object.assign(new Error(thrown), { name: thrown });
      return {
        Payload: Buffer.from(typeof said === 'string' ? said : JSON.stringify(said ?? null)),
        ...(failed ? { FunctionError: 'Unhandled' } : {}),
      };
    },
  };
  const appender = new LambdaAppender(async () => lambda as unknown as Lambda, 'slipway-sockshop-ledger');
  return { appender, invocations };
}

describe('appending by way of the function', () => {
  test('hands on what is to be appended, and gives the event', async () => {
    const { appender, invocations } = functionOf({ said: { event: EVENT } });
    expect(await appender.append(REQUEST)).toEqual(EVENT);
    expect(invocations).toEqual([
      {
        FunctionName: 'slipway-sockshop-ledger',
        InvocationType: 'RequestResponse',
        Payload: JSON.parse(JSON.stringify({ operation: 'append', ...REQUEST })),
      },
    ]);
  });

  test('gives nothing where the race was lost', async () => {
    expect(await functionOf({ said: {} }).appender.append(REQUEST)).toBeUndefined();
  });

  test('throws what the function says is wrong', async () => {
    const problems = [{ code: 'ItemTooLarge', message: 'too large', hint: 'less' }];
    const { appender } = functionOf({ said: { error: { kind: 'input', problems } } });
    await expect(appender.append(REQUEST)).rejects.toMatchObject({ name: 'SlipwayError', kind: 'input', problems });
  });

  test('says which function is missing, where, and what to do', async () => {
    await expect(functionOf({ thrown: 'ResourceNotFoundException' }).appender.append(REQUEST)).rejects.toMatchObject({
      kind: 'unavailable',
      problems: [
        {
          code: 'LedgerFunctionNotFound',
          message: expect.stringMatching(/slipway-sockshop-ledger in eu-west-1/),
          hint: expect.stringContaining('cdk deploy'),
        },
      ],
    });
  });

  test.each([
    ['timed out', { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 30.00 seconds' }],
    ['ran out of memory', { errorType: 'Runtime.OutOfMemory', errorMessage: 'signal: killed' }],
  ])('asks a function again that %s: what it wrote it finds', async (_, said) => {
    const { appender, invocations } = functionOf({ said, failed: true }, { said: { event: EVENT } });
    expect(await appender.append(REQUEST)).toEqual(EVENT);
    expect(invocations[1]).toEqual(invocations[0]);
  });

  test('does not ask for ever', async () => {
    const stopped = { said: { errorMessage: 'Task timed out after 30.00 seconds' }, failed: true };
    const { appender, invocations } = functionOf(...Array.from({ length: 9 }, () => stopped));
    await expect(appender.append(REQUEST)).rejects.toMatchObject({
      kind: 'unavailable',
      problems: [{ code: 'LedgerFunctionFailed', message: expect.stringContaining('timed out after 30.00 seconds') }],
    });
    expect(invocations).toHaveLength(3);
  });

  test.each<[string, Answer, RegExp]>([
    ['fails', { said: { errorType: 'TypeError', errorMessage: 'oh' }, failed: true }, /TypeError: oh/],
    ['fails without a word', { failed: true }, /it failed/],
    ['answers nothing', {}, /no answer/],
    ['answers something else than JSON', { said: 'hello' }, /no answer/],
    ['answers with half an event', { said: { event: { seq: 1 } } }, /what is no event/],
    ['answers with an edited event', { said: { event: { ...EVENT, actor: 'kim' } } }, /it was changed/],
    [
      'answers with an event on another head',
      { said: { event: sealEvent(PROJECT, REQUEST.draft, []) } },
      /not asked for/,
    ],
    ['answers with half an error', { said: { error: { kind: 'input' } } }, /cannot be read/],
  ])('does not believe a function that %s', async (_, answer, why) => {
    await expect(functionOf(answer).appender.append(REQUEST)).rejects.toMatchObject({
      kind: 'unavailable',
      problems: [{ code: 'LedgerFunctionFailed', message: expect.stringMatching(why) }],
    });
  });
});
