import type { EnvironmentId, ReleaseId, ServiceSetId } from '../../../../lib/ids.js';
import type { Fact } from '../../../../lib/promotion/index.js';
import type { Rules } from '../rules.js';
import { digestOf, instant, type Spot } from '../shop.js';
import { now, record, type World } from '../world.js';
import { plan } from './asking.js';
import type { Move } from './step.js';

const MAIN = 'main' as ServiceSetId;

/** Something that somebody decides; undefined where it makes no sense. */
interface Ruling {
  readonly label: string;
  readonly actor: string;
  readonly fact: Fact;
}

/** Somebody agrees to a change as it would be at that moment. */
export function approvals(
  wanted: readonly { readonly environment: string; readonly release: string; readonly actor: string }[],
  limit: number,
): Move {
  return rulings('approvals', limit, (world, rules) =>
    wanted.flatMap(({ environment, release, actor }): Ruling[] => {
      const change = plan(world, rules, { spot: spotOf(environment), release, kind: 'deploy', actor });
      if (change === undefined) return [];
      const { parts, hash } = change.identity;
      const onto = parts.replaces === undefined ? '' : ` on top of ${parts.replaces}`;
      const label = `${actor}: approves ${release} for ${environment}${onto}, manifest ${world.manifest}`;
      return [{ label, actor, fact: { type: 'approval.granted', change: parts, preview: hash } }];
    }),
  );
}

/** The manifest is edited: every stack would be another one. */
export function manifestEdits(limit: number): Move {
  return {
    name: 'manifest edits',
    limit,
    steps: (world) => [{ label: 'the manifest is edited', after: { ...world, manifest: world.manifest + 1 } }],
  };
}

/** A freeze, from some ticks from now on, for some ticks. */
export interface FreezeWish {
  /** Absent: the whole project. */
  readonly environment?: string;
  readonly begins?: number;
  readonly lasts?: number;
  readonly rollbacks?: 'allowed' | 'refused';
}

export function freezes(wanted: readonly FreezeWish[], limit: number): Move {
  return rulings('freezes', limit, ({ clock }) =>
    wanted.map(({ environment, begins = 0, lasts, rollbacks = 'allowed' }): Ruling => {
      const from = clock + begins;
      const scope = environment === undefined ? {} : { environment: environment as EnvironmentId };
      const until = lasts === undefined ? {} : { until: instant(from + lasts) };
      const when = `from ${from}' ${lasts === undefined ? 'on' : `to ${from + lasts}'`}`;
      return {
        label: `fred: freezes ${environment ?? 'everything'} ${when}${rollbacks === 'refused' ? ', even for rollbacks' : ''}`,
        actor: 'fred',
        fact: { type: 'freeze.set', ...scope, ...(begins === 0 ? {} : { from: instant(from) }), ...until, rollbacks },
      };
    }),
  );
}

export function unfreezes(environments: readonly (string | undefined)[], limit: number): Move {
  return rulings('unfreezes', limit, () =>
    environments.flatMap((environment) =>
      [false, true].map((planned): Ruling => {
        const scope = environment === undefined ? {} : { environment: environment as EnvironmentId };
        const label = `fred: lifts the freezes of ${environment ?? 'everything'}${planned ? ', the planned ones, too' : ''}`;
        return { label, actor: 'fred', fact: { type: 'freeze.lifted', ...scope, planned } };
      }),
    ),
  );
}

export function holds(wanted: readonly { environment: string; release: string }[], limit: number): Move {
  return rulings('holds', limit, () =>
    wanted.map(({ environment, release }) => ({
      label: `hal: holds ${environment} on ${release}`,
      actor: 'hal',
      fact: { type: 'hold.set', ...spotOf(environment), release: release as ReleaseId },
    })),
  );
}

export function unholds(environments: readonly string[], limit: number): Move {
  return rulings('unholds', limit, () =>
    environments.map((environment) => ({
      label: `hal: lifts the hold of ${environment}`,
      actor: 'hal',
      fact: { type: 'hold.lifted', ...spotOf(environment) },
    })),
  );
}

/** Images by artifact and short name, e.g. `a` and `a2`, are blocked. */
export function blocks(images: readonly (readonly [artifact: string, image: string])[], limit: number): Move {
  return rulings('blocks', limit, () =>
    images.map(([artifact, image]) => ({
      label: `bob: blocks ${image}`,
      actor: 'bob',
      fact: { type: 'block.set', image: `docker.io/example/${artifact}:${image}`, digest: digestOf(image) },
    })),
  );
}

export function unblocks(images: readonly (readonly [artifact: string, image: string])[], limit: number): Move {
  return rulings('unblocks', limit, () =>
    images.map(([artifact, image]) => ({
      label: `bob: unblocks ${image}`,
      actor: 'bob',
      fact: { type: 'block.lifted', image: `docker.io/example/${artifact}:${image}`, digest: digestOf(image) },
    })),
  );
}

/** For how many ticks a broken glass stays broken. */
const GLASS_TICKS = 2;

export function brokenGlasses(wanted: readonly { environment: string; release: string }[], limit: number): Move {
  return rulings('broken glasses', limit, ({ clock }) =>
    wanted.map(({ environment, release }) => ({
      label: `gil: breaks the glass for ${release} in ${environment}, to ${clock + GLASS_TICKS}'`,
      actor: 'gil',
      fact: {
        type: 'glass.broken',
        ...spotOf(environment),
        release: release as ReleaseId,
        expires: instant(clock + GLASS_TICKS),
      },
    })),
  );
}

function rulings(name: string, limit: number, rule: (world: World, rules: Rules) => readonly Ruling[]): Move {
  return {
    name,
    limit,
    steps: (world, rules) =>
      rule(world, rules).map(({ label, actor, fact }) => ({
        label,
        after: record(world, rules, { at: now(world), actor, fact }),
      })),
  };
}

function spotOf(environment: string): Spot {
  return { serviceSet: MAIN, environment: environment as EnvironmentId };
}
