import type { ArtifactKey } from '../../../../lib/ids.js';
import { imageOf } from '../../../../lib/promotion/state/same-image.js';
import type { Process } from '../process.js';
import type { Rules } from '../rules.js';
import { spotKey } from '../shop.js';
import { observe, standingAt, type World, withStanding } from '../world.js';
import { close } from './closing.js';
import type { Move, Setup, Step } from './step.js';

/** Each process goes on with what it is at: applies, looks at what came of it, records that. */
export const processesGoOn: Move = {
  name: 'processes',
  steps: (world, rules, setup) => world.processes.flatMap((process) => goOn(world, rules, setup, process)),
};

function goOn(world: World, rules: Rules, setup: Setup, process: Process): readonly Step[] {
  if (process.phase === 'planned') return [];
  if (process.phase === 'opened') return [apply(world, process)];
  const { spot, held, holder } = process;
  if (observe(world, spot).state === 'changing') {
    // It waits, but not for ever; what is going on then goes on without it.
    if (world.clock < held.until) return [];
    return [{ label: `${holder}: gives up waiting for ${spotKey(spot)}`, after: without(world, process) }];
  }
  const after = close(without(world, process), rules, setup, {
    spot,
    held,
    actor: process.phase === 'settling' ? 'rob' : process.intent.actor,
  });
  const what = after.events.length > world.events.length ? 'records what it sees in' : 'has nothing to record of';
  return [{ label: `${holder}: ${what} ${spotKey(spot)}`, after }];
}

function apply(world: World, process: Extract<Process, { readonly phase: 'opened' | 'applied' }>): Step {
  const { spot, held, change, holder } = process;
  if (world.clock >= held.until)
    return { label: `${holder}: finds its lease run out, and goes`, after: without(world, process) };
  const there = standingAt(world, spot);
  const others = without(world, process).processes;
  const waiting: World = { ...world, processes: [...others, { ...process, phase: 'applied' }] };
  if (there.work !== undefined)
    return { label: `${holder}: cannot change ${spotKey(spot)}, which is being changed`, after: waiting };
  const to = { images: change.release.images, template: change.stack.template };
  const label = `${holder}: applies ${change.release.id} to ${spotKey(spot)}`;
  if (artifactsApart(there.images, to.images).length === 0)
    return { label, after: withStanding(waiting, spot, { ...to, turnedBack: false }) };
  const { images, template } = there;
  const from = { images, ...(template === undefined ? {} : { template }) };
  return { label, after: withStanding(waiting, spot, { ...there, work: { from, to, direction: 'forward' } }) };
}

/** Processes that are killed: somebody on the same machine sees that they are gone, or only time tells. */
export function crashes(kinds: readonly ('seen' | 'unseen')[], limit: number): Move {
  return {
    name: 'crashes',
    limit,
    steps: (world) =>
      world.processes.flatMap((process) =>
        kinds.map((kind): Step => {
          const after = without(world, process);
          const gone = kind === 'seen' ? [...world.gone, process.holder] : world.gone;
          const label = `${process.holder}: is killed${kind === 'seen' ? '' : ', and nobody sees it'}`;
          return { label, after: { ...after, gone } };
        }),
      ),
  };
}

export function without(world: World, process: Process): World {
  return { ...world, processes: world.processes.filter((one) => one !== process) };
}

/** The artifacts in which two sets of images differ. */
export function artifactsApart(
  one: World['standing'][string]['images'],
  other: World['standing'][string]['images'],
): readonly ArtifactKey[] {
  const all = [...new Set([...Object.keys(one), ...Object.keys(other)])] as ArtifactKey[];
  return all.filter(
    (artifact) => imageOf({ images: one }, artifact)?.digest !== imageOf({ images: other }, artifact)?.digest,
  );
}
