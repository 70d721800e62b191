import { after, environment } from '../../world.js';
import { approvals, manifestEdits } from '../steps/controls.js';
import { health, verdicts } from '../steps/evidence.js';
import { wholeDeployments } from '../steps/requests.js';
import type { Setup } from '../steps/step.js';
import { time } from '../steps/time.js';
import { ask, type Often, requiring, shop, TWO } from './making.js';

/** What is known of a release where two environments come before one. */
export const evidence =
  (verdict: 'any' | 'all') =>
  (often: Often): Setup => ({
    name: `evidence, ${verdict} of two environments`,
    project: shop(
      environment('dev'),
      environment('lab'),
      environment('elsewhere', after('dev')),
      environment('production', requiring({ verdict }, after('dev', 'lab'))),
    ),
    releases: TWO,
    moves: [
      wholeDeployments(
        [
          ...ask('deploy', 'dev', 'R1'),
          ...ask('deploy', 'lab', 'R1'),
          ...ask('deploy', 'elsewhere', 'R1'),
          ...ask('deploy', 'production', 'R1', 'R2'),
          ...ask('rollback', 'dev', 'R1'),
        ],
        { outcomes: ['succeeded', 'rolled-back'], limit: often(3, 4) },
      ),
      verdicts(['dev', 'lab', 'elsewhere'], ['pass', 'warning', 'fail'], often(3, 4)),
      manifestEdits(1),
    ],
  });

/** For how long a release ran before it may go on. */
export const soaking = (often: Often): Setup => ({
  name: 'soaking',
  project: shop(environment('dev'), environment('production', requiring({ soakSeconds: 120 }, after('dev')))),
  releases: TWO,
  moves: [
    wholeDeployments([...ask('deploy', 'dev', 'R1', 'R2'), ...ask('deploy', 'production', 'R1')], {
      outcomes: ['succeeded', 'rolled-back'],
      limit: often(3, 4),
    }),
    verdicts(['dev'], ['pass', 'fail'], often(2, 3)),
    health(['dev'], often(1, 2)),
    time(),
  ],
});

/** A warning that somebody has to agree to. */
export const warned = (often: Often): Setup => ({
  name: 'warnings',
  project: shop(environment('dev'), environment('production', after('dev'))),
  releases: TWO,
  begin: ['tim: deploy R1 to dev: succeeded'],
  moves: [
    wholeDeployments([...ask('deploy', 'dev', 'R1', 'R2'), ...ask('deploy', 'production', 'R1', 'R2')], {
      limit: often(3, 4),
    }),
    verdicts(['dev'], ['pass', 'warning', 'fail'], often(2, 3)),
    approvals(
      [
        { environment: 'production', release: 'R1', actor: 'ann' },
        { environment: 'production', release: 'R1', actor: 'mia' },
      ],
      often(1, 2),
    ),
    manifestEdits(1),
    time(1),
  ],
});
