import type { ArtifactKey, Instant, ProjectId, ServiceSetId } from '../../lib/ids';
import { type Release, releaseContent, releaseId } from '../../lib/release';

export const sockshop = 'sockshop' as ProjectId;
export const main = 'main' as ServiceSetId;

/** Images by artifact, as they are written in a test. */
export function images(entries: Record<string, string>): Readonly<Record<ArtifactKey, string>> {
  return entries as Record<ArtifactKey, string>;
}

/** A recorded release of project `sockshop` with the given images. */
export function release(entries: Record<string, string>, beside: Partial<Release> = {}): Release {
  const content = releaseContent(sockshop, main, images(entries));
  return {
    ...content,
    id: releaseId(content),
    number: 1,
    created: '2026-11-20T09:00:00Z' as Instant,
    actor: 'sue@example.com',
    description: '',
    sources: {},
    ...beside,
  };
}
