import type { CommandSpec, OptionSpec } from '../command.js';
import { target } from './options.js';

const all: OptionSpec = { flags: '--all', summary: 'the whole project' };

/** What people decide about what may be deployed where. */
export const steering: readonly CommandSpec[] = [
  {
    name: 'approve',
    arguments: '<release>',
    summary: 'agrees to exactly one change: a release in an environment, as it would be made now',
    options: [
      { flags: '--environment <id>', summary: 'the environment; needed' },
      { flags: '--preview <hash>', summary: 'the hash of the preview that was looked at; refused where it changed' },
      target,
    ],
    examples: [
      'slipway approve 12 --environment production',
      'slipway approve 12 --environment production --preview "$hash"',
    ],
    load: () => import('../commands/approve.js'),
  },
  {
    name: 'freeze',
    arguments: '[environment]',
    summary: 'lets nothing be deployed to an environment, or anywhere, for a while',
    options: [
      all,
      { flags: '--from <instant>', summary: 'when it begins (default: now)' },
      {
        flags: '--until <instant>',
        summary: 'the first instant at which it holds no more (default: until it is lifted)',
      },
      { flags: '--rollbacks <how>', summary: 'allowed or refused meanwhile (default: allowed)' },
    ],
    examples: [
      'slipway freeze production --reason "the sale is on"',
      'slipway freeze --all --from 2026-12-24T12:00:00Z --until 2027-01-02T08:00:00Z',
    ],
    load: () => import('../commands/freeze.js'),
  },
  {
    name: 'unfreeze',
    arguments: '[environment]',
    summary: 'lifts the freezes of an environment, or of the whole project',
    options: [all, { flags: '--planned', summary: 'those that are still to come as well' }],
    examples: ['slipway unfreeze production', 'slipway unfreeze --all --planned'],
    load: () => import('../commands/unfreeze.js'),
  },
  {
    name: 'hold',
    arguments: '<environment> <release>',
    summary: 'keeps an environment on a release',
    examples: ['slipway hold production 12 --reason "until the audit is over"'],
    load: () => import('../commands/hold.js'),
  },
  {
    name: 'unhold',
    arguments: '<environment>',
    summary: 'lets an environment move on that was held, or rolled back',
    examples: ['slipway unhold production'],
    load: () => import('../commands/unhold.js'),
  },
  {
    name: 'block',
    arguments: '<image>',
    summary: 'lets an image be deployed nowhere any more',
    examples: [
      'slipway block registry.example.com/carts:0.10.17 --reason CVE-2026-1234',
      'slipway block sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ],
    load: () => import('../commands/block.js'),
  },
  {
    name: 'unblock',
    arguments: '<image>',
    summary: 'lets an image be deployed again',
    examples: ['slipway unblock registry.example.com/carts:0.10.17'],
    load: () => import('../commands/unblock.js'),
  },
];
