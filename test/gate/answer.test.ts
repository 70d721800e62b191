import fc from 'fast-check';
import { answerText, MAX_ANSWER_BYTES, sendAnswer } from '../../lib/gate/index.js';

const ADDRESS = {
  url: 'https://cloudformation.example.org/answer',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-prod/6e1f',
  requestId: '0d4f',
  logicalId: 'Gate',
};
const FAILED = { status: 'FAILED', physicalId: 'nothing/0d4f', decision: 'refused' } as const;

const reasonOf = (text: string): string => (JSON.parse(text) as { readonly Reason: string }).Reason;

describe('an answer to CloudFormation', () => {
  test('names the request that it answers', () => {
    const text = answerText(ADDRESS, { status: 'SUCCESS', physicalId: 'dep-0123456789ab/3', decision: 'opened' });
    expect(JSON.parse(text)).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'dep-0123456789ab/3',
      StackId: ADDRESS.stackId,
      RequestId: ADDRESS.requestId,
      LogicalResourceId: 'Gate',
    });
  });

  test('that tells of a failure has a reason', () => {
    expect(reasonOf(answerText(ADDRESS, FAILED))).not.toBe('');
  });

  test('is cut after a sentence', () => {
    const sentence = 'Release 12 has not run in staging.';
    const reason = reasonOf(answerText(ADDRESS, { ...FAILED, reason: Array(500).fill(sentence).join(' ') }));
    expect(reason).toMatch(/^(Release 12 has not run in staging\. )+\[…\]$/);
    expect(reason.length).toBeGreaterThan(3_000);
  });

  test('is never longer than CloudFormation reads, whatever the reason, and says as much of it as fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(2_000), (part, times) => {
        const reason = part.repeat(times);
        const text = answerText(ADDRESS, { ...FAILED, reason });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
        const told = reasonOf(text);
        if (told !== reason) expect(reason.startsWith(told.slice(0, told.lastIndexOf(' […]')))).toBe(true);
      }),
    );
  });
});

describe('sending an answer', () => {
  const waits: number[] = [];
  const pause = async (wait: number): Promise<void> => {
    waits.push(wait);
  };
  beforeEach(() => waits.splice(0));

  test('tries again, and waits longer each time', async () => {
    const said: (number | Error)[] = [new Error('ECONNRESET'), 503, 200];
    const put = async (): Promise<number> => {
      const next = said.shift() ?? 0;
      if (next instanceof Error) throw next;
      return next;
    };
    await sendAnswer(put, pause, ADDRESS.url, '{}');
    expect(said).toEqual([]);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits).toHaveLength(2);
  });

  test('gives up in time for Lambda to deliver the request again', async () => {
    const sent = sendAnswer(async () => 403, pause, ADDRESS.url, '{}');
    await expect(sent).rejects.toThrow('CloudFormation could not be answered: it was answered with HTTP status 403');
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(60_000);
  });
});
