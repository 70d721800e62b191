import type { CommandSpec } from '../command.js';
import { applying, at, breaking, environment, set, target, wait } from './options.js';

/** From a release to what runs, and back. */
export const deploying: readonly CommandSpec[] = [
  {
    name: 'preview',
    arguments: '<release>',
    summary: 'shows what deploying a release would change: services, resources and risks',
    options: [environment, target],
    examples: ['slipway preview 12 --environment hardening'],
    load: () => import('../commands/preview.js'),
  },
  {
    name: 'why',
    arguments: '<release>',
    summary: 'says whether a release may run in an environment, and if not, why not, who can lift it and when',
    options: [environment, at, target, { flags: '--exit-code', summary: 'ends with 3 where it may not' }],
    examples: [
      'slipway why 12 --environment production',
      'slipway why 12 --environment production --at 2026-12-24T09:00:00Z',
      'slipway why 12 --environment production --exit-code && echo go',
    ],
    load: () => import('../commands/why.js'),
  },
  {
    name: 'deploy',
    arguments: '[release]',
    summary: 'puts a release into an environment, in one step',
    options: [
      environment,
      {
        flags: '--service <id>',
        summary: 'only this service, from label latest; all others as they run there',
        forSeveral: 'for several services write --set <service>=<image> for each, without --service',
      },
      set,
      ...applying,
      ...breaking,
    ],
    examples: [
      'slipway deploy 12',
      'slipway deploy rel-4f0c --environment hardening',
      'slipway deploy --service carts --set carts=carts:0.10.18 --environment dev',
      'slipway deploy 12 --environment production --break-glass --reason "payments are down"',
    ],
    load: () => import('../commands/deploy.js'),
  },
  {
    name: 'verdict',
    arguments: '<environment> <pass|warning|fail>',
    summary: 'records an evaluation of what runs in an environment',
    options: [
      { flags: '--release <release>', summary: 'what was tested; refused where it runs there no more' },
      { flags: '--evidence <url>', summary: 'where the evidence is' },
    ],
    examples: ['slipway verdict dev pass', 'slipway verdict hardening fail --evidence https://ci.example.com/runs/71'],
    load: () => import('../commands/verdict.js'),
  },
  {
    name: 'promote',
    arguments: '<release>',
    summary: 'deploys a release along an edge of the graph',
    options: [{ flags: '--to <environment>', summary: 'the environment that comes next' }, ...applying, ...breaking],
    examples: ['slipway promote 12 --to hardening'],
    load: () => import('../commands/promote.js'),
  },
  {
    name: 'sync',
    arguments: '<environment>',
    summary: 'takes over the last successfully evaluated release of the environment before it',
    options: [
      { flags: '--from <environment>', summary: 'the environment before it, where there are several' },
      ...applying,
      ...breaking,
    ],
    examples: ['slipway sync hardening', 'slipway sync hardening --dry-run'],
    load: () => import('../commands/sync.js'),
  },
  {
    name: 'rollback',
    arguments: '<environment>',
    summary: 'goes back to the last release that was verified in an environment',
    options: [{ flags: '--to <release>', summary: 'back to this release instead' }, ...applying, ...breaking],
    examples: [
      'slipway rollback production --dry-run',
      'slipway rollback production --reason "error rate"',
      'slipway rollback production --to 9',
    ],
    load: () => import('../commands/rollback.js'),
  },
  {
    name: 'run',
    summary: 'promotes by itself what passed, into environments with `promote: auto`',
    options: [
      { flags: '--once', summary: 'looks once and ends (the default)' },
      { flags: '--watch', summary: 'looks again and again until it is interrupted' },
      { flags: '--interval <duration>', summary: 'with --watch: at the latest after so long (default: 30s)' },
      target,
      wait,
    ],
    examples: ['slipway run', 'slipway run --watch --interval 1m'],
    load: () => import('../commands/run.js'),
  },
];
