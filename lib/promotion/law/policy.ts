import type { Environment, Project, Service, ServiceSet } from '../../manifest/model.js';

/** What the law needs to know of an environment. */
export interface PolicyEnvironment extends Pick<Environment, 'id' | 'name' | 'after' | 'require'> {
  /** Default: `manual`. */
  readonly promote?: Environment['promote'];
}

/** What the law needs to know of a service set. */
export interface PolicyServiceSet extends Pick<ServiceSet, 'id' | 'environments'> {
  readonly services: readonly {
    readonly id: Service['id'];
    /** Its neighbours, where it names any. */
    readonly connects?: Service['connects'];
    readonly containers: readonly Pick<Service['containers'][number], 'id' | 'artifact'>[];
  }[];
}

/**
 * The part of a project that the law of promotion weighs. A `Project` is one; so is what a stack tells the function that
 * guards it, which knows no manifest.
 */
export interface PromotionPolicy extends Pick<Project, 'id' | 'name' | 'roles'> {
  readonly environments: readonly PolicyEnvironment[];
  readonly serviceSets: readonly PolicyServiceSet[];
}

/**
 * What a stack needs to say of a project for one of its service sets: the law's part. Of the other sets only their names
 * and places are kept.
 */
export function policyOf(
  { id, name, roles, environments, serviceSets }: PromotionPolicy,
  set: ServiceSet['id'],
): PromotionPolicy {
  return {
    id,
    name,
    ...(roles === undefined ? {} : { roles }),
    environments: environments.map(({ id, name, after, promote, require }) => ({
      id,
      name,
      after,
      ...(promote === 'auto' ? { promote } : {}),
      require,
    })),
    serviceSets: serviceSets.map(({ id, environments, services }) => ({
      id,
      environments,
      services: id === set ? services.map(trimmed) : [],
    })),
  };
}

function trimmed({
  id,
  connects = [],
  containers,
}: PolicyServiceSet['services'][number]): PolicyServiceSet['services'][number] {
  const neighbours = connects.length === 0 ? {} : { connects };
  return { id, ...neighbours, containers: containers.map(({ id, artifact }) => ({ id, artifact })) };
}
