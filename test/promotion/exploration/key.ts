import type { Instant, ReleaseId } from '../../../lib/ids.js';
import type { Deployment, EnvironmentState, LedgerEvent, ProjectState } from '../../../lib/promotion/index.js';
import type { Process } from './process.js';
import { spotKey, TICK_MS, tickOf } from './shop.js';
import type { Images, Standing, World } from './world.js';

/** Longer than anything that is waited for in any setup, in ticks: two instants farther apart are just far apart. */
const FAR = 7;

/** A part of a key: text as it is, or an instant in ticks, of which only its distance to others matters. */
type Part = string | number;

/**
 * What two worlds have in common of which everything that can ever happen is the same. Deployments, fences and holders
 * go by their part in what is going on and not by their names; instants by their distances; and what nothing reads any
 * more does not appear. What was last recorded of each thing stands in it beside what was folded from the record, so that
 * a fold which overlooks something does not make two histories one.
 */
export function keyOf(world: World, absoluteTime: boolean): string {
  const parts: Part[] = [`m${world.manifest} `, world.spent.join('.')];
  if (absoluteTime) parts.push(` now${world.clock}`);
  for (const [spot, standing] of Object.entries(world.standing)) parts.push(`\n${spot} `, sayStanding(standing));
  const processes = world.processes.map((process) => sayProcess(world, process)).sort();
  for (const process of processes) parts.push(`\n${process}`);
  addState(parts, world);
  parts.push('\n', lastWords(world.events));
  return written(parts, world.clock);
}

function addState(parts: Part[], { state, gone }: World): void {
  parts.push(`\n${Object.keys(state.releases).length}`);
  const succeeded = successes(state);
  for (const [key, here] of Object.entries(state.environments)) {
    parts.push(`\n${key}`);
    addEnvironment(parts, state, here, gone);
    parts.push(' away', succeeded.get(key)?.join() ?? '');
  }
  addAttempts(parts, state);
  for (const { environment, from, until, rollbacks } of state.freezes) {
    parts.push(`\nfrozen ${environment ?? 'all'} ${rollbacks}`);
    addInstants(parts, from, until);
  }
  parts.push('\n', Object.keys(state.blocks).sort().join());
}

function addEnvironment(parts: Part[], state: ProjectState, here: EnvironmentState, gone: readonly string[]): void {
  const current = here.current === undefined ? undefined : state.deployments[here.current];
  if (current !== undefined) {
    parts.push(` ${current.release} ${current.kind === 'rollback'} ${current.automatic === true}`);
    addInstants(parts, current.requestedAt);
  }
  const ongoing = here.ongoing === undefined ? undefined : state.deployments[here.ongoing.deployment];
  if (here.ongoing !== undefined && ongoing !== undefined) {
    const { release, kind, hashes, replaces } = ongoing;
    parts.push(` ongoing ${release} ${kind} ${replaces} ${hashes.template.slice(0, 6)} ${hashes.preview.slice(0, 6)}`);
    parts.push(gone.includes(here.ongoing.lease.holder) ? ' gone' : ' held');
    addInstants(parts, here.ongoing.lease.expires);
  }
  for (const release of Object.keys(here.evaluations).sort() as ReleaseId[]) {
    const { verdict, at, deployment } = here.evaluations[release] ?? {};
    parts.push(` ${release}=${verdict}${deployment === here.current}`);
    addInstants(parts, at);
  }
  parts.push(' ran ', Object.keys(here.succeeded).sort().join(), ' passed ', here.passed.join());
  for (const release of Object.keys(here.soaks).sort() as ReleaseId[]) {
    const { longest = 0, since } = here.soaks[release] ?? {};
    parts.push(` ${release} soaked ${Math.min(longest / TICK_MS, FAR)}`);
    addInstants(parts, since);
  }
  parts.push(` held ${here.hold?.release}`);
  for (const { actor, preview, at } of here.approvals) {
    parts.push(` ${actor} approved ${preview.slice(0, 6)}`);
    addInstants(parts, at);
  }
  for (const { release, at, expires } of here.overrides) {
    parts.push(` glass ${release}`);
    addInstants(parts, at, expires);
  }
}

