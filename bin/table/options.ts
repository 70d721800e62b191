import type { OptionSpec } from '../command.js';

export const environment: OptionSpec = {
  flags: '--environment <id>',
  summary: 'the environment (default: the first one)',
};
export const at: OptionSpec = {
  flags: '--at <instant>',
  summary: 'as it was, or will be if nothing happens, at that instant (default: now)',
};
export const set: OptionSpec = {
  flags: '--set <service=image>',
  summary: 'this image for this service; may be repeated',
  repeatable: true,
};
export const target: OptionSpec = {
  flags: '--target <name>',
  summary: 'directory or cloudformation (default: cloudformation with an aws: store, else directory)',
};
export const wait: OptionSpec = {
  flags: '--wait <duration>',
  summary: 'how long it may take, and nobody else may step in (default: 30m)',
};
export const applying: readonly OptionSpec[] = [
  target,
  { flags: '--dry-run', summary: 'shows what would be done and writes nothing' },
  wait,
];
export const breaking: readonly OptionSpec[] = [
  { flags: '--break-glass', summary: 'waives what the law asks for, where it has to be; needs --reason' },
  { flags: '--expires <duration>', summary: 'how long that counts for this release there (default: 1h)' },
];
