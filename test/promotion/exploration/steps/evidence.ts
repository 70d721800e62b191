import type { EnvironmentId, ServiceSetId } from '../../../../lib/ids.js';
import { currentDeployment, environmentState, type Fact, type Verdict } from '../../../../lib/promotion/index.js';
import { now, record, type World } from '../world.js';
import type { Move, Step } from './step.js';

/** What runs is evaluated; not while it is being replaced, or was left half done: then it is not certain what was tested. */
export function verdicts(environments: readonly string[], verdicts: readonly Verdict[], limit?: number): Move {
  return {
    name: 'verdicts',
    ...(limit === undefined ? {} : { limit }),
    steps: (world, rules, { project }) =>
      forEachRunning(
        world,
        project.serviceSets,
        environments,
        ({ serviceSet, environment, release, deployment, isCertain }) =>
          !isCertain
            ? []
            : verdicts.map((verdict): Step => {
                const fact: Fact = { type: 'verdict.recorded', serviceSet, environment, release, deployment, verdict };
                const after = record(world, rules, { at: now(world), actor: 'eve', fact });
                return { label: `eve: ${verdict} for ${release} in ${environment}`, after };
              }),
      ),
  };
}

/** Somebody looks whether what runs is healthy. */
export function health(environments: readonly string[], limit: number): Move {
  return {
    name: 'health',
    limit,
    steps: (world, rules, { project }) =>
      forEachRunning(world, project.serviceSets, environments, ({ serviceSet, environment, release }) =>
        [true, false].map((healthy): Step => {
          const fact: Fact = { type: 'health.recorded', serviceSet, environment, release, healthy };
          const after = record(world, rules, { at: now(world), actor: 'eve', fact });
          return { label: `eve: finds ${release} in ${environment} ${healthy ? 'healthy' : 'unhealthy'}`, after };
        }),
      ),
  };
}

function forEachRunning(
  { state }: World,
  sets: readonly { readonly id: ServiceSetId }[],
  environments: readonly string[],
  steps: (running: {
    readonly serviceSet: ServiceSetId;
    readonly environment: EnvironmentId;
    readonly release: NonNullable<ReturnType<typeof currentDeployment>>['release'];
    readonly deployment: NonNullable<ReturnType<typeof currentDeployment>>['id'];
    readonly isCertain: boolean;
  }) => readonly Step[],
): readonly Step[] {
  return sets.flatMap(({ id: serviceSet }) =>
    (environments as readonly EnvironmentId[]).flatMap((environment) => {
      const current = currentDeployment(state, serviceSet, environment);
      if (current === undefined) return [];
      const here = environmentState(state, serviceSet, environment);
      const isCertain = here?.ongoing === undefined && here?.unsettledBy === undefined;
      return steps({ serviceSet, environment, release: current.release, deployment: current.id, isCertain });
    }),
  );
}
