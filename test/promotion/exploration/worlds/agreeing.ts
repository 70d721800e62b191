import { after, environment } from '../../world.js';
import { reconciliation } from '../steps/closing.js';
import { approvals, brokenGlasses, manifestEdits } from '../steps/controls.js';
import { crashes, processesGoOn } from '../steps/deploying.js';
import { plannedRequests, plans, wholeDeployments } from '../steps/requests.js';
import type { Setup } from '../steps/step.js';
import { time } from '../steps/time.js';
import { turningBack, worksGoOn } from '../steps/works.js';
import { APART, ask, type Often, requiring, shop, TWO } from './making.js';

/** People agree to changes, and the changes change. */
export const agreeing = (often: Often): Setup => ({
  name: 'agreeing to changes',
  project: shop(environment('production', requiring({ approvals: { count: 2, expiresSeconds: 120 } }, after()))),
  releases: TWO,
  moves: [
    approvals(
      [
        { environment: 'production', release: 'R1', actor: 'ann' },
        { environment: 'production', release: 'R1', actor: 'ANN' },
        { environment: 'production', release: 'R1', actor: 'bea' },
        { environment: 'production', release: 'R1', actor: 'mia' },
        { environment: 'production', release: 'R2', actor: 'ann' },
      ],
      often(3, 4),
    ),
    wholeDeployments(ask('deploy', 'production', 'R1', 'R2'), { outcomes: ['succeeded', 'rolled-back'], limit: 2 }),
    brokenGlasses([{ environment: 'production', release: 'R2' }], 1),
    manifestEdits(often(1, 2)),
    time(),
  ],
});

/** What was agreed to is done, undone, and would be done again. */
export const agreeingAgain = (often: Often): Setup => ({
  name: 'agreeing to one change again',
  project: shop(environment('production', requiring({ approvals: { count: 1 } }, after()))),
  releases: TWO,
  moves: [
    approvals(
      [
        { environment: 'production', release: 'R1', actor: 'ann' },
        { environment: 'production', release: 'R2', actor: 'ann' },
      ],
      often(4, 5),
    ),
    wholeDeployments(ask('deploy', 'production', 'R1', 'R2'), { limit: often(5, 6) }),
    manifestEdits(1),
  ],
});

/** What was approved is planned, left half done, and taken up again. */
export const agreedAndLeft = (often: Often): Setup => ({
  name: 'agreed, and left half done',
  project: shop(environment('production', requiring({ approvals: { count: 1 } }, after()))),
  releases: APART,
  moves: [
    approvals(
      [
        { environment: 'production', release: 'R1', actor: 'ann' },
        { environment: 'production', release: 'R3', actor: 'ann' },
      ],
      often(1, 2),
    ),
    plans(ask('deploy', 'production', 'R1', 'R3'), often(2, 3)),
    plannedRequests,
    processesGoOn,
    worksGoOn,
    turningBack(1),
    crashes(['seen'], 1),
    reconciliation,
    manifestEdits(1),
    time(),
  ],
});
