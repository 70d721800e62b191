import type { GateRequest } from '../targets/index.js';
import type { CustomResourceRequest } from './custom-resource-request.js';
import type { Watched } from './ports.js';

/** What to look at of a stack: its services as its policy names them. */
export function watchedOf(
  { stackId }: CustomResourceRequest,
  { policy, serviceSet }: GateRequest,
  place?: Watched['place'],
): Watched {
  const services = policy.serviceSets.find(({ id }) => id === serviceSet)?.services ?? [];
  if (place === undefined) return { stackId, services };
  const { cluster, arns, taskDefinitions } = place;
  return { stackId, services, place: { cluster, arns, taskDefinitions } };
}
