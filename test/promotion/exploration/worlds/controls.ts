import { after, environment } from '../../world.js';
import { blocks, brokenGlasses, freezes, unblocks, unfreezes } from '../steps/controls.js';
import { verdicts } from '../steps/evidence.js';
import { automatic, wholeDeployments } from '../steps/requests.js';
import type { Setup } from '../steps/step.js';
import { time } from '../steps/time.js';
import { ask, type Often, requiring, shop, THREE, TWO } from './making.js';

/** Freezes of one environment and of all, now and later, and rollbacks under them. */
export const freezing = (often: Often): Setup => ({
  name: 'freezing',
  project: shop(
    environment('dev', { promote: 'manual' }),
    environment('production', { ...after('dev'), promote: 'auto' }),
  ),
  releases: TWO,
  begin: [
    'tim: deploy R1 to dev: succeeded',
    'eve: pass for R1 in dev',
    'automatically: promote R1 to production: succeeded',
    'tim: deploy R2 to dev: succeeded',
  ],
  moves: [
    wholeDeployments(
      [...ask('deploy', 'dev', 'R1', 'R2'), ...ask('deploy', 'production', 'R2'), ...ask('rollback', 'dev', 'R1')],
      { limit: 3 },
    ),
    verdicts(['dev', 'production'], ['pass'], often(1, 3)),
    automatic(['succeeded']),
    freezes(
      [
        { environment: 'production' },
        { environment: 'production', begins: 1, lasts: 1 },
        { lasts: 2, rollbacks: 'refused' },
        { environment: 'dev', lasts: 1 },
      ],
      2,
    ),
    unfreezes(['production', undefined], 1),
    time(often(3, 5)),
  ],
});

/** Two windows, with a freeze, a soak and a broken glass across them. */
export const windows = (often: Often): Setup => ({
  name: 'windows',
  absoluteTime: true,
  project: shop(
    environment('dev'),
    environment('production', {
      ...requiring(
        {
          soakSeconds: 60,
          windows: [
            { kind: 'once', from: '2026-11-20T00:02', to: '2026-11-20T00:04', zone: 'UTC' },
            { kind: 'once', from: '2026-11-20T00:06', to: '2026-11-20T00:07', zone: 'UTC' },
          ],
        },
        after('dev'),
      ),
    }),
  ),
  releases: TWO,
  begin: ['tim: deploy R1 to dev: succeeded'],
  moves: [
    wholeDeployments([...ask('deploy', 'dev', 'R1', 'R2'), ...ask('deploy', 'production', 'R1')], {
      limit: often(2, 3),
    }),
    verdicts(['dev'], ['pass'], often(1, 2)),
    freezes([{ lasts: 2 }, { environment: 'production', begins: 1, lasts: 2 }], often(1, 2)),
    brokenGlasses([{ environment: 'production', release: 'R1' }], 1),
    time(8),
  ],
});

/** Images that are not to run any more, and glasses that are broken. */
export const blocking = (often: Often): Setup => ({
  name: 'blocking and breaking',
  project: shop(environment('dev'), environment('production', after('dev'))),
  releases: THREE,
  begin: [
    'tim: deploy R1 to dev: succeeded',
    'eve: pass for R1 in dev',
    'tim: deploy R1 to production: succeeded',
    'tim: deploy R3 to dev: succeeded',
    'eve: pass for R3 in dev',
  ],
  moves: [
    wholeDeployments(
      [
        ...ask('deploy', 'dev', 'R1', 'R2', 'R3'),
        ...ask('deploy', 'production', 'R1', 'R3'),
        { kind: 'rollback', environment: 'dev' },
        ...ask('rollback', 'dev', 'R2'),
      ],
      { limit: often(3, 4) },
    ),
    verdicts(['dev'], ['pass', 'fail'], often(1, 2)),
    blocks([['a', 'a2']], often(1, 2)),
    unblocks([['a', 'a2']], 1),
    brokenGlasses(
      [
        { environment: 'production', release: 'R3' },
        { environment: 'production', release: 'R1' },
      ],
      1,
    ),
    time(often(2, 3)),
  ],
});
