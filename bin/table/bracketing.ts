import type { CommandSpec } from '../command.js';
import { applying, breaking } from './options.js';

/** Several changed services that go through an environment as one. */
export const bracketing: readonly CommandSpec[] = [
  {
    name: 'bracket open',
    arguments: '<environment>',
    summary: 'lets changed services gather in an environment, to be released together',
    examples: ['slipway bracket open hardening', 'slipway bracket open hardening --reason "end-to-end tests"'],
    load: () => import('../commands/bracket-open.js'),
  },
  {
    name: 'bracket add',
    arguments: '<environment> <service=image...>',
    summary: 'adds images to the bracket that is open there',
    examples: [
      'slipway bracket add hardening carts=carts:0.10.17',
      'slipway bracket add hardening carts=carts:0.10.17 carts-db=carts-db:0.4.1',
    ],
    load: () => import('../commands/bracket-add.js'),
  },
  {
    name: 'bracket show',
    arguments: '<environment>',
    summary: 'shows what gathered in an environment, and who added it',
    examples: ['slipway bracket show hardening', 'slipway bracket show hardening --json'],
    load: () => import('../commands/bracket-show.js'),
  },
  {
    name: 'bracket release',
    arguments: '<environment>',
    summary: 'releases what gathered as one: all of it succeeds, or nothing does',
    options: [...applying, ...breaking],
    examples: ['slipway bracket release hardening --dry-run', 'slipway bracket release hardening'],
    load: () => import('../commands/bracket-release.js'),
  },
  {
    name: 'bracket abandon',
    arguments: '<environment>',
    summary: 'gives up what gathered in an environment; takes --reason',
    examples: ['slipway bracket abandon hardening --reason "the frontend is not ready"'],
    load: () => import('../commands/bracket-abandon.js'),
  },
];
