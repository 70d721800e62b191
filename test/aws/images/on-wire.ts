import { AwsClients } from '../../../lib/aws/index.js';
import type { ArtifactKey, Instant, Label, ProjectId } from '../../../lib/ids.js';
import type { Signature } from '../../../lib/images/index.js';
import { type Aws, CountingProxy, REGION, startAws, useEnvironment } from '../emulator/index.js';

export const latest = 'latest' as Label;
export const tim: Signature = { actor: 'tim@example.com', at: '2026-11-20T09:00:00Z' as Instant };
export const tom: Signature = { actor: 'tom@example.com', at: '2026-11-20T10:00:00Z' as Instant };

let projects = 0;

/** A project that no other test has: parameters stay for as long as the emulator does. */
export function newProject(): ProjectId {
  projects += 1;
  return `shop-${process.pid}-${projects}` as ProjectId;
}

export function images(entries: Record<string, string>): Readonly<Record<ArtifactKey, string>> {
  return entries as Record<ArtifactKey, string>;
}

/** `service-00` and on, each with an image of that version. */
export function manyImages(count: number, version: string): Readonly<Record<ArtifactKey, string>> {
  const names = Array.from({ length: count }, (_, index) => `service-${String(index).padStart(2, '0')}`);
  return images(Object.fromEntries(names.map((name) => [name, `example.com/${name}:${version}`])));
}

/** An AWS API behind a proxy that counts and disturbs, with our clients led there. */
export interface OnWire {
  readonly aws: Aws;
  readonly proxy: CountingProxy;
  /** New clients of ours. */
  clients(): AwsClients;
  stop(): Promise<void>;
}

/** Lets the pauses between tries, which are up to a chance number of seconds long, be none at all. */
export function withoutPauses(): void {
  jest.spyOn(Math, 'random').mockReturnValue(0);
}

export async function startOnWire(): Promise<OnWire> {
  const aws = await startAws();
  const proxy = await CountingProxy.before(aws.endpoint);
  const undo = useEnvironment(proxy.env);
  return {
    aws,
    proxy,
    clients: () => new AwsClients({ region: REGION }),
    stop: async () => {
      undo();
      await proxy.stop();
      await aws.stop();
    },
  };
}
