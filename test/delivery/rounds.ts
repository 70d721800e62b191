import { type Round, type RunMeans, runRound } from '../../lib/delivery/index.js';
import type { EnvironmentId } from '../../lib/ids.js';
import type { Fact } from '../../lib/promotion/index.js';
import type { Stage } from './stage.js';

/** Where production stands before hardening, as manifests may have it in any order. */
export const AUTOMATIC = `
project: sockshop
environments:
  - { id: production, type: qa, after: [hardening], promote: auto }
  - { id: dev }
  - { id: hardening, type: qa, after: [dev], promote: auto }
services:
  - { id: carts, image: carts }
  - { id: carts-db, image: carts-db }
  - { id: catalogue, image: catalogue }
`;

/** One round of what follows by itself, by a process of that name. */
export function round(stage: Stage, over: Partial<RunMeans> = {}, holder = 'robot/1'): Promise<Round> {
  return runRound(
    stage.delivery,
    { actor: 'robot' },
    {
      deploying: stage.means({ holder }),
      targetOf: () => stage.target,
      isStopped: () => false,
      tried: new Set(),
      ...over,
    },
  );
}

/** What became of which release where, in the order in which it is told. */
export function steps({ promotions }: Round): string[] {
  return promotions.map(({ environment, release, step }) => `${environment} ${release} ${step}`);
}

/** Every deployment that was ever begun, in order: where, of what, and whether by itself. */
export async function begun(stage: Stage, environment?: string): Promise<string[]> {
  const facts = await stage.facts();
  return facts.flatMap((fact) => {
    if (fact.type !== 'deployment.requested') return [];
    if (environment !== undefined && fact.environment !== environment) return [];
    return [`${fact.environment} ${fact.release} ${fact.automatic === true ? 'automatic' : fact.kind}`];
  });
}

/** What Sue records beside deployments. */
export async function append(stage: Stage, fact: Fact): Promise<void> {
  const { ledger, delivery } = stage;
  const { heads } = await ledger.view(delivery.project.id);
  await ledger.append(delivery.project.id, heads, { at: stage.now(), actor: 'sue', fact });
}

/** The place of a fact about an environment. */
export function at(stage: Stage, environment: string): { serviceSet: never; environment: EnvironmentId } {
  return { serviceSet: stage.delivery.serviceSet.id as never, environment: environment as EnvironmentId };
}
