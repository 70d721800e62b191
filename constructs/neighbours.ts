import type { IConstruct } from 'constructs';
import type { ResolvedService } from '../lib/manifest/model.js';
import { constructError } from './construct-error.js';
import { discoveryNames, serviceConnectName } from './service-connect.js';

/** Which services talk to each other. */
export interface Neighbours {
  /** Each pair once, whichever of the two names the other, in the order of the manifest. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Every service that has a neighbour. */
  readonly ids: ReadonlySet<string>;
}

/**
 * The neighbours among some services.
 *
 * @throws SlipwayError with `NameCollision` where two of them would answer to one name
 */
export function neighboursOf(scope: IConstruct, services: readonly ResolvedService[]): Neighbours {
  const pairs: [string, string][] = [];
  const seen = new Set<string>();
  for (const { id, connects } of services)
    for (const other of connects) {
      const key = [id, other].sort().join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      pairs.push([id, other]);
    }
  const ids = new Set(pairs.flat());
  checkNames(
    scope,
    services.filter(({ id }) => ids.has(id)),
  );
  return { pairs, ids };
}

function checkNames(scope: IConstruct, services: readonly ResolvedService[]): void {
  const owners = new Map<string, string>();
  for (const { id, containers } of services) {
    const ports = containers.flatMap((container) => container.ports);
    const names = new Set([serviceConnectName(id), ...discoveryNames(id, ports)]);
    for (const name of names) {
      const owner = owners.get(name);
      if (owner !== undefined)
        throw constructError(
          scope,
          'NameCollision',
          `services "${owner}" and "${id}" would both answer to "${name}" in Service Connect`,
          'rename one of them: capital letters and dots make no difference in these names',
        );
      owners.set(name, id);
    }
  }
}
