import { createHash } from 'node:crypto';

/** What becomes of a service that is given an image: the emulator reads it from the image's name. */
export type Fate = 'fine' | 'broken' | 'quietly-broken' | 'slow';

const known = new Map<string, string>();

/** The image of a version of a service, by digest as a build would publish it. */
export function imageOf(service: string, version: number | string, fate: Fate = 'fine'): string {
  const digest = `sha256:${createHash('sha256').update(`${service} ${version} ${fate}`).digest('hex')}`;
  known.set(digest, `${version}`);
  return `registry.example.com/${fate === 'fine' ? '' : `${fate}/`}shop/${service}:${version}@${digest}`;
}

/** Which version an image is, however it is written; an image that no test made up is told as it is. */
export function versionOf(image: string): string {
  return known.get(image.slice(image.indexOf('@') + 1)) ?? image;
}
