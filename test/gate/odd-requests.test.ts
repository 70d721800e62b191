import fc from 'fast-check';
import { canonicalJson } from '../../lib/canonical.js';
import { type AnswerPorts, type GatePorts, handleCustomResource, namesIn } from '../../lib/gate/index.js';
import type { Instant } from '../../lib/ids.js';
import { MemoryLedger } from '../../lib/ledger/index.js';
import { fingerprint, gateProperties, outcomeProperties, requestOf } from './place.js';

interface Answered {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
}

/** A world in which every question fails that a request should not lead to. */
async function answerTo(
  event: unknown,
  more: Partial<GatePorts & AnswerPorts> = {},
): Promise<{ readonly answer: Answered; readonly log: string }> {
  const answers: Answered[] = [];
  let log = '';
  const never = async (): Promise<never> => {
    throw new Error('not to be asked');
  };
  await handleCustomResource(event, {
    ledger: new MemoryLedger(),
    now: () => '2026-11-20T09:00:00Z' as Instant,
    until: '2026-11-20T09:13:00Z' as Instant,
    stackStatus: async () => 'UPDATE_IN_PROGRESS',
    physicalId: async () => undefined,
    observe: never,
    pause: async () => undefined,
    put: async (_, text) => {
      answers.push(JSON.parse(text) as Answered);
      return 200;
    },
    log: (line) => {
      log += line;
    },
    ...more,
  });
  const [answer, ...others] = answers;
  if (answer === undefined || others.length > 0) throw new Error(`${answers.length} answers`);
  return { answer, log };
}

const EVENT = {
  RequestType: 'Create',
  ResponseURL: 'https://cloudformation.example.org/answer?signature=secret',
  StackId: 'arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/shop-prod/6e1f',
  RequestId: '0d4f',
  LogicalResourceId: 'Gate',
  ResourceType: 'Custom::SlipwayGate',
  ResourceProperties: gateProperties('a', 'a0'),
};

describe('a request that cannot be understood', () => {
  const odd: readonly (readonly [says: string, event: object])[] = [
    ['The request cannot be read: the RequestType "Read" is not Create', { RequestType: 'Read' }],
    ['The request cannot be read: the StackId "shop" is not the ARN of a stack', { StackId: 'shop' }],
    ['The request cannot be read: the request has no ResourceType', { ResourceType: 7 }],
    ['The request cannot be read: the request has no ResourceProperties', { ResourceProperties: 'none' }],
    ['The request cannot be read: Update needs a PhysicalResourceId', { RequestType: 'Update' }],
    [
      'Slipway knows Custom::SlipwayGate and Custom::SlipwayOutcome, not Custom::Other',
      { ResourceType: 'Custom::Other' },
    ],
    ['cannot be read: Request is not a text', { ResourceProperties: {} }],
    ['cannot be read: Request is not JSON', { ResourceProperties: { Request: '{' } }],
    ['cannot be read: Request.policy is not an object', { ResourceProperties: { Request: '{}' } }],
    [
      'cannot be read: Request.policy.id is not an id: it may hold only letters',
      {
        ResourceProperties: {
          Request: canonicalJson(requestOf('a', { policy: { ...requestOf('a').policy, id: 'a#b' as never } })),
        },
      },
    ],
    [
      'cannot be read: Fingerprint is not a SHA-256',
      { ResourceProperties: { Request: canonicalJson(requestOf('a')), Fingerprint: fingerprint('a').toUpperCase() } },
    ],
    [
      'cannot be read: Deployment "nothing/1" names no deployment',
      { ResourceType: 'Custom::SlipwayOutcome', ResourceProperties: outcomeProperties('a', 'nothing/1') },
    ],
    [
      'cannot be read: Services["carts"] is not a text',
      {
        ResourceType: 'Custom::SlipwayOutcome',
        ResourceProperties: { ...outcomeProperties('a', 'dep-0123456789ab/1'), Services: { carts: {} } },
      },
    ],
  ];

  test.each(odd)('is refused: %s', async (says, change) => {
    const { answer } = await answerTo({ ...EVENT, ...change });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(says) });
  });

  test.each(odd)('does not keep anything from being taken away: %s', async (_, change) => {
    const { answer } = await answerTo({ ...EVENT, ...change, RequestType: 'Delete', PhysicalResourceId: 'some/id' });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'some/id' });
  });

  test('is answered whatever it holds, as long as it says whom', async () => {
    const keys = Object.keys(EVENT).filter((key) => !/^(ResponseURL|StackId|RequestId|LogicalResourceId)$/.test(key));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys, 'PhysicalResourceId'), fc.anything()), async (change) => {
        const { answer } = await answerTo({ ...EVENT, ...change });
        expect(['SUCCESS', 'FAILED']).toContain(answer.Status);
      }),
    );
  });

  test('that does not say whom to answer is an error of the function', async () => {
    for (const event of [null, 'text', {}, { ...EVENT, ResponseURL: undefined }, { ...EVENT, LogicalResourceId: '' }])
      await expect(answerTo(event)).rejects.toThrow('CloudFormation cannot be answered');
  });
});

describe('a request in a world that fails', () => {
  const failing = async (): Promise<never> => {
    throw new Error('AWS does not answer');
  };
  const ledger = { view: failing, events: failing, append: failing, projects: failing };

  test('a gate that cannot look into the record lets nobody in', async () => {
    const { answer } = await answerTo(EVENT, { ledger });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('AWS does not answer') });
  });

  test('a gate that does not know what CloudFormation is doing lets nobody in', async () => {
    expect((await answerTo(EVENT, { stackStatus: failing })).answer.Status).toBe('FAILED');
  });

  test('a stack that is turned back goes on, and nothing is said of its deployment', async () => {
    const event = { ...EVENT, RequestType: 'Update', PhysicalResourceId: 'dep-0123456789ab/4' };
    const { answer } = await answerTo(event, { ledger, stackStatus: async () => 'UPDATE_ROLLBACK_IN_PROGRESS' });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'dep-0123456789ab/4' });
  });

  test('a gate is taken away', async () => {
    const event = { ...EVENT, RequestType: 'Delete', PhysicalResourceId: 'dep-0123456789ab/4' };
    expect((await answerTo(event, { ledger, stackStatus: failing })).answer.Status).toBe('SUCCESS');
  });

  test('an end that cannot be found out or recorded is unknown, which turns nothing back', async () => {
    const event = {
      ...EVENT,
      ResourceType: 'Custom::SlipwayOutcome',
      ResourceProperties: outcomeProperties('a', 'dep-0123456789ab/4'),
    };
    for (const more of [{ ledger }, { stackStatus: failing }]) {
      const { answer } = await answerTo(event, more);
      expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringContaining('AWS does not answer') });
    }
  });
});

test('the log tells of each request in one line, and not how it could be answered', async () => {
  const { log } = await answerTo(EVENT);
  expect(log).not.toContain('\n');
  expect(log).not.toContain('secret');
  expect(JSON.parse(log)).toMatchObject({
    type: 'Create',
    stackId: EVENT.StackId,
    requestId: '0d4f',
    status: 'FAILED',
    decision: 'refused',
  });
});

test('what is recorded for a stack goes by the names that its policy says', () => {
  expect(namesIn(EVENT)).toEqual({ project: 'Shop', environments: { staging: 'Staging', prod: 'Production' } });
  expect(namesIn({ ResourceProperties: 7 })).toEqual({ project: '', environments: {} });
});
