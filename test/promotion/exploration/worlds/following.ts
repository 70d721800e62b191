import { after, environment } from '../../world.js';
import { reconciliation } from '../steps/closing.js';
import { holds, unholds } from '../steps/controls.js';
import { crashes, processesGoOn } from '../steps/deploying.js';
import { verdicts } from '../steps/evidence.js';
import { automatic, automaticRequests, requests, wholeDeployments } from '../steps/requests.js';
import type { Setup } from '../steps/step.js';
import { time } from '../steps/time.js';
import { turningBack, worksGoOn } from '../steps/works.js';
import { ask, type Often, shop, TWO } from './making.js';

/** What follows by itself, what people decide against it, and what is rolled back. */
export const following = (often: Often): Setup => ({
  name: 'following by itself',
  project: shop(
    environment('dev'),
    environment('hardening', { ...after('dev'), promote: 'auto' }),
    environment('production', { ...after('hardening'), promote: 'auto' }),
  ),
  releases: TWO,
  begin: [
    'tim: deploy R1 to dev: succeeded',
    'eve: pass for R1 in dev',
    'automatically: promote R1 to hardening: succeeded',
    'a minute goes by',
    'tim: deploy R2 to dev: succeeded',
  ],
  moves: [
    wholeDeployments(
      [
        ...ask('deploy', 'dev', 'R1', 'R2'),
        ...ask('promote', 'hardening', 'R1'),
        { kind: 'rollback', environment: 'hardening' },
        ...ask('rollback', 'hardening', 'R1'),
        { kind: 'sync', environment: 'hardening' },
      ],
      { limit: often(3, 4) },
    ),
    automatic(['succeeded', 'rolled-back']),
    verdicts(['dev', 'hardening'], ['pass', 'fail'], often(3, 5)),
    holds([{ environment: 'hardening', release: 'R1' }], 1),
    unholds(['hardening'], 1),
    time(often(1, 2)),
  ],
});

/** A rollback, and what passes before it and after it. */
export const rollingBack = (often: Often): Setup => ({
  name: 'rolling back',
  project: shop(environment('dev'), environment('production', { ...after('dev'), promote: 'auto' })),
  releases: TWO,
  begin: [
    'tim: deploy R1 to dev: succeeded',
    'eve: pass for R1 in dev',
    'automatically: promote R1 to production: succeeded',
    'a minute goes by',
    'tim: deploy R2 to dev: succeeded',
    'eve: pass for R2 in dev',
    'automatically: promote R2 to production: succeeded',
  ],
  moves: [
    wholeDeployments(
      [
        ...ask('deploy', 'dev', 'R1', 'R2'),
        ...ask('promote', 'production', 'R1'),
        ...ask('rollback', 'production', 'R1', 'R2'),
        { kind: 'rollback', environment: 'production' },
      ],
      { limit: often(3, 4) },
    ),
    automatic(),
    verdicts(['dev'], ['pass'], often(1, 3)),
    verdicts(['production'], ['pass', 'fail'], often(1, 2)),
    unholds(['production'], 1),
    time(often(2, 3)),
  ],
});

/** An automatic promotion that is under way while people roll back, and the other way round. */
export const followingInParts = (often: Often): Setup => ({
  name: 'following by itself, in parts',
  project: shop(environment('dev'), environment('production', { ...after('dev'), promote: 'auto' })),
  releases: TWO,
  moves: [
    wholeDeployments(ask('deploy', 'dev', 'R1', 'R2'), { limit: often(2, 3) }),
    verdicts(['dev'], ['pass'], often(2, 3)),
    automaticRequests,
    requests([...ask('rollback', 'production', 'R1')], often(1, 2)),
    processesGoOn,
    worksGoOn,
    turningBack(1),
    crashes(['seen'], 1),
    reconciliation,
    time(often(1, 2)),
  ],
});
