import type { EventHash } from '../../lib/ids.js';
import { type Appender, type AppendRequest, answerAppend } from '../../lib/ledger/index.js';
import { SlipwayError } from '../../lib/problem.js';
import { sealEvent } from '../../lib/promotion/index.js';
import { PROJECT, releaseCreated } from './drafts.js';

const HEAD = { hash: 'a'.repeat(64) as EventHash, seq: 3 };
const REQUEST: AppendRequest = {
  project: PROJECT,
  names: { project: 'Sock Shop', environments: { dev: 'Development' } },
  heads: [HEAD],
  draft: releaseCreated('rel-1').numbered(1),
};

/** Seals what it is asked to append, and keeps the request. */
class Sealing implements Appender {
  asked: AppendRequest | undefined;

  async append(request: AppendRequest) {
    this.asked = request;
    return sealEvent(request.project, request.draft, request.heads);
  }
}

const failing = (error: unknown): Appender => ({
  append: async () => {
    throw error;
  },
});

describe('the function that appends', () => {
  test('answers with the event, after the request came over the wire', async () => {
    const appender = new Sealing();
    const payload: unknown = JSON.parse(JSON.stringify({ operation: 'append', ...REQUEST }));
    expect(await answerAppend(appender, payload)).toEqual({ event: sealEvent(PROJECT, REQUEST.draft, [HEAD]) });
    expect(appender.asked).toEqual(REQUEST);
  });

  test('answers nothing where the race was lost', async () => {
    expect(await answerAppend({ append: async () => undefined }, REQUEST)).toEqual({});
  });

  test('answers with what the caller can do something about', async () => {
    const problem = { code: 'ItemTooLarge', message: 'too large' };
    const answer = await answerAppend(failing(new SlipwayError('input', problem)), REQUEST);
    expect(answer).toEqual({ error: { kind: 'input', problems: [problem] } });
  });

  test('fails where it has a defect', async () => {
    await expect(answerAppend(failing(new TypeError('oh')), REQUEST)).rejects.toThrow('oh');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'append'],
    ['no project', { ...REQUEST, project: undefined }],
    ['a project that is no id', { ...REQUEST, project: 'a#event' }],
    ['no names', { ...REQUEST, names: undefined }],
    ['names that are no texts', { ...REQUEST, names: { project: 'x', environments: { dev: 1 } } }],
    ['heads without numbers', { ...REQUEST, heads: [HEAD.hash] }],
    ['heads that are no hashes', { ...REQUEST, heads: [{ hash: 'x', seq: 1 }] }],
    ['heads with a number before the first', { ...REQUEST, heads: [{ ...HEAD, seq: 0 }] }],
    ['no draft', { ...REQUEST, draft: undefined }],
    ['a draft of nothing', { ...REQUEST, draft: { at: '', actor: '' } }],
  ])('does not understand %s, says so, and appends nothing', async (_, request) => {
    const appender = new Sealing();
    expect(await answerAppend(appender, request)).toEqual({
      error: { kind: 'input', problems: [expect.objectContaining({ code: 'InvalidAppend' })] },
    });
    expect(appender.asked).toBeUndefined();
  });
});
