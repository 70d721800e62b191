import type { ArtifactKey, ContainerId, ServiceId } from '../ids.js';
import type { Service } from '../manifest/index.js';
import type { Place } from './target.js';

/** The tag by which a service of a stack is known. */
const SERVICE_TAG = 'deployment:service';

interface Resource {
  readonly Type?: string;
  readonly Properties?: Record<string, unknown>;
}

/** An ECS service of a template. */
export interface TemplateService {
  readonly id: ServiceId;
  readonly logicalId: string;
  /** The logical id of its task definition, where that stands in the same template. */
  readonly taskDefinition?: string;
  /** The logical id of its cluster, where that stands in the same template, or the cluster's name or ARN. */
  readonly cluster?: string;
  readonly containers: readonly TemplateContainer[];
}

export interface TemplateContainer {
  readonly id: ContainerId;
  readonly artifact: ArtifactKey;
  /** The image, where the template writes it out. */
  readonly image?: string;
}

/** The tagged ECS services of a CloudFormation template, in its order; undefined where the text is no template. */
export function templateServices(template: string, place: Place): readonly TemplateService[] | undefined {
  const resources = readResources(template);
  if (resources === undefined) return undefined;
  const services = servicesOf(place);
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties }]): TemplateService[] => {
    if (Type !== 'AWS::ECS::Service') return [];
    const id = tagOf(Properties?.Tags, SERVICE_TAG) as ServiceId | undefined;
    if (id === undefined) return [];
    const taskDefinition = referenceOf(Properties?.TaskDefinition);
    const cluster = referenceOf(Properties?.Cluster) ?? literal(Properties?.Cluster);
    const images = imagesOf(taskDefinition === undefined ? undefined : resources[taskDefinition]);
    return [
      {
        id,
        logicalId,
        ...(taskDefinition === undefined ? {} : { taskDefinition }),
        ...(cluster === undefined ? {} : { cluster }),
        containers: containersOf(id, services.get(id), images),
      },
    ];
  });
}

function servicesOf(place: Place): ReadonlyMap<string, Service> {
  const set = place.project.serviceSets.find((candidate) => candidate.id === place.serviceSet);
  return new Map(set?.services.map((service) => [service.id as string, service]));
}

/** The manifest says which container is which artifact; a service that it no longer has is told by its containers. */
function containersOf(
  id: ServiceId,
  service: Service | undefined,
  images: ReadonlyMap<string, string | undefined>,
): readonly TemplateContainer[] {
  const imageOf = (container: string): { image?: string } => {
    const image = images.get(container);
    return image === undefined ? {} : { image };
  };
  if (service !== undefined)
    return service.containers.map((container) => ({
      id: container.id,
      artifact: container.artifact,
      ...imageOf(container.id),
    }));
  return [...images.keys()].map((name) => ({
    id: name as ContainerId,
    artifact: (images.size === 1 ? id : `${id}/${name}`) as string as ArtifactKey,
    ...imageOf(name),
  }));
}

function imagesOf(taskDefinition: Resource | undefined): ReadonlyMap<string, string | undefined> {
  const definitions = taskDefinition?.Properties?.ContainerDefinitions;
  const images = new Map<string, string | undefined>();
  if (Array.isArray(definitions))
    for (const definition of definitions)
      if (isObject(definition) && typeof definition.Name === 'string')
        images.set(definition.Name, literal(definition.Image));
  return images;
}

function referenceOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.Ref === 'string' ? value.Ref : undefined;
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
