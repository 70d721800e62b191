import type { ArtifactKey } from '../ids.js';
import type { Container, Service, ServiceSet } from '../manifest/model.js';

/** One artifact of a service set with the service and the container that run it. */
export interface Artifact {
  readonly key: ArtifactKey;
  readonly service: Service;
  readonly container: Container;
}

/** Every artifact of a service set, in the manifest's order. */
export function artifactsOf(serviceSet: ServiceSet): readonly Artifact[] {
  return serviceSet.services.flatMap((service) =>
    service.containers.map((container) => ({ key: container.artifact, service, container })),
  );
}
