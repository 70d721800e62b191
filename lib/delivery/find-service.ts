import type { ServiceId } from '../ids.js';
import { findService, type Service, type ServiceSet } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { didYouMean } from '../suggest.js';

/** The service of that id; an unknown one is an input error that lists the known ones. */
export function requireService(serviceSet: ServiceSet, id: string): Service {
  const service = findService(serviceSet, id as ServiceId);
  if (service !== undefined) return service;
  const known = serviceSet.services.map((candidate) => candidate.id as string);
  const guess = didYouMean(id, known);
  throw new SlipwayError('input', {
    code: 'UnknownService',
    message: `there is no service "${id}"`,
    hint: guess === undefined ? `the services are ${known.join(', ')}` : `did you mean "${guess}"?`,
  });
}
