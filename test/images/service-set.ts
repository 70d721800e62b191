import type { ServiceSet } from '../../lib/manifest/model';

/** Repository of a service's only container (undefined: any), or the repositories of its containers. */
export type Sketch = Readonly<Record<string, string | undefined | Readonly<Record<string, string | undefined>>>>;

/** A service set with nothing in it but services, containers and repositories. */
export function serviceSet(sketch: Sketch, id = 'main'): ServiceSet {
  const services = Object.entries(sketch).map(([service, shape]) => {
    const single = typeof shape !== 'object';
    const containers = Object.entries(single ? { [service]: shape } : shape);
    return {
      id: service,
      name: service,
      containers: containers.map(([container, repository]) => ({
        id: container,
        artifact: single ? service : `${service}/${container}`,
        ...(repository === undefined ? {} : { repository }),
        settings: {},
      })),
      connects: [],
      dependsOn: [],
      settings: {},
    };
  });
  return { id, name: id, implied: true, environments: [], clusters: {}, services } as unknown as ServiceSet;
}
