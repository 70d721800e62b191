import type { ArtifactKey, EnvironmentId, Instant, ServiceSetId } from '../../lib/ids.js';
import { parseManifest, selectProject } from '../../lib/manifest/index.js';
import type { ReleasedImage } from '../../lib/release/index.js';
import type { Place } from '../../lib/targets/index.js';

export const AT = '2026-11-20T09:00:00Z' as Instant;

/** A digest of one digit, repeated. */
export function digest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

/** A place in a project whose services are written as in a manifest. */
export function place(services: string): Place {
  const text = `project: shop\nenvironments: [{ id: dev }]\nservices:\n${services}`;
  const project = selectProject(parseManifest(text).manifest);
  return { project, serviceSet: 'main' as ServiceSetId, environment: 'dev' as EnvironmentId };
}

/** Images as a release has them. */
export function images(entries: Record<string, string>): Readonly<Record<ArtifactKey, ReleasedImage>> {
  return Object.fromEntries(Object.entries(entries).map(([artifact, image]) => [artifact, { image }]));
}
