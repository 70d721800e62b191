import type { ArtifactKey, Instant } from '../../../lib/ids.js';
import type { Project } from '../../../lib/manifest/model.js';
import { type EventDraft, emptyState, type LedgerEvent, type ProjectState } from '../../../lib/promotion/index.js';
import type { ReleasedImage } from '../../../lib/release/model.js';
import type { Observation } from '../../../lib/targets/index.js';
import type { Process } from './process.js';
import type { Rules } from './rules.js';
import { instant, type Recipe, released, type Spot, spotKey } from './shop.js';

/** Everything there is at one moment: what is recorded, what really runs, and who is at work. Never changed in place. */
export interface World {
  /** What the record says, folded event by event. */
  readonly state: ProjectState;
  /** The record itself. */
  readonly events: readonly LedgerEvent[];
  /** In ticks. */
  readonly clock: number;
  /** Which version of the manifest is checked out. */
  readonly manifest: number;
  /** What really stands at each spot; a spot at which nothing was ever done is absent. */
  readonly standing: Readonly<Record<string, Standing>>;
  readonly processes: readonly Process[];
  /** Holders that are known to be gone. */
  readonly gone: readonly string[];
  /** How many processes ever began; gives them names. */
  readonly begun: number;
  /** How often each move was made, by its place in the setup. */
  readonly spent: readonly number[];
}

export type Images = Readonly<Record<ArtifactKey, ReleasedImage>>;

/** What stands at a spot, and what is being done to it. */
export interface Standing {
  readonly images: Images;
  readonly template?: string;
  /** Whether the last thing that was done here was turned back. */
  readonly turnedBack: boolean;
  readonly work?: Work;
}

/** A stack that is being changed, service by service. It goes on by itself, whoever began it. */
export interface Work {
  readonly from: Pick<Standing, 'images' | 'template'>;
  readonly to: { readonly images: Images; readonly template: string };
  readonly direction: 'forward' | 'back';
}

const NOTHING: Standing = { images: {}, turnedBack: false };

export function emptyWorld(project: Project, moves: number): World {
  return {
    state: emptyState(project.id),
    events: [],
    clock: 0,
    manifest: 0,
    standing: {},
    processes: [],
    gone: [],
    begun: 0,
    spent: new Array<number>(moves).fill(0),
  };
}

export function now({ clock }: World): Instant {
  return instant(clock);
}

/** Adds to the record. Its seals are tested elsewhere; here they would only cost time. */
export function record(world: World, rules: Rules, { at, actor, reason, fact }: EventDraft): World {
  const seq = world.events.length + 1;
  const event: LedgerEvent = {
    project: world.state.project,
    seq,
    parents: [],
    hash: `${seq}` as LedgerEvent['hash'],
    at,
    actor,
    ...(reason === undefined ? {} : { reason }),
    fact,
  };
  return { ...world, state: rules.apply(world.state, event), events: [...world.events, event] };
}

export function createReleases(world: World, rules: Rules, recipes: readonly Recipe[], actor: string): World {
  return recipes.reduce(
    (before, recipe) =>
      record(before, rules, {
        at: now(before),
        actor,
        fact: { type: 'release.created', release: released(recipe, before.state.lastNumber + 1) },
      }),
    world,
  );
}

export function standingAt({ standing }: World, spot: Spot): Standing {
  return standing[spotKey(spot)] ?? NOTHING;
}

export function withStanding(world: World, spot: Spot, standing: Standing): World {
  return { ...world, standing: { ...world.standing, [spotKey(spot)]: standing } };
}

/** What somebody sees who looks at a spot. */
export function observe(world: World, spot: Spot): Observation {
  const { images, template, turnedBack, work } = standingAt(world, spot);
  const at = now(world);
  if (work !== undefined) return { state: 'changing', artifacts: {}, at };
  if (template === undefined) return { state: 'absent', artifacts: {}, at, rolledBack: turnedBack };
  return { state: 'present', artifacts: images, template, at, rolledBack: turnedBack };
}
