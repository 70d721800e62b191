import { type Finding, ok, wrong } from './finding.js';
import type { FindPackage } from './installed-package.js';
import { areCompatible } from './version-range.js';

/**
 * Whether the library that the project's own stacks are made with fits this command line. Both write to one record and
 * render the same stacks, so they must be of one major version, below 1 of one minor version.
 */
export function checkLibrary(commandLine: string, find: FindPackage): readonly Finding[] {
  const library = find('slipway')?.version;
  const here = ok('slipway', commandLine);
  if (library === undefined)
    return [here, ok('library', 'no slipway beside the manifest: stacks are rendered by this command line')];
  if (library === commandLine) return [here, ok('library', `${library}, the same as this command line`)];
  if (areCompatible(library, commandLine))
    return [here, ok('library', `${library}, which understands what this command line (${commandLine}) writes`)];
  return [
    here,
    wrong(
      'library',
      `${library} stands beside the manifest, and this command line is ${commandLine}: they may render and record differently`,
      `run the project's own with \`npx slipway\`, or \`npm install slipway@${commandLine}\` there`,
    ),
  ];
}
