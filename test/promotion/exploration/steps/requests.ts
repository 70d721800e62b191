import type { Outcome } from '../../../../lib/promotion/index.js';
import type { Holding, Intent, Planned } from '../process.js';
import type { Change, Rules } from '../rules.js';
import { tickOf } from '../shop.js';
import { now, record, type Standing, standingAt, type World, withStanding } from '../world.js';
import { askToOpen, intentOf, nameIntent, plan, type Request } from './asking.js';
import { close } from './closing.js';
import type { Asked, Move, Setup, Step } from './step.js';

/** People ask for deployments; who may begin one goes on with it step by step. */
export function requests(asked: readonly Request[], limit?: number): Move {
  return {
    name: 'requests',
    ...(limit === undefined ? {} : { limit }),
    steps: (world, rules, setup) =>
      asked.flatMap((request) => {
        const intent = intentOf(world, rules, setup, request);
        const change = intent && plan(world, rules, intent);
        if (intent === undefined || change === undefined) return [];
        return [begin(world, rules, setup, { intent, change, holder: `p${world.begun + 1}` })];
      }),
  };
}

/** Somebody plans a deployment, and asks for it only later: meanwhile everything may change. */
export function plans(asked: readonly Request[], limit: number): Move {
  return {
    name: 'plans',
    limit,
    steps: (world, rules, setup) =>
      asked.flatMap((request): Step[] => {
        const intent = intentOf(world, rules, setup, request);
        const change = intent && plan(world, rules, intent);
        if (intent === undefined || change === undefined) return [];
        const holder = `p${world.begun + 1}`;
        const process: Planned = { holder, spot: intent.spot, phase: 'planned', intent, change };
        const after = { ...world, begun: world.begun + 1, processes: [...world.processes, process] };
        return [{ label: `${nameIntent(intent)}: plans it`, after }];
      }),
  };
}

/** Whoever planned something asks for it. */
export const plannedRequests: Move = {
  name: 'planned requests',
  steps: (world, rules, setup) =>
    world.processes
      .filter((process) => process.phase === 'planned')
      .map((process) => {
        const others = world.processes.filter((one) => one !== process);
        return begin({ ...world, processes: others }, rules, setup, process);
      }),
};

/** Deployments that go through, or do not, while nobody looks. */
export function wholeDeployments(
  asked: readonly Request[],
  { outcomes = ['succeeded'], limit }: { readonly outcomes?: readonly Outcome[]; readonly limit?: number } = {},
): Move {
  return {
    name: 'deployments',
    ...(limit === undefined ? {} : { limit }),
    steps: (world, rules, setup) =>
      asked.flatMap((request) => {
        const intent = intentOf(world, rules, setup, request);
        const change = intent && plan(world, rules, intent);
        if (intent === undefined || change === undefined) return [];
        return carriedOut(
          world,
          rules,
          setup,
          askToOpen(world, rules, setup, { intent, change, holder: 'p' }),
          outcomes,
        );
      }),
  };
}

/** What follows by itself begins by itself. */
export function automatic(outcomes: readonly Outcome[] = ['succeeded'], limit?: number): Move {
  return {
    name: 'automatic',
    ...(limit === undefined ? {} : { limit }),
    steps: (world, rules, setup) =>
      dueIntents(world, rules, setup).flatMap((intent) => {
        const change = plan(world, rules, intent);
        if (change === undefined) return [];
        return carriedOut(
          world,
          rules,
          setup,
          askToOpen(world, rules, setup, { intent, change, holder: 'p' }),
          outcomes,
        );
      }),
  };
}

/** What follows by itself begins, and goes on step by step. */
export const automaticRequests: Move = {
  name: 'automatic requests',
  steps: (world, rules, setup) =>
    dueIntents(world, rules, setup).flatMap((intent) => {
      const change = plan(world, rules, intent);
      return change === undefined
        ? []
        : [begin(world, rules, setup, { intent, change, holder: `p${world.begun + 1}` })];
    }),
};

function dueIntents(world: World, rules: Rules, { project }: Setup) {
  return project.serviceSets.flatMap(({ id: serviceSet }) =>
    rules
      .automatic({ project, state: world.state, serviceSet, at: now(world) }, rules.decide)
      .filter(({ step }) => step === 'due')
      .map(({ environment, release }) => ({
        spot: { serviceSet, environment },
        release,
        kind: 'promote' as const,
        automatic: true as const,
        actor: 'slipway',
      })),
  );
}

function begin(
  world: World,
  rules: Rules,
  setup: Setup,
  { intent, change, holder }: Pick<Planned, 'intent' | 'change' | 'holder'>,
): Step {
  const asked = askToOpen(world, rules, setup, { intent, change, holder });
  const label = `${nameIntent(intent)}: ${sayOpened(asked)}`;
  const { opened } = asked;
  if (!('draft' in opened)) return { label, after: world, asked };
  const { fact } = opened.draft;
  if (fact.type !== 'deployment.requested' && fact.type !== 'deployment.resumed')
    throw new Error(`a deployment began with ${fact.type}`);
  const { fence, expires } = fact.lease;
  const held = { deployment: fact.deployment, fence, until: tickOf(expires) };
  const { spot } = intent;
  const process: Holding =
    opened.step === 'settle'
      ? { holder, spot, phase: 'settling', held }
      : { holder, spot, phase: 'opened', intent, change, held };
  const recorded = record(world, rules, opened.draft);
  const begun = Math.max(recorded.begun, Number(holder.slice(1)));
  return { label, asked, after: { ...recorded, begun, processes: [...recorded.processes, process] } };
}

export function sayOpened({ opened }: Asked): string {
  if (opened.step !== 'refused') return opened.step;
  return `refused (${opened.decision.reasons.map(({ code }) => code).join(', ')})`;
}

function carriedOut(
  world: World,
  rules: Rules,
  setup: Setup,
  asked: Asked,
  outcomes: readonly Outcome[],
): readonly Step[] {
  const { intent, change, opened } = asked;
  if (opened.step !== 'open') return [{ label: `${nameIntent(intent)}: ${sayOpened(asked)}`, after: world, asked }];
  const { fact } = opened.draft;
  if (fact.type !== 'deployment.requested') throw new Error(`a deployment was opened by ${fact.type}`);
  const held = { deployment: fact.deployment, fence: fact.lease.fence };
  const requested = record(world, rules, opened.draft);
  return outcomes.map((outcome) => {
    const applied = withStanding(requested, intent.spot, standingAfter(world, change, outcome, intent));
    const after = close(applied, rules, setup, { spot: intent.spot, held, actor: intent.actor });
    return { label: `${nameIntent(intent)}: ${outcome}`, after, asked };
  });
}

/** What stands somewhere after a deployment, which may have stopped half way or have been turned back. */
function standingAfter(world: World, { release, stack }: Change, outcome: Outcome, { spot }: Intent): Standing {
  const before = standingAt(world, spot);
  if (outcome === 'succeeded') return { images: release.images, template: stack.template, turnedBack: false };
  if (outcome === 'rolled-back') return { ...before, turnedBack: true };
  const [first, ...rest] = Object.entries(release.images);
  const kept = rest.map(([artifact, image]) => [artifact, imageAt(before, artifact) ?? image] as const);
  const images = Object.fromEntries(first === undefined ? kept : [first, ...kept]);
  return { images, template: `half ${stack.template}`, turnedBack: false };
}

function imageAt({ images }: Standing, artifact: string) {
  return Object.entries(images).find(([known]) => known === artifact)?.[1];
}
