import { compareInstants, type Instant } from '../../lib/ids.js';
import type { Environment, ServiceSet } from '../../lib/manifest/index.js';
import { environmentState, type ProjectState } from '../../lib/promotion/index.js';
import { type Finding, ok, warning } from './finding.js';

export interface LeasesSeen {
  readonly at: Instant;
  /** Whether the process behind a holder is known to be gone. */
  readonly isGone: (holder: string) => boolean;
  /** The command that ends what was left behind in an environment. */
  readonly reconcile: (environment: Environment) => string;
}

/** Whether a deployment is under way that nobody has the right to end any more but by looking at what runs. */
export function checkLeftBehind(
  state: ProjectState,
  serviceSet: ServiceSet,
  environments: readonly Environment[],
  { at, isGone, reconcile }: LeasesSeen,
): readonly Finding[] {
  const findings = environments.flatMap((environment): readonly Finding[] => {
    const { id } = environment;
    const ongoing = environmentState(state, serviceSet.id, id)?.ongoing;
    if (ongoing === undefined) return [];
    const { deployment, lease } = ongoing;
    const isOver = compareInstants(at, lease.expires) >= 0;
    if (!isOver && !isGone(lease.holder))
      return [
        {
          ...ok('deployments', `${id}: ${deployment} is under way, held by ${lease.holder} until ${lease.expires}`),
          environment: id,
        },
      ];
    const since = isOver ? `its lease ran out at ${lease.expires}` : `${lease.holder} is gone`;
    const message = `${id}: ${deployment} was left behind; ${since}`;
    return [
      {
        ...warning('deployments', message, `\`${reconcile(environment)}\` ends it by what runs there`),
        environment: id,
      },
    ];
  });
  return findings.length === 0 ? [ok('deployments', 'none is under way')] : findings;
}
