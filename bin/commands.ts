import type { CommandSpec, GroupSpec, OptionSpec } from './command.js';

const environment: OptionSpec = { flags: '--environment <id>', summary: 'the environment (default: the first one)' };
const set: OptionSpec = {
  flags: '--set <service=image>',
  summary: 'this image for this service; may be repeated',
  repeatable: true,
};
const target: OptionSpec = {
  flags: '--target <name>',
  summary: 'directory or cloudformation (default: cloudformation with an aws: store, else directory)',
};
const applying: readonly OptionSpec[] = [
  target,
  { flags: '--dry-run', summary: 'shows what would be done and writes nothing' },
  { flags: '--wait <duration>', summary: 'how long it may take, and nobody else may step in (default: 30m)' },
];

/** The options that every command takes. */
export const everywhere: readonly OptionSpec[] = [
  { flags: '--manifest <file>', summary: 'the project manifest (default: the nearest one up to the git root)' },
  { flags: '--project <id>', summary: 'which project, where a manifest has several' },
  { flags: '--service-set <id>', summary: 'which service set, where a project has several' },
  { flags: '--store <url>', summary: 'where images and the record live: dir:<path>, aws: or memory:' },
  { flags: '--json', summary: 'one JSON document on standard output and nothing else there' },
  { flags: '--yes', summary: 'asks no question; without a terminal none is asked anyway' },
  { flags: '--actor <id>', summary: 'who acts (default: CI, the AWS caller with aws:, git config user.email)' },
  { flags: '--reason <text>', summary: 'why; kept in the record' },
  { flags: '--verbose', summary: 'shows what cdk prints, and where an unexpected error came from' },
];

/** Words that several commands begin with. */
export const groups: readonly GroupSpec[] = [
  { name: 'manifest', summary: 'checks the project manifest' },
  { name: 'release', summary: 'makes, lists, shows and compares releases' },
];

/** Every command, in the order in which a newcomer needs them. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'writes a starting manifest and cdk.json',
    options: [
      { flags: '--from <file>', summary: 'converts a .wellcome_project' },
      { flags: '--force', summary: 'replaces files that are there' },
    ],
    examples: ['slipway init --project sockshop', 'slipway init --from .wellcome_project --project storage'],
    load: () => import('./commands/init.js'),
  },
  {
    name: 'manifest check',
    arguments: '[file]',
    summary: 'says whether a manifest is right, and what looks wrong',
    examples: ['slipway manifest check', 'slipway manifest check .wellcome_project --json'],
    load: () => import('./commands/manifest-check.js'),
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
    load: () => import('./commands/publish.js'),
  },
  {
    name: 'images',
    summary: 'shows what each label points at',
    options: [{ flags: '--label <label>', summary: 'this label only' }],
    examples: ['slipway images', 'slipway images --label latest --json'],
    load: () => import('./commands/images.js'),
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
    load: () => import('./commands/release-create.js'),
  },
  {
    name: 'release list',
    summary: 'lists the releases, newest first',
    options: [{ flags: '--limit <n>', summary: 'at most so many (default: 20)' }],
    examples: ['slipway release list', 'slipway release list --limit 100 --json'],
    load: () => import('./commands/release-list.js'),
  },
  {
    name: 'release show',
    arguments: '<release>',
    summary: 'shows one release and where its images came from',
    examples: ['slipway release show 12', 'slipway release show rel-4f0c', 'slipway release show production'],
    load: () => import('./commands/release-show.js'),
  },
  {
    name: 'release diff',
    arguments: '<from> <to>',
    summary: 'shows what differs between two releases',
    examples: ['slipway release diff 11 12', 'slipway release diff production latest'],
    load: () => import('./commands/release-diff.js'),
  },
  {
    name: 'preview',
    arguments: '<release>',
    summary: 'shows what deploying a release would change: services, resources and risks',
    options: [environment, target],
    examples: ['slipway preview 12 --environment hardening'],
    load: () => import('./commands/preview.js'),
  },
  {
    name: 'why',
    arguments: '<release>',
    summary: 'says whether a release may run in an environment, and if not, why not',
    options: [environment, { flags: '--exit-code', summary: 'ends with 3 where it may not' }],
    examples: [
      'slipway why 12 --environment production',
      'slipway why 12 --environment production --exit-code && echo go',
    ],
    load: () => import('./commands/why.js'),
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
    ],
    examples: [
      'slipway deploy 12',
      'slipway deploy rel-4f0c --environment hardening',
      'slipway deploy --service carts --set carts=carts:0.10.18 --environment dev',
    ],
    load: () => import('./commands/deploy.js'),
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
    load: () => import('./commands/verdict.js'),
  },
  {
    name: 'promote',
    arguments: '<release>',
    summary: 'deploys a release along an edge of the graph',
    options: [{ flags: '--to <environment>', summary: 'the environment that comes next' }, ...applying],
    examples: ['slipway promote 12 --to hardening'],
    load: () => import('./commands/promote.js'),
  },
  {
    name: 'sync',
    arguments: '<environment>',
    summary: 'takes over the last successfully evaluated release of the environment before it',
    options: [
      { flags: '--from <environment>', summary: 'the environment before it, where there are several' },
      ...applying,
    ],
    examples: ['slipway sync hardening', 'slipway sync hardening --dry-run'],
    load: () => import('./commands/sync.js'),
  },
  {
    name: 'rollback',
    arguments: '<environment>',
    summary: 'goes back to the last release that was verified in an environment',
    options: [{ flags: '--to <release>', summary: 'back to this release instead' }, ...applying],
    examples: ['slipway rollback production --reason "error rate"', 'slipway rollback production --to 9'],
    load: () => import('./commands/rollback.js'),
  },
  {
    name: 'status',
    arguments: '[environment]',
    summary: 'shows what is deployed where, and what is out of sync',
    options: [{ flags: '--exit-code', summary: 'ends with 5 where something is out of sync' }],
    examples: ['slipway status', 'slipway status hardening', 'slipway status --exit-code'],
    load: () => import('./commands/status.js'),
  },
  {
    name: 'history',
    summary: 'lists deployments, newest first: what, where, by whom and why',
    options: [
      { flags: '--environment <id>', summary: 'of this environment only' },
      { flags: '--limit <n>', summary: 'at most so many (default: 20)' },
    ],
    examples: ['slipway history', 'slipway history --environment production --limit 5 --json'],
    load: () => import('./commands/history.js'),
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
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'reconcile',
    arguments: '[environment]',
    summary: 'ends deployments that were left behind, by what is observed',
    examples: ['slipway reconcile', 'slipway reconcile production'],
    load: () => import('./commands/reconcile.js'),
  },
  {
    name: 'doctor',
    arguments: '[environment]',
    summary: 'looks whether all that releasing and deploying needs is there, and changes nothing',
    examples: ['slipway doctor', 'slipway doctor production --json'],
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'app',
    summary: 'the CDK app for a manifest without code: "app": "npx slipway app" in cdk.json',
    examples: ['cdk deploy -c release=12', 'cdk diff -c release=12 -c environment=hardening'],
    load: () => import('./commands/app.js'),
  },
];