/** What was last recorded of each thing, in the order of the things. */
function lastWords(events: readonly LedgerEvent[]): string {
  const words = new Map<string, string>();
  const requests = new Map<string, string>();
  for (const { fact } of events)
    switch (fact.type) {
      case 'deployment.requested': {
        const what = `${spotKey(fact)} ${fact.release}`;
        requests.set(fact.deployment, what);
        words.set(`ended ${what}`, 'not');
        break;
      }
      case 'deployment.finished':
        words.set(`ended ${requests.get(fact.deployment)}`, fact.outcome);
        break;
      case 'verdict.recorded':
        words.set(`${fact.environment} ${fact.release}`, fact.verdict);
        break;
      case 'hold.set':
        words.set(`hold ${fact.environment}`, fact.release);
        break;
      case 'hold.lifted':
        words.set(`hold ${fact.environment}`, 'lifted');
        break;
      case 'freeze.set':
        words.set(`freeze ${fact.environment}`, fact.rollbacks);
        break;
      case 'freeze.lifted':
        words.set(`freeze ${fact.environment}`, 'lifted');
        break;
      default:
    }
  return [...words]
    .map(([what, word]) => `${what} ${word}`)
    .sort()
    .join();
}

/** By environment, what became of it: releases in the order of their successes, and how they went away. */
function successes({ deployments, deploymentOrder, environments }: ProjectState): Map<string, string[]> {
  const found = new Map<string, Map<string, string>>();
  for (const id of deploymentOrder) {
    const deployment = deployments[id];
    if (deployment?.status !== 'succeeded' || deployment.supersededBy !== undefined) continue;
    const key = spotKey(deployment);
    const here = found.get(key) ?? new Map<string, string>();
    if (deployment.kind === 'rollback' && deployment.replaces !== undefined) here.set(deployment.replaces, 'gone');
    const evaluation = environments[key as keyof typeof environments]?.evaluations[deployment.release];
    if (evaluation?.deployment === id) here.delete(deployment.release);
    found.set(key, here);
  }
  return new Map([...found].map(([key, here]) => [key, [...here.keys()].sort()]));
}

/** The last attempt of each release at each spot: nothing follows twice on one pass. */
function addAttempts(parts: Part[], { deployments, deploymentOrder }: ProjectState): void {
  const last = new Map<string, Deployment>();
  for (const id of deploymentOrder) {
    const deployment = deployments[id];
    if (deployment !== undefined) last.set(`${spotKey(deployment)} ${deployment.release}`, deployment);
  }
  for (const key of [...last.keys()].sort()) {
    parts.push(`\ntried ${key}`);
    addInstants(parts, last.get(key)?.requestedAt);
  }
}

function sayProcess({ state }: World, process: Process): string {
  const { spot, phase } = process;
  const intent = phase === 'settling' ? '' : `${process.intent.release} ${process.intent.kind} ${process.intent.actor}`;
  const change = phase === 'settling' ? '' : process.change.identity.hash.slice(0, 6);
  if (phase === 'planned') return `${spotKey(spot)} ${phase} ${intent} ${change}`;
  const { deployment, fence, until } = process.held;
  const there = state.environments[spotKey(spot) as keyof typeof state.environments];
  const standing = state.deployments[deployment];
  // The lease of whoever holds it stands in the record; of the others it matters whether it ran out.
  return `${spotKey(spot)} ${phase} ${intent} ${change} ${standing?.status} ${standing?.supersededBy !== undefined} ${(standing?.fence ?? 0) - fence} ${(there?.fence ?? 0) - fence} ${there?.ongoing?.deployment === deployment} ${until}`;
}

function sayStanding({ images, template, turnedBack, work }: Standing): string {
  const now = `${sayImages(images)} ${template} ${turnedBack}`;
  return work === undefined
    ? now
    : `${now} ${work.direction} ${sayImages(work.from.images)} ${work.from.template} to ${sayImages(work.to.images)} ${work.to.template}`;
}

/** Images by the beginnings of their digests, which name them here. */
function sayImages(images: Images): string {
  return Object.entries(images)
    .map(([artifact, { digest }]) => `${artifact}${digest?.slice(7, 9)}`)
    .join();
}

function addInstants(parts: Part[], ...instants: readonly (Instant | undefined)[]): void {
  for (const at of instants) parts.push(at === undefined ? ' -' : tickOf(at));
}

/** The key with every instant by its place among the others, and by how far it is from its neighbours. */
function written(parts: readonly Part[], clock: number): string {
  const times = [...new Set([clock, ...parts.filter((part) => typeof part === 'number')])].sort((a, b) => a - b);
  const places = new Map<number, number>();
  let place = 0;
  times.forEach((time, index) => {
    place += index === 0 ? 0 : Math.min(time - (times[index - 1] ?? time), FAR);
    places.set(time, place);
  });
  const here = places.get(clock) ?? 0;
  return parts.map((part) => (typeof part === 'number' ? `@${(places.get(part) ?? 0) - here}` : part)).join('');
}
