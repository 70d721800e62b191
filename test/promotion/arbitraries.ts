import fc from 'fast-check';
import { type EventDraft, type Fact, type LedgerEvent, sealEvent } from '../../lib/promotion/index.js';
import { minute, PROJECT, SET } from './world.js';

const release = fc.constantFrom('rel-1', 'rel-2', 'constructor');
const environment = fc.constantFrom('dev', 'production');
const deployment = fc.constantFrom('dep-1', 'dep-2', 'dep-3', 'toString');
const fence = fc.integer({ min: 0, max: 4 });
const instant = fc.integer({ min: 0, max: 12 }).map(minute);
const image = fc.constantFrom('docker.io/example/carts:1', 'constructor');
const bracket = fc.constantFrom('bra-1', 'bra-2');
const place = { serviceSet: fc.constant(SET), environment };
/** What an approval is of: with so few hashes many are of the same change. */
const change = fc.record(
  {
    ...place,
    release,
    replaces: release,
    before: fc.constant('b'.repeat(64)),
    after: fc.constantFrom('c'.repeat(64), 'd'.repeat(64)),
  },
  { requiredKeys: ['serviceSet', 'environment', 'release', 'after'] },
);
const digest = fc.constantFrom(`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`);
const lease = fc.record({ holder: fc.constantFrom('a/1', 'b/2'), fence, expires: fc.constant(minute(500)) });

/** Facts about what is released, deployed and evaluated. */
const work = fc.oneof(
  fc
    .record({ id: release, number: fc.integer({ min: 1, max: 3 }), images: fc.dictionary(image, digest) })
    .map(({ id, number, images }) => ({
      type: 'release.created',
      release: {
        id,
        number,
        project: PROJECT,
        serviceSet: SET,
        description: '',
        images: Object.fromEntries(Object.entries(images).map(([name, of]) => [name, { image: name, digest: of }])),
        sources: {},
      },
    })),
  fc
    .record(
      {
        deployment,
        environment,
        release,
        lease,
        kind: fc.constantFrom('deploy', 'promote', 'rollback'),
        automatic: fc.constant(true),
        bracket,
      },
      { requiredKeys: ['deployment', 'environment', 'release', 'lease', 'kind'] },
    )
    .map((chosen) => ({
      type: 'deployment.requested',
      serviceSet: SET,
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
);

/** Facts about what people decide beside that. */
const control = fc.oneof(
  fc.record({ change }).map(({ change }) => ({ type: 'approval.granted', change, preview: change.after })),
  fc.record({ change }).map(({ change }) => ({
    type: 'promotion.prepared',
    change,
    preview: change.after,
    changeSet: 'arn',
    stack: 'arn',
  })),
  fc
    .record(
      { environment, from: instant, until: instant, rollbacks: fc.constantFrom('allowed', 'refused') },
      { requiredKeys: ['rollbacks'] },
    )
    .map((chosen) => ({ type: 'freeze.set', ...chosen })),
  fc
    .record({ environment, planned: fc.boolean() }, { requiredKeys: ['planned'] })
    .map((chosen) => ({ type: 'freeze.lifted', ...chosen })),
  fc.record({ ...place, release }).map((chosen) => ({ type: 'hold.set', ...chosen })),
  fc.record(place).map((chosen) => ({ type: 'hold.lifted', ...chosen })),
  fc.record(
    { type: fc.constantFrom('block.set', 'block.set', 'block.lifted'), image, digest },
    { requiredKeys: ['type', 'image'] },
  ),
  fc.record({ ...place, release, expires: instant }).map((chosen) => ({ type: 'glass.broken', ...chosen })),
  fc.record({ ...place, release, healthy: fc.boolean() }).map((chosen) => ({ type: 'health.recorded', ...chosen })),
  fc.record({ type: fc.constantFrom('bracket.opened', 'bracket.opened', 'bracket.abandoned'), ...place, bracket }),
  fc
    .record({ ...place, bracket, images: fc.dictionary(image, fc.record({ image })) })
    .map((chosen) => ({ type: 'bracket.added', ...chosen })),
);

/** Facts about so few things that most of them contradict one another. */
const fact = fc.oneof({ weight: 3, arbitrary: work }, { weight: 2, arbitrary: control }) as fc.Arbitrary<Fact>;

const draft: fc.Arbitrary<EventDraft> = fc.record({
  at: fc.integer({ min: 0, max: 9 }).map(minute),
  actor: fc.constantFrom('tim', 'sue', 'Sue'),
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
