import type { CommandSpec } from '../command.js';
import { at } from './options.js';

/** What is there, and whether it is as it should be. */
export const looking: readonly CommandSpec[] = [
  {
    name: 'status',
    arguments: '[environment]',
    summary: 'shows what is deployed where, and what is out of sync',
    options: [at, { flags: '--exit-code', summary: 'ends with 5 where something is out of sync' }],
    examples: [
      'slipway status',
      'slipway status hardening',
      'slipway status --at 2026-11-20T09:30:00Z',
      'slipway status --exit-code',
    ],
    load: () => import('../commands/status.js'),
  },
  {
    name: 'history',
    summary: 'lists deployments, newest first: what, where, by whom and why',
    options: [
      { flags: '--environment <id>', summary: 'of this environment only' },
      { flags: '--limit <n>', summary: 'at most so many (default: 20)' },
    ],
    examples: ['slipway history', 'slipway history --environment production --limit 5 --json'],
    load: () => import('../commands/history.js'),
  },
  {
    name: 'verify',
    arguments: '[environment]',
    summary: 'looks whether what runs equals what is recorded',
    options: [
      {
        flags: '--exit-code',
        summary: 'ends with 5 where something drifted or was rolled back, with 6 where it is not known',
      },
    ],
    examples: ['slipway verify', 'slipway verify production --exit-code'],
    load: () => import('../commands/verify.js'),
  },
  {
    name: 'reconcile',
    arguments: '[environment]',
    summary: 'ends deployments that were left behind, by what is observed',
    examples: ['slipway reconcile', 'slipway reconcile production'],
    load: () => import('../commands/reconcile.js'),
  },
  {
    name: 'doctor',
    arguments: '[environment]',
    summary: 'looks whether all that releasing and deploying needs is there, and changes nothing',
    examples: ['slipway doctor', 'slipway doctor production --json'],
    load: () => import('../commands/doctor.js'),
  },
  {
    name: 'app',
    summary: 'the CDK app for a manifest without code: "app": "npx slipway app" in cdk.json',
    examples: ['cdk deploy -c release=12', 'cdk diff -c release=12 -c environment=hardening'],
    load: () => import('../commands/app.js'),
  },
];
