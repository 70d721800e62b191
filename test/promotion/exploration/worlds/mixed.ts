import { after, environment } from '../../world.js';
import { reconciliation } from '../steps/closing.js';
import {
  approvals,
  blocks,
  brokenGlasses,
  freezes,
  holds,
  manifestEdits,
  unblocks,
  unfreezes,
  unholds,
} from '../steps/controls.js';
import { crashes, processesGoOn } from '../steps/deploying.js';
import { health, verdicts } from '../steps/evidence.js';
import { automaticRequests, requests } from '../steps/requests.js';
import type { Setup } from '../steps/step.js';
import { time } from '../steps/time.js';
import { turningBack, worksGoOn } from '../steps/works.js';
import { zombieWrites } from '../steps/zombies.js';
import { ask, type Often, requiring, shop, THREE } from './making.js';

/** Everything at once. */
export const mixed = (often: Often): Setup => ({
  name: 'everything at once',
  absoluteTime: true,
  project: {
    ...shop(
      environment('dev'),
      environment('hardening', { ...requiring({ soakSeconds: 60 }, after('dev')), promote: 'auto' }),
      environment('production', {
        ...requiring(
          {
            approvals: { count: 1, roles: ['lead'], expiresSeconds: 180 },
            windows: [{ kind: 'once', from: '2026-11-20T00:01', to: '2026-11-20T00:05', zone: 'UTC' }],
          },
          after('hardening'),
        ),
      }),
    ),
    roles: { lead: ['ann'] },
  },
  releases: THREE,
  begin: [
    'tim: deploy R1 to dev: open',
    'p1: applies R1 to main:dev',
    'main:dev: a is replaced',
    'main:dev: b is replaced',
    'p1: records what it sees in main:dev',
    'eve: pass for R1 in dev',
    'a minute goes by',
    'automatically: promote R1 to hardening: open',
    'p2: applies R1 to main:hardening',
    'main:hardening: a is replaced',
    'main:hardening: b is replaced',
    'p2: records what it sees in main:hardening',
  ],
  moves: [
    requests([...ask('deploy', 'dev', 'R1', 'R2', 'R3'), { kind: 'sync', environment: 'production' }]),
    requests([{ kind: 'rollback', environment: 'hardening' }, ...ask('promote', 'production', 'R1', 'R2')]),
    automaticRequests,
    processesGoOn,
    worksGoOn,
    turningBack(1),
    crashes(['seen', 'unseen'], 1),
    zombieWrites(1),
    reconciliation,
    verdicts(['dev', 'hardening', 'production'], ['pass', 'warning', 'fail']),
    health(['dev', 'hardening'], 1),
    approvals(
      [
        { environment: 'production', release: 'R1', actor: 'ann' },
        { environment: 'production', release: 'R2', actor: 'zoe' },
      ],
      2,
    ),
    manifestEdits(1),
    freezes([{ environment: 'production', begins: 1, lasts: 2 }, {}], 1),
    unfreezes([undefined], 1),
    holds([{ environment: 'hardening', release: 'R1' }], 1),
    unholds(['hardening'], 1),
    blocks([['a', 'a2']], 1),
    unblocks([['a', 'a2']], 1),
    brokenGlasses([{ environment: 'production', release: 'R3' }], 1),
    time(often(3, 6)),
  ],
});
