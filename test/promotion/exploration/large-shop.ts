import fc from 'fast-check';
import type { Environment } from '../../../lib/manifest/model.js';
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
import { automaticRequests, requests, wholeDeployments } from './steps/requests.js';
import type { Move, Setup } from './steps/step.js';
import { time } from './steps/time.js';
import { turningBack, worksGoOn } from './steps/works.js';
import { zombieWrites } from './steps/zombies.js';

const SERVICES = ['a', 'b', 'c', 'd', 'e'];

const require = (more: Partial<Environment['require']>) => ({ require: { digests: false, ...more } });

/** Ten environments that fork and join, with every kind of gate. */
const ENVIRONMENTS: readonly Environment[] = [
  environment('dev'),
  environment('lab'),
  environment('qa', { ...after('dev'), promote: 'auto' }),
  environment('load', { ...after('dev', 'lab'), ...require({ soakSeconds: 120 }) }),
  environment('demo', { ...after('qa'), promote: 'auto' }),
  environment('hardening', { ...after('qa', 'load'), ...require({ verdict: 'all' }) }),
  environment('canary', { ...after('hardening'), promote: 'auto', ...require({ soakSeconds: 60 }) }),
  environment('europe', { ...after('canary'), ...require({ digests: true, approvals: { count: 1 } }) }),
  environment('asia', { ...after('canary', 'europe'), ...require({ approvals: { count: 2, expiresSeconds: 600 } }) }),
  environment('archive', after('europe', 'asia')),
];

/** Twenty releases, each of which replaces one image or two of the one before. */
const RELEASES: readonly Recipe[] = Array.from({ length: 20 }, (_, index) =>
  recipe(
    `R${index + 1}`,
    Object.fromEntries(
      SERVICES.map((service, place) => [service, `${service}${Math.floor((index + place) / SERVICES.length)}`]),
    ),
  ),
);

export const LARGE_SHOP: Setup = {
  name: 'a large shop',
  project: project(ENVIRONMENTS, SERVICES),
  releases: RELEASES,
  moves: [],
};

/** One turn of a history: what is tried, and which of the ways in which it may go. */
export interface Happening {
  readonly what: keyof typeof MOVES;
  readonly environment: string;
  readonly release: string;
  readonly kind: Request['kind'];
  readonly choice: number;
}

type Wish = Omit<Happening, 'what' | 'choice'>;

/** What may happen, each with a place and a release at hand. */
const MOVES = {
  whole: ({ environment, release, kind }: Wish) =>
    wholeDeployments(
      [
        requestOf(environment, release, kind),
        { kind: 'deploy', environment: 'dev', release },
        { kind: 'sync', environment },
        { kind: 'deploy', environment: 'lab', release },
        { kind: 'sync', environment },
      ],
      { outcomes: ['succeeded'] },
    ),
  request: ({ environment, release, kind }: Wish) => requests([requestOf(environment, release, kind)]),
  processes: () => processesGoOn,
  works: () => worksGoOn,
  turningBack: () => turningBack(1),
  crash: () => crashes(['seen', 'unseen'], 1),
  zombie: () => zombieWrites(1),
  reconcile: () => reconciliation,
  automatic: () => automaticRequests,
  verdict: ({ environment }: Wish) => verdicts([environment], ['pass', 'pass', 'pass', 'warning', 'fail']),
  health: ({ environment }: Wish) => health([environment], 1),
  approve: ({ environment, release }: Wish) =>
    approvals(
      ['ann', 'bea', 'mia'].map((actor) => ({ environment, release, actor })),
      1,
    ),
  manifest: () => manifestEdits(1),
  freeze: ({ environment }: Wish) =>
    freezes([{ environment, lasts: 3 }, { environment }, { lasts: 2, rollbacks: 'refused' }], 1),
  unfreeze: ({ environment }: Wish) => unfreezes([environment, undefined], 1),
  hold: ({ environment, release }: Wish) => holds([{ environment, release }], 1),
  unhold: ({ environment }: Wish) => unholds([environment], 1),
  block: () =>
    blocks(
      [
        ['a', 'a1'],
        ['c', 'c2'],
      ],
      1,
    ),
  unblock: () =>
    unblocks(
      [
        ['a', 'a1'],
        ['c', 'c2'],
      ],
      1,
    ),
  glass: ({ environment, release }: Wish) => brokenGlasses([{ environment, release }], 1),
  time: () => time(),
} as const satisfies Readonly<Record<string, (wish: Wish) => Move>>;

export function moveOf({ what, ...wish }: Happening): Move {
  return MOVES[what](wish);
}

/** How often each thing is tried, beside what is rare. */
const OFTEN: Readonly<Partial<Record<keyof typeof MOVES, number>>> = {
  whole: 24,
  verdict: 16,
  automatic: 6,
  processes: 10,
  works: 12,
  approve: 8,
  time: 6,
  reconcile: 3,
  request: 2,
  unfreeze: 3,
  unhold: 3,
  unblock: 3,
};

export const happenings: fc.Arbitrary<Happening> = fc.record({
  what: fc.oneof(
    ...(Object.keys(MOVES) as (keyof typeof MOVES)[]).map((what) => ({
      weight: OFTEN[what] ?? 1,
      arbitrary: fc.constant(what),
    })),
  ),
  environment: fc.constantFrom(...ENVIRONMENTS.map(({ id }) => id as string)),
  release: fc.constantFrom(...RELEASES.map(({ id }) => id as string)),
  kind: fc.constantFrom('deploy', 'promote', 'sync', 'sync', 'rollback'),
  choice: fc.nat({ max: 59 }),
});

/** `sync` and `rollback` find their release themselves. */
function requestOf(environment: string, release: string, kind: Request['kind']): Request {
  return kind === 'sync' || kind === 'rollback' ? { kind, environment } : { kind, environment, release };
}
