import { parseInstant } from '../../ids.js';
import { flag, list, mapOf, object, oneOf, optional, type Shape } from '../../shape.js';
import type { Fact } from './events.js';

const HASH = /^[0-9a-f]{64}$/;

const text: Shape = (value) => (typeof value === 'string' ? undefined : ' is not a text');
const hash: Shape = (value) =>
  typeof value === 'string' && HASH.test(value) ? undefined : ' is not a SHA-256 of 64 lower-case hex digits';
const instant: Shape = (value) =>
  typeof value === 'string' && parseInstant(value) !== undefined ? undefined : ' is not an instant in UTC';
const count: Shape = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : ' is not a whole number';
const image = object({ image: text, digest: optional(text), releaseHash: optional(text) });
const place = { serviceSet: text, environment: text };
const change = object({
  ...place,
  release: text,
  replaces: optional(text),
  before: optional(hash),
  after: hash,
});
const lineage = mapOf(oneOf('same', 'descendant', 'ancestor', 'diverged'));
const lease = object({ holder: text, fence: count, expires: instant });

const factRules: Readonly<Record<Fact['type'], Shape>> = {
  'release.created': object({
    release: object({
      id: text,
      number: count,
      project: text,
      serviceSet: text,
      description: text,
      images: mapOf(image),
      sources: mapOf(object({ kind: text })),
    }),
  }),
  'deployment.requested': object({
    deployment: text,
    serviceSet: text,
    environment: text,
    release: text,
    kind: oneOf('deploy', 'promote', 'sync', 'rollback'),
    replaces: optional(text),
    target: text,
    lease,
    hashes: object({ manifest: text, template: text, preview: text }),
    tool: text,
    automatic: optional(flag),
    bracket: optional(text),
    overridden: optional(list(text)),
    lineage: optional(lineage),
  }),
  'deployment.resumed': object({ deployment: text, lease }),
  'deployment.finished': object({
    deployment: text,
    fence: count,
    outcome: oneOf('succeeded', 'failed', 'rolled-back'),
    artifacts: mapOf(object({ status: text, image: text, digest: optional(text) })),
    message: optional(text),
  }),
  'verdict.recorded': object({
    serviceSet: text,
    environment: text,
    release: text,
    deployment: text,
    verdict: oneOf('pass', 'warning', 'fail'),
    evidence: optional(text),
  }),
  'approval.granted': object({
    change,
    preview: hash,
  }),
  'freeze.set': object({
    environment: optional(text),
    from: optional(instant),
    until: optional(instant),
    rollbacks: oneOf('allowed', 'refused'),
  }),
  'freeze.lifted': object({ environment: optional(text), planned: flag }),
  'hold.set': object({ ...place, release: text }),
  'hold.lifted': object(place),
  'block.set': object({ image: text, digest: optional(text) }),
  'block.lifted': object({ image: text, digest: optional(text) }),
  'glass.broken': object({ ...place, release: text, expires: instant }),
  'health.recorded': object({ ...place, release: text, healthy: flag, message: optional(text) }),
  'bracket.opened': object({ ...place, bracket: text }),
  'bracket.added': object({ ...place, bracket: text, images: mapOf(image) }),
  'bracket.abandoned': object({ ...place, bracket: text }),
  'promotion.prepared': object({ change, preview: hash, changeSet: text, stack: text, lineage: optional(lineage) }),
};

const envelope = object({
  project: text,
  seq: count,
  parents: list(hash),
  hash,
  at: instant,
  actor: text,
  reason: optional(text),
  fact: object({ type: text }),
});

/**
 * Why a value does not have the form of an event, or undefined if it has. Members that are not known are let be: a
 * later version may have added them.
 */
export function whyNotAnEvent(value: unknown): string | undefined {
  const why = envelope(value);
  if (why !== undefined) return `the event${why}`;
  const { fact } = value as { fact: { type: string } };
  if (!Object.hasOwn(factRules, fact.type)) return `the event.fact.type "${fact.type}" is not known`;
  const wrong = factRules[fact.type as Fact['type']](fact);
  return wrong === undefined ? undefined : `the event.fact${wrong}`;
}

/** The kind of a value that has the form of an event except that its kind is not known; else undefined. */
export function unknownKindOf(value: unknown): string | undefined {
  if (envelope(value) !== undefined) return undefined;
  const { type } = (value as { fact: { type: string } }).fact;
  return Object.hasOwn(factRules, type) ? undefined : type;
}
