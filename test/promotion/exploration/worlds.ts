import type { Environment, Project } from '../../../lib/manifest/model.js';
import type { Requirements } from '../../../lib/manifest/requirements.js';
import { after, environment, project } from '../world.js';
import { type Recipe, recipe } from './shop.js';
import type { Request } from './steps/asking.js';
import { reconciliation } from './steps/closing.js';
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
} from './steps/controls.js';
import { crashes, processesGoOn } from './steps/deploying.js';
import { health, verdicts } from './steps/evidence.js';
import { automatic, automaticRequests, plannedRequests, plans, requests, wholeDeployments } from './steps/requests.js';
import type { Setup } from './steps/step.js';
import { time } from './steps/time.js';
import { stuckWorks, turningBack, worksGoOn } from './steps/works.js';
import { zombieWrites } from './steps/zombies.js';

/** Three releases of two services that share images: what moves is a bracket, and never everything. */
export const THREE: readonly Recipe[] = [
  recipe('R1', { a: 'a1', b: 'b1' }),
  recipe('R2', { a: 'a2', b: 'b1' }),
  recipe('R3', { a: 'a2', b: 'b2' }),
];
const TWO = THREE.slice(0, 2);
/** Two releases of which no service is the same. */
const APART: readonly Recipe[] = [recipe('R1', { a: 'a1', b: 'b1' }), recipe('R3', { a: 'a2', b: 'b2' })];

function shop(...environments: readonly Environment[]): Project {
  return project(environments, ['a', 'b']);
}

function requiring(require: Partial<Requirements>, from: Partial<Environment>): Partial<Environment> {
  return { ...from, require: { digests: false, ...require } };
}

function ask(kind: Request['kind'], environment: string, ...releases: readonly string[]): readonly Request[] {
  return releases.map((release) => ({ kind, environment, release }));
}

/**
 * How large worlds are. `small`: as many things happen as it takes for each invariant to matter, in seconds. `large`: once
 * more of everything, in minutes.
 */
export type Size = 'small' | 'large';

/** How often something may happen in a history. */
type Often = (small: number, large: number) => number;

/** How deployments go on, stop, are turned back, and are taken over by others. */
const deploymentsInParts = (often: Often): Setup => ({
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
const staleWriters = (often: Often): Setup => ({
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

/** What is known of a release where two environments come before one. */
const evidence =
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
const soaking = (often: Often): Setup => ({
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

/** People agree to changes, and the changes change. */
const agreeing = (often: Often): Setup => ({
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
const agreeingAgain = (often: Often): Setup => ({
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
const agreedAndLeft = (often: Often): Setup => ({
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

/** A warning that somebody has to agree to. */
const warned = (often: Often): Setup => ({
  name: 'warnings',
  project: shop(environment('dev'), environment('production', after('dev'))),
  releases: TWO,
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
  ],
});

/** Freezes of one environment and of all, now and later, and rollbacks under them. */
const freezing = (often: Often): Setup => ({
  name: 'freezing',
  project: shop(
    environment('dev', { promote: 'manual' }),
    environment('production', { ...after('dev'), promote: 'auto' }),
  ),
  releases: TWO,
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
const windows = (often: Often): Setup => ({
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

/** What follows by itself, what people decide against it, and what is rolled back. */
const following = (often: Often): Setup => ({
  name: 'following by itself',
  project: shop(
    environment('dev'),
    environment('hardening', { ...after('dev'), promote: 'auto' }),
    environment('production', { ...after('hardening'), promote: 'auto' }),
  ),
  releases: TWO,
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
const rollingBack = (often: Often): Setup => ({
  name: 'rolling back',
  project: shop(environment('dev'), environment('production', { ...after('dev'), promote: 'auto' })),
  releases: TWO,
  moves: [
    wholeDeployments(ask('deploy', 'dev', 'R1', 'R2'), { limit: often(2, 3) }),
    wholeDeployments([...ask('promote', 'production', 'R1'), { kind: 'rollback', environment: 'production' }], {
      limit: often(1, 2),
    }),
    wholeDeployments(ask('rollback', 'production', 'R1', 'R2'), { limit: 1 }),
    automatic(),
    verdicts(['dev'], ['pass'], often(3, 4)),
    verdicts(['production'], ['pass', 'fail'], often(1, 2)),
    unholds(['production'], 1),
    time(often(2, 3)),
  ],
});

/** An automatic promotion that is under way while people roll back, and the other way round. */
const followingInParts = (often: Often): Setup => ({
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

/** Images that are not to run any more, and glasses that are broken. */
const blocking = (often: Often): Setup => ({
  name: 'blocking and breaking',
  project: shop(environment('dev'), environment('production', after('dev'))),
  releases: THREE,
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

/** Two service sets of one project, in the same environments at the same time. */
const twoSets = (often: Often): Setup => ({
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

/** Everything at once. */
const mixed = (often: Often): Setup => ({
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

/** All worlds by their names. */
export function worldsOf(size: Size) {
  const often: Often = (small, large) => (size === 'small' ? small : large);
  return {
    deploymentsInParts: deploymentsInParts(often),
    staleWriters: staleWriters(often),
    evidenceAny: evidence('any')(often),
    evidenceAll: evidence('all')(often),
    soaking: soaking(often),
    agreeing: agreeing(often),
    agreeingAgain: agreeingAgain(often),
    agreedAndLeft: agreedAndLeft(often),
    warned: warned(often),
    freezing: freezing(often),
    windows: windows(often),
    following: following(often),
    rollingBack: rollingBack(often),
    followingInParts: followingInParts(often),
    blocking: blocking(often),
    twoSets: twoSets(often),
    mixed: mixed(often),
  } as const satisfies Readonly<Record<string, Setup>>;
}

export type WorldName = keyof ReturnType<typeof worldsOf>;
