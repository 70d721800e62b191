import { canonicalJson } from '../canonical.js';
import type { ArtifactKey, Label } from '../ids.js';
import { deploymentParameterName, imageParameterName } from '../images/index.js';
import type { Release, ReleasedImage } from '../release/index.js';
import type { Place } from './target.js';

/** What stands in SSM, by name; a parameter that does not exist is absent. */
export type Parameters = Readonly<Record<string, string>>;

/** The names of the parameters that say what runs in a place: the pointer to the release, and an image for each artifact. */
export function parameterNames(place: Place, release: Release): readonly string[] {
  return [pointerName(place), ...Object.keys(release.images).map((artifact) => imageName(place, artifact))];
}

/** What the parameters of a place say that is not so; one sentence each. */
export function checkParameters(place: Place, release: Release, parameters: Parameters): readonly string[] {
  const findings: string[] = [];
  const pointer = pointerName(place);
  const pointed = releaseIn(own(parameters, pointer));
  if (pointed !== release.id) findings.push(`parameter ${pointer} says ${pointed ?? 'nothing'}, not ${release.id}`);
  for (const [artifact, image] of Object.entries<ReleasedImage>(release.images)) {
    const name = imageName(place, artifact);
    const value = own(parameters, name);
    const right = image.digest === undefined ? value === image.image : value?.endsWith(`@${image.digest}`) === true;
    if (!right) findings.push(`parameter ${name} says ${value ?? 'nothing'}, not ${image.image}`);
  }
  return findings;
}

function pointerName({ project, serviceSet, environment }: Place): string {
  return deploymentParameterName(project.id, environment, project.serviceSets.length > 1 ? serviceSet : undefined);
}

function imageName({ project, environment }: Place, artifact: string): string {
  return imageParameterName(project.id, environment as string as Label, artifact as ArtifactKey);
}

function releaseIn(value: string | undefined): string | undefined {
  try {
    const parsed: unknown = value === undefined ? undefined : JSON.parse(value);
    if (parsed === null || typeof parsed !== 'object' || !('release' in parsed)) return undefined;
    return typeof parsed.release === 'string' ? parsed.release : canonicalJson(parsed.release);
  } catch {
    return undefined;
  }
}

function own(parameters: Parameters, name: string): string | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}
