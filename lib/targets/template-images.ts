import type { ArtifactKey, Instant } from '../ids.js';
import { parseImageReference } from '../images/index.js';
import type { Service } from '../manifest/index.js';
import type { Observation, ObservedArtifact, Place } from './target.js';

/** The tag by which a service of a stack is known. */
const SERVICE_TAG = 'deployment:service';

interface Resource {
  readonly Type?: string;
  readonly Properties?: Record<string, unknown>;
}

/** What a CloudFormation template would run, by artifact: the images of the task definitions that its services use. */
export function observeTemplate(template: string, place: Place, at: Instant): Observation {
  const resources = readResources(template);
  if (resources === undefined)
    return {
      state: 'unknown',
      artifacts: {},
      template,
      at,
      message: 'the stack that stands there is not a readable template',
    };
  const services = servicesOf(place);
  const artifacts: [ArtifactKey, ObservedArtifact][] = [];
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== 'AWS::ECS::Service') continue;
    const id = tagOf(Properties?.Tags, SERVICE_TAG);
    if (id === undefined) continue;
    const containers = containersOf(resources, Properties?.TaskDefinition);
    for (const [artifact, container] of artifactsOf(id, services.get(id), containers))
      artifacts.push([artifact, observed(containers.get(container))]);
  }
  return { state: 'present', artifacts: Object.fromEntries(artifacts), template, at };
}

function servicesOf(place: Place): ReadonlyMap<string, Service> {
  const set = place.project.serviceSets.find((candidate) => candidate.id === place.serviceSet);
  return new Map(set?.services.map((service) => [service.id as string, service]));
}

/** The manifest says which container is which artifact; a service that it no longer has is told by its containers. */
function artifactsOf(
  id: string,
  service: Service | undefined,
  containers: ReadonlyMap<string, string | undefined>,
): [ArtifactKey, string][] {
  if (service !== undefined) return service.containers.map((container) => [container.artifact, container.id]);
  const names = [...containers.keys()];
  if (names.length === 1) return [[id as ArtifactKey, names[0] as string]];
  return names.map((name) => [`${id}/${name}` as ArtifactKey, name]);
}

function observed(image: string | undefined): ObservedArtifact {
  if (image === undefined) return {};
  const parsed = parseImageReference(image);
  return parsed.ok && parsed.reference.digest !== undefined ? { image, digest: parsed.reference.digest } : { image };
}

function containersOf(resources: Record<string, Resource>, reference: unknown): Map<string, string | undefined> {
  const logicalId = isObject(reference) ? reference.Ref : undefined;
  const resource = typeof logicalId === 'string' ? resources[logicalId] : undefined;
  const definitions = resource?.Properties?.ContainerDefinitions;
  const containers = new Map<string, string | undefined>();
  if (Array.isArray(definitions))
    for (const definition of definitions)
      if (isObject(definition) && typeof definition.Name === 'string')
        containers.set(definition.Name, literal(definition.Image));
  return containers;
}

/** The text of a value that is written out, or joined from texts and the partition's own suffix. */
function literal(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  if (value.Ref === 'AWS::URLSuffix') return 'amazonaws.com';
  const join = value['Fn::Join'];
  if (!Array.isArray(join) || typeof join[0] !== 'string' || !Array.isArray(join[1])) return undefined;
  const parts = join[1].map(literal);
  return parts.some((part) => part === undefined) ? undefined : parts.join(join[0]);
}

function tagOf(tags: unknown, key: string): string | undefined {
  if (!Array.isArray(tags)) return undefined;
  const tag = tags.find((candidate) => isObject(candidate) && candidate.Key === key);
  return typeof tag?.Value === 'string' ? tag.Value : undefined;
}

/** The template may have been edited by anybody: what is no resource is left out. */
function readResources(template: string): Record<string, Resource> | undefined {
  try {
    const parsed: unknown = JSON.parse(template);
    if (!isObject(parsed) || !isObject(parsed.Resources)) return undefined;
    const found = Object.entries(parsed.Resources);
    return Object.fromEntries(found.filter((entry): entry is [string, Resource] => isObject(entry[1])));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
