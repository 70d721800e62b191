import { compareInstants, type EnvironmentId, type Instant, type ServiceSetId } from '../ids.js';
import {
  currentDeployment,
  type Deployment,
  environmentState,
  type Freeze,
  type Hold,
  isInForce,
  type Override,
  type ProjectState,
} from '../promotion/index.js';
import type { Release } from '../release/index.js';

/** What people decided about an environment that restricts what may be done there, or lifts the restrictions. */
export interface Restrictions {
  readonly held: HeldOn | undefined;
  /** Freezes in force, of the environment or of the whole project. */
  readonly frozen: readonly Freeze[];
  /** Freezes still to come. */
  readonly toBeFrozen: readonly Freeze[];
  readonly glass: Glass | undefined;
}

export interface HeldOn extends Hold {
  /** The release that it is to stay on, where the record has it. */
  readonly found: Release | undefined;
}

/** A broken glass that is still of importance. At least one of the two is there. */
export interface Glass {
  /** Broken glasses in force. */
  readonly inForce: readonly Override[];
  /** What runs there, if conditions were waived for it and nobody evaluated it since. */
  readonly unverified?: Deployment;
}

/** What restricts an environment at an instant. */
export function restrictionsOf(
  state: ProjectState,
  place: { readonly serviceSet: ServiceSetId; readonly environment: EnvironmentId; readonly at: Instant },
): Restrictions {
  const { serviceSet, environment, at } = place;
  const hold = environmentState(state, serviceSet, environment)?.hold;
  const concerned = state.freezes.filter((one) => one.environment === undefined || one.environment === environment);
  return {
    held: hold && {
      ...hold,
      found: Object.hasOwn(state.releases, hold.release) ? state.releases[hold.release] : undefined,
    },
    frozen: concerned.filter((freeze) => isInForce({ environment, at }, freeze)),
    toBeFrozen: concerned.filter(({ from }) => compareInstants(from, at) > 0),
    glass: glassOf(state, place),
  };
}

function glassOf(
  state: ProjectState,
  { serviceSet, environment, at }: Parameters<typeof restrictionsOf>[1],
): Glass | undefined {
  const here = environmentState(state, serviceSet, environment);
  const current = currentDeployment(state, serviceSet, environment);
  const isEvaluated = current !== undefined && here?.evaluations[current.release]?.deployment === current.id;
  const unverified = current?.overridden === undefined || isEvaluated ? undefined : current;
  const inForce = (here?.overrides ?? []).filter(
    (override) => compareInstants(override.at, at) <= 0 && compareInstants(at, override.expires) < 0,
  );
  if (inForce.length === 0 && unverified === undefined) return undefined;
  return { inForce, ...(unverified === undefined ? {} : { unverified }) };
}
