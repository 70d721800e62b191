import type { Project } from '../../../../lib/manifest/model.js';
import { after, environment, project } from '../../world.js';
import { recipe } from '../shop.js';
import { reconciliation } from '../steps/closing.js';
import { holds, manifestEdits } from '../steps/controls.js';
import { crashes, processesGoOn } from '../steps/deploying.js';
import { verdicts } from '../steps/evidence.js';
import { plannedRequests, plans, requests, wholeDeployments } from '../steps/requests.js';
import type { Setup } from '../steps/step.js';
import { time } from '../steps/time.js';
import { stuckWorks, turningBack, worksGoOn } from '../steps/works.js';
import { zombieWrites } from '../steps/zombies.js';
import { APART, ask, type Often, requiring, shop, TWO } from './making.js';

/** How deployments go on, stop, are turned back, and are taken over by others. */
export const deploymentsInParts = (often: Often): Setup => ({
  name: 'deployments in parts',
  project: shop(environment('dev')),
  releases: APART,
  moves: [
    requests(ask('deploy', 'dev', 'R1', 'R3'), often(2, 3)),
    processesGoOn,
    worksGoOn,
    turningBack(1),
    stuckWorks(1),
    crashes(['seen', 'unseen'], 1),
    reconciliation,
    time(),
  ],
});

/** Writers whose lease went to others, and plans that are out of date when they are asked for. */
export const staleWriters = (often: Often): Setup => ({
  name: 'stale writers and stale plans',
  project: shop(environment('dev')),
  releases: TWO,
  moves: [
    plans(ask('deploy', 'dev', 'R1', 'R2'), often(2, 3)),
    plannedRequests,
    processesGoOn,
    worksGoOn,
    zombieWrites(1),
    crashes(['seen'], 1),
    reconciliation,
    manifestEdits(1),
    time(),
  ],
});

/** Two service sets of one project, in the same environments at the same time. */
export const twoSets = (often: Often): Setup => ({
  name: 'two service sets',
  project: withSet(
    shop(environment('dev'), environment('production', requiring({ soakSeconds: 60 }, after('dev')))),
    'other',
  ),
  releases: [...TWO, recipe('S1', { c: 'c1' }, 'other')],
  moves: [
    requests(
      [
        ...ask('deploy', 'dev', 'R1', 'R2'),
        { kind: 'deploy', environment: 'dev', release: 'S1', serviceSet: 'other' },
        { kind: 'deploy', environment: 'production', release: 'S1', serviceSet: 'other' },
        ...ask('deploy', 'production', 'R1'),
      ],
      often(2, 3),
    ),
    processesGoOn,
    worksGoOn,
    verdicts(['dev'], ['pass', 'fail'], often(1, 2)),
    holds([{ environment: 'dev', release: 'R1' }], 1),
    time(often(1, 2)),
  ],
});

/** A second service set of one service, `c`, in all environments. */
function withSet(base: Project, id: string): Project {
  const [main] = base.serviceSets;
  const [other] = project(base.environments, ['c']).serviceSets;
  if (main === undefined || other === undefined) throw new Error('a project has a service set');
  return { ...base, serviceSets: [main, { ...other, id: id as typeof other.id, name: id, implied: false }] };
}

/** A deployment that stopped half way, and what is said of what stands there then. */
export const LEFT_HALF: Setup = {
  name: 'deployments left half done',
  project: shop(environment('dev'), environment('production', requiring({ soakSeconds: 120 }, after('dev')))),
  releases: APART,
  moves: [
    wholeDeployments(ask('deploy', 'dev', 'R1', 'R3'), { outcomes: ['succeeded', 'failed', 'rolled-back'], limit: 3 }),
    verdicts(['dev'], ['pass'], 1),
    time(3),
  ],
};
