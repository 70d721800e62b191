import fc from 'fast-check';
import { canonicalJson } from '../../lib/canonical.js';
import { type AnswerPorts, type GatePorts, handleCustomResource, namesIn } from '../../lib/gate/index.js';
import type { Instant } from '../../lib/ids.js';
import { MemoryLedger } from '../../lib/ledger/index.js';
import { fingerprint, gateProperties, outcomeProperties, POLICY, policyAsking, prepare, requestOf } from './place.js';

const WEEKLY = { kind: 'weekly', days: ['fri'], from: '09:00', to: '24:00', zone: 'Europe/London' };
const ONCE = { kind: 'once', from: '2026-11-20T09:00', to: '2026-11-21T09:00', zone: 'UTC' };

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

describe('rules of a stack', () => {
  const askedWith = async (require: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    const ledger = new MemoryLedger();
    await prepare(ledger, '2026-11-20T08:00:00Z' as Instant, { made: ['a'], passed: ['a'] });
    const policy = policyAsking(require, more);
    const said = { ...EVENT.ResourceProperties, Request: canonicalJson(requestOf('a', { policy })) };
    const { answer, log } = await answerTo({ ...EVENT, ResourceProperties: said }, { ledger });
    return { answer, decision: (JSON.parse(log) as { readonly decision: string }).decision };
  };

  test.each<[says: string, require: Record<string, unknown>]>([
    ['.digests is not true or false', { digests: 'yes' }],
    ['.verdict is not one of any, all', { verdict: 'most' }],
    ['.combination is not one of exact, pairwise, each', { combination: ['exact'] }],
    ['.ancestry is not one of any, not-older, descendant', { ancestry: null }],
    ['.soakSeconds is not a whole number from 1', { soakSeconds: -1 }],
    ['.soakSeconds is not a whole number from 1', { soakSeconds: 1e300 }],
    ['.approvals is not an object', { approvals: 2 }],
    ['.approvals.count is not a whole number from 1', { approvals: { count: 0 } }],
    ['.approvals.roles is not a list', { approvals: { count: 1, roles: 'sre' } }],
    ['.approvals.expiresSeconds is not a whole number', { approvals: { count: 1, expiresSeconds: '1d' } }],
    ['.windows is not a list', { windows: {} }],
    ['.windows[0].kind is not one of weekly, once', { windows: [{}] }],
    ['.windows[0].days[0] is not one of mon,', { windows: [{ ...WEEKLY, days: ['monday'] }] }],
    ['.windows[0].from is not a time of day as HH:MM', { windows: [{ ...WEEKLY, from: '24:00' }] }],
    ['.windows[0].to is not a time as YYYY-MM-DDTHH:MM', { windows: [{ ...ONCE, to: '2026-02-30T12:00' }] }],
    ['.windows[1].zone is no time zone that is known here', { windows: [WEEKLY, { ...WEEKLY, zone: 'Mars/Olympus' }] }],
  ])('that make no sense are refused: %s', async (says, require) => {
    expect((await askedWith(require)).answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(`Request.policy.environments[1].require${says}`),
    });
  });

  test.each<[says: string, more: Record<string, unknown>]>([
    ['.roles["sre"] is not a list', { roles: { sre: 'ann@example.org' } }],
    [
      '.environments[0].promote is not one of manual, auto',
      { environments: [{ ...POLICY.environments[0], promote: true }] },
    ],
    [
      '.serviceSets[0].services[0].connects is not a list',
      { serviceSets: [{ id: 'main', environments: [], services: [{ id: 'carts', connects: 'x', containers: [] }] }] },
    ],
  ])('about people, promotion and neighbours are read as well: %s', async (says, more) => {
    expect((await askedWith({}, more)).answer.Reason).toContain(`Request.policy${says}`);
  });

  test('of any shape are weighed or refused, and never stumbled over', async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('any', 'all', 'exact', 'each', 'descendant', 1, 60, [WEEKLY], [ONCE], { count: 1 }),
    );
    const key = fc.constantFrom(
      ...['verdict', 'combination', 'soakSeconds', 'approvals', 'windows', 'ancestry', 'unsupported', 'blessing'],
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 3 }), async (require) => {
        expect(['opened', 'refused', 'odd']).toContain((await askedWith(require)).decision);
      }),
    );
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
