import type { ArtifactKey, Instant } from '../ids.js';
import { parseImageReference } from '../images/index.js';
import type { Observation, ObservedArtifact, Place } from './target.js';
import { templateServices } from './template-services.js';

/** What a CloudFormation template would run, by artifact: the images of the task definitions that its services use. */
export function observeTemplate(template: string, place: Place, at: Instant): Observation {
  const services = templateServices(template, place);
  if (services === undefined)
    return {
      state: 'unknown',
      artifacts: {},
      template,
      at,
      message: 'the stack that stands there is not a readable template',
    };
  const artifacts = services.flatMap(({ containers }) =>
    containers.map(({ artifact, image }): [ArtifactKey, ObservedArtifact] => [artifact, observed(image)]),
  );
  return { state: 'present', artifacts: Object.fromEntries(artifacts), template, at };
}

function observed(image: string | undefined): ObservedArtifact {
  if (image === undefined) return {};
  const parsed = parseImageReference(image);
  return parsed.ok && parsed.reference.digest !== undefined ? { image, digest: parsed.reference.digest } : { image };
}
