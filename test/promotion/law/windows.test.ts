import type { Instant } from '../../../lib/ids.js';
import type { Window } from '../../../lib/manifest/index.js';
import { environment, project, Story } from '../world.js';

const OFFICE: Window = {
  kind: 'weekly',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  zone: 'Europe/London',
};
const ONCE: Window = { kind: 'once', from: '2026-11-21T10:00', to: '2026-11-21T11:00', zone: 'Europe/Berlin' };

function ask(windows: readonly Window[], at: string, kind?: 'rollback') {
  const story = new Story(project([environment('dev', { require: { digests: false, windows } })])).release('1');
  return story.deployed('1', 'dev', 'pass').ask('1', 'dev', kind, { at: at as Instant });
}

describe('a window', () => {
  test('is open from its first minute to the instant at which it ends', () => {
    expect(ask([OFFICE], '2026-11-20T08:59:59.999Z').eligible).toBe(false);
    expect(ask([OFFICE], '2026-11-20T09:00:00Z')).toEqual({ eligible: true, reasons: [] });
    expect(ask([OFFICE], '2026-11-20T16:59:59.999Z').eligible).toBe(true);
    expect(ask([OFFICE], '2026-11-20T17:00:00Z').eligible).toBe(false);
  });

  test('that is shut is told with those there are, and when the next one opens', () => {
    expect(ask([OFFICE], '2026-11-20T17:00:00Z')).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'WindowClosed',
          message: 'dev takes deployments only in its windows: Mon-Fri 09:00-17:00 Europe/London',
          by: 'time',
          hint: 'wait until 2026-11-23T09:00:00Z',
          until: '2026-11-23T09:00:00Z',
        },
      ],
      earliest: '2026-11-23T09:00:00Z',
    });
  });

  test('one of several is enough, and the first that opens is the one to wait for', () => {
    expect(ask([OFFICE, ONCE], '2026-11-20T18:00:00Z').earliest).toBe('2026-11-21T09:00:00Z');
    expect(ask([OFFICE, ONCE], '2026-11-21T09:30:00Z').eligible).toBe(true);
  });

  test('that never opens again leaves only a change of the manifest', () => {
    expect(ask([ONCE], '2026-12-01T00:00:00Z')).toEqual({
      eligible: false,
      reasons: [
        {
          code: 'WindowClosed',
          message: 'dev takes deployments only in its windows: 2026-11-21 10:00-11:00 Europe/Berlin',
          by: 'whoever changes its windows in the manifest',
          hint: expect.stringContaining('`require.windows`'),
        },
      ],
    });
  });

  test('does not keep anybody from rolling back', () => {
    expect(ask([OFFICE], '2026-11-21T00:00:00Z', 'rollback').eligible).toBe(true);
  });
});
