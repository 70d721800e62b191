import fc from 'fast-check';
import { type EventDraft, type Fact, type LedgerEvent, sealEvent } from '../../lib/promotion/index.js';
import { minute, PROJECT, SET } from './world.js';

const release = fc.constantFrom('rel-1', 'rel-2', 'constructor');
const environment = fc.constantFrom('dev', 'production');
const deployment = fc.constantFrom('dep-1', 'dep-2', 'dep-3', 'toString');
const fence = fc.integer({ min: 0, max: 4 });
const lease = fc.record({ holder: fc.constantFrom('a/1', 'b/2'), fence, expires: fc.constant(minute(500)) });

/** Facts about so few things that most of them contradict one another. */
const fact = fc.oneof(
  fc.record({ id: release, number: fc.integer({ min: 1, max: 3 }) }).map(({ id, number }) => ({
    type: 'release.created',
    release: { id, number, project: PROJECT, serviceSet: SET, description: '', images: {}, sources: {} },
  })),
  fc.record({ deployment, environment, release, lease }).map((chosen) => ({
    type: 'deployment.requested',
    serviceSet: SET,
    kind: 'deploy',
    target: 'memory',
    hashes: { manifest: '', template: '', preview: '' },
    tool: '',
    ...chosen,
  })),
  fc.record({ deployment, lease }).map((chosen) => ({ type: 'deployment.resumed', ...chosen })),
  fc
    .record({ deployment, fence, outcome: fc.constantFrom('succeeded', 'succeeded', 'failed', 'rolled-back') })
    .map((chosen) => ({ type: 'deployment.finished', artifacts: {}, ...chosen })),
  fc
    .record({ deployment, environment, release, verdict: fc.constantFrom('pass', 'warning', 'fail') })
    .map((chosen) => ({ type: 'verdict.recorded', serviceSet: SET, ...chosen })),
) as fc.Arbitrary<Fact>;

const draft: fc.Arbitrary<EventDraft> = fc.record({
  at: fc.integer({ min: 0, max: 9 }).map(minute),
  actor: fc.constantFrom('tim', 'sue'),
  fact,
});

/** A record in one line. */
export const chains: fc.Arbitrary<readonly LedgerEvent[]> = fc.array(draft, { maxLength: 40 }).map((drafts) => {
  const events: LedgerEvent[] = [];
  for (const one of drafts) events.push(sealEvent(PROJECT, one, events.slice(-1)));
  return events;
});

/** A record with branches and merges: each event follows on one or several of those before it, or begins anew. */
export const graphs: fc.Arbitrary<readonly LedgerEvent[]> = fc
  .array(fc.tuple(draft, fc.array(fc.nat(), { maxLength: 3 })), { minLength: 1, maxLength: 25 })
  .map((drafts) => {
    const events: LedgerEvent[] = [];
    for (const [one, picks] of drafts) {
      const parents = picks.flatMap((pick) => events[pick % Math.max(1, events.length)] ?? []);
      events.push(sealEvent(PROJECT, one, parents));
    }
    return [...new Map(events.map((event) => [event.hash, event])).values()];
  });
