import type { CommandSpec } from '../command.js';
import { set } from './options.js';

/** From a manifest to a release. */
export const releasing: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'writes a starting manifest and cdk.json',
    options: [
      { flags: '--from <file>', summary: 'converts a .wellcome_project' },
      { flags: '--force', summary: 'replaces files that are there' },
    ],
    examples: ['slipway init --project sockshop', 'slipway init --from .wellcome_project --project storage'],
    load: () => import('../commands/init.js'),
  },
  {
    name: 'manifest check',
    arguments: '[file]',
    summary: 'says whether a manifest is right, and what looks wrong',
    examples: ['slipway manifest check', 'slipway manifest check .wellcome_project --json'],
    load: () => import('../commands/manifest-check.js'),
  },
  {
    name: 'publish',
    arguments: '<service=image...>',
    summary: 'records images under a label',
    options: [{ flags: '--label <label>', summary: 'the label (default: latest)' }],
    examples: [
      'slipway publish carts=registry.example.com/carts:0.10.17',
      'slipway publish carts=carts:0.10.1 carts-db=carts-db:0.4.0 --label stable',
    ],
    load: () => import('../commands/publish.js'),
  },
  {
    name: 'images',
    summary: 'shows what each label points at',
    options: [{ flags: '--label <label>', summary: 'this label only' }],
    examples: ['slipway images', 'slipway images --label latest --json'],
    load: () => import('../commands/images.js'),
  },
  {
    name: 'release create',
    summary: 'makes a release: one image for every service of the set',
    options: [
      { flags: '--from-label <label>', summary: 'from the images under a label (default: latest)' },
      { flags: '--from-environment <id>', summary: 'from what runs in an environment' },
      { flags: '--from-release <release>', summary: 'from another release' },
      set,
      { flags: '--description <text>', summary: 'what it is for (default: what changed)' },
    ],
    examples: [
      'slipway release create',
      'slipway release create --from-environment production --set carts=carts:0.10.17 --description "hot fix"',
    ],
    load: () => import('../commands/release-create.js'),
  },
  {
    name: 'release list',
    summary: 'lists the releases, newest first',
    options: [{ flags: '--limit <n>', summary: 'at most so many (default: 20)' }],
    examples: ['slipway release list', 'slipway release list --limit 100 --json'],
    load: () => import('../commands/release-list.js'),
  },
  {
    name: 'release show',
    arguments: '<release>',
    summary: 'shows one release and where its images came from',
    examples: ['slipway release show 12', 'slipway release show rel-4f0c', 'slipway release show production'],
    load: () => import('../commands/release-show.js'),
  },
  {
    name: 'release diff',
    arguments: '<from> <to>',
    summary: 'shows what differs between two releases',
    examples: ['slipway release diff 11 12', 'slipway release diff production latest'],
    load: () => import('../commands/release-diff.js'),
  },
];
