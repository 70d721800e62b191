import { canonicalJson, sha256 } from '../../lib/canonical.js';
import type {
  ArtifactKey,
  ContainerId,
  Digest,
  EnvironmentId,
  Instant,
  ProjectId,
  ReleaseId,
  ServiceId,
  ServiceSetId,
} from '../../lib/ids.js';
import { type Ledger, record } from '../../lib/ledger/index.js';
import type { Requirements } from '../../lib/manifest/index.js';
import { environmentState, type Fact, type ProjectState, type PromotionPolicy } from '../../lib/promotion/index.js';
import type { GateRequest } from '../../lib/targets/index.js';

export const PROJECT = 'shop' as ProjectId;
export const SET = 'main' as ServiceSetId;
export const PROD = 'prod' as EnvironmentId;
const STAGING = 'staging' as EnvironmentId;

/** A project of two environments: what runs in `prod` has passed in `staging`. */
export const POLICY: PromotionPolicy = {
  id: PROJECT,
  name: 'Shop',
  environments: [
    { id: STAGING, name: 'Staging', after: [], require: { digests: false } },
    { id: PROD, name: 'Production', after: [STAGING], require: { digests: true } },
  ],
  serviceSets: [
    {
      id: SET,
      environments: [STAGING, PROD],
      services: [
        {
          id: 'carts' as ServiceId,
          containers: [{ id: 'carts' as ContainerId, artifact: 'carts' as ArtifactKey }],
        },
      ],
    },
  ],
};

/** The same project, where `prod` asks for more. */
export function policyAsking(require: Partial<Requirements>, more: Partial<PromotionPolicy> = {}): PromotionPolicy {
  const environments = POLICY.environments.map((environment) =>
    environment.id === PROD ? { ...environment, require: { ...environment.require, ...require } } : environment,
  );
  return { ...POLICY, environments, ...more };
}

/** `rel-<name>`. */
export function releaseId(name: string): ReleaseId {
  return `rel-${name}` as ReleaseId;
}

/** The digest of the one image of a release. */
export function digestOf(name: string): Digest {
  return `sha256:${sha256(name)}` as Digest;
}

export function imageOf(name: string): string {
  return `registry.example.org/carts@${digestOf(name)}`;
}

/** What a stack says of a release in `prod`. */
export function requestOf(name: string, more: Partial<GateRequest> = {}): GateRequest {
  return {
    policy: POLICY,
    serviceSet: SET,
    environment: PROD,
    release: releaseId(name),
    tool: 'slipway 0.1.0',
    ...more,
  };
}

/** The fingerprint of a template, told by a name. */
export function fingerprint(name: string): string {
  return sha256(name);
}

export function gateProperties(name: string, template: string, policy = POLICY): Record<string, unknown> {
  return {
    ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:slipway',
    Request: canonicalJson(requestOf(name, { policy })),
    Fingerprint: fingerprint(template),
  };
}

export function outcomeProperties(name: string, deployment: string): Record<string, unknown> {
  return {
    ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:slipway',
    Deployment: deployment,
    Request: canonicalJson(requestOf(name)),
    Cluster: 'shop',
    Services: { carts: 'arn:aws:ecs:eu-west-1:123456789012:service/shop/carts' },
  };
}

/** Releases that are recorded; those of `passed` ran in staging and passed there. */
export async function prepare(
  ledger: Ledger,
  at: Instant,
  { made, passed }: { readonly made: readonly string[]; readonly passed: readonly string[] },
): Promise<void> {
  for (const [index, name] of made.entries())
    await tell(ledger, at, {
      type: 'release.created',
      release: {
        id: releaseId(name),
        number: index + 1,
        project: PROJECT,
        serviceSet: SET,
        description: name,
        images: { ['carts' as ArtifactKey]: { image: imageOf(name), digest: digestOf(name) } },
        sources: {},
      },
    });
  for (const name of passed) await passInStaging(ledger, at, name);
}

/** A release runs in staging, and passes there. */
export async function passInStaging(ledger: Ledger, at: Instant, name: string): Promise<void> {
  const deployment = `dep-staging-${name}` as never;
  const there = { serviceSet: SET, environment: STAGING, release: releaseId(name), deployment };
  const fence = (environmentState(await stateOf(ledger), SET, STAGING)?.fence ?? 0) + 1;
  await tell(ledger, at, {
    type: 'deployment.requested',
    ...there,
    kind: 'deploy',
    target: 'memory',
    lease: { holder: 'host/1', fence, expires: at },
    hashes: { manifest: '', template: '', preview: '' },
    tool: 'slipway',
  });
  await tell(ledger, at, { type: 'deployment.finished', deployment, fence, outcome: 'succeeded', artifacts: {} });
  await tell(ledger, at, { type: 'verdict.recorded', ...there, verdict: 'pass' });
}

/** Records something, whatever stands there. */
export async function tell(ledger: Ledger, at: Instant, fact: Fact, actor = 'tim@example.org'): Promise<void> {
  await record(ledger, PROJECT, () => ({ at, actor, fact }));
}

export async function stateOf(ledger: Ledger): Promise<ProjectState> {
  return (await ledger.view(PROJECT)).state;
}
