import type { ArtifactKey } from '../../../../lib/ids.js';
import { type Spot, spotKey, spotsOf } from '../shop.js';
import { type Images, type Standing, standingAt, type Work, type World, withStanding } from '../world.js';
import { artifactsApart } from './deploying.js';
import type { Move, Step } from './step.js';

/** Stacks that are being changed: one service moves after the other, in any order. */
export const worksGoOn: Move = {
  name: 'works',
  steps: (world, _, { project }) =>
    worksIn(world, spotsOf(project)).flatMap(({ spot, standing, work }) => {
      const goal = work.direction === 'forward' ? work.to.images : work.from.images;
      return artifactsApart(standing.images, goal).map((artifact): Step => {
        const moved = move(standing.images, goal, artifact);
        const label = `${spotKey(spot)}: ${artifact} ${work.direction === 'forward' ? 'is replaced' : 'goes back'}`;
        return { label, after: withStanding(world, spot, arrived({ ...standing, images: moved }, work, goal)) };
      });
    }),
};

/** Something goes wrong on the way, and the stack is turned back. */
export function turningBack(limit: number): Move {
  return {
    name: 'turning back',
    limit,
    steps: (world, _, { project }) =>
      worksIn(world, spotsOf(project)).flatMap(({ spot, standing, work }): Step[] => {
        if (work.direction === 'back') return [];
        const back: Work = { ...work, direction: 'back' };
        const after = withStanding(world, spot, arrived({ ...standing, work: back }, back, work.from.images));
        return [{ label: `${spotKey(spot)}: fails, and is being turned back`, after }];
      }),
  };
}

/** Not even turning back works, and what is there stays. */
export function stuckWorks(limit: number): Move {
  return {
    name: 'stuck works',
    limit,
    steps: (world, _, { project }) =>
      worksIn(world, spotsOf(project)).flatMap(({ spot, standing, work }): Step[] => {
        if (work.direction === 'forward') return [];
        const stuck: Standing = { images: standing.images, template: work.to.template, turnedBack: false };
        return [{ label: `${spotKey(spot)}: is stuck half way`, after: withStanding(world, spot, stuck) }];
      }),
  };
}

function worksIn(world: World, spots: readonly Spot[]) {
  return spots.flatMap((spot) => {
    const standing = standingAt(world, spot);
    return standing.work === undefined ? [] : [{ spot, standing, work: standing.work }];
  });
}

/** What stands there, with the work still going on or done. */
function arrived(standing: Standing, work: Work, goal: Images): Standing {
  if (artifactsApart(standing.images, goal).length > 0) return standing;
  const { template } = work.direction === 'forward' ? work.to : work.from;
  const images = goal;
  return { images, turnedBack: work.direction === 'back', ...(template === undefined ? {} : { template }) };
}

function move(images: Images, goal: Images, artifact: ArtifactKey): Images {
  const entries = Object.entries({ ...images, ...goal }).flatMap(([known]) => {
    const image = known === artifact ? goal[artifact] : images[known as ArtifactKey];
    return image === undefined ? [] : [[known, image] as const];
  });
  return Object.fromEntries(entries);
}
