import { absent, type Finding, ok, wrong } from './finding.js';
import type { FindPackage } from './installed-package.js';
import { isInRange } from './version-range.js';

/** Where packages are looked for: beside the manifest, and where this command line finds its own. */
export interface PackagePlaces {
  readonly project: FindPackage;
  readonly own: FindPackage;
}

/** The packages that stacks are rendered with. */
const NEEDED = ['aws-cdk-lib', 'constructs'] as const;

/** Whether the CDK's library is there and new enough; `ranges` as in `peerDependencies` of this package. */
export function checkCdkLibrary(
  { project, own }: PackagePlaces,
  ranges: Readonly<Record<(typeof NEEDED)[number], string>>,
): readonly Finding[] {
  return NEEDED.map((name) => {
    const range = ranges[name];
    const install = `\`npm install '${name}@${range}'\` beside the manifest`;
    const beside = project(name);
    const found = beside ?? own(name);
    if (found === undefined)
      return absent(name, 'it is not installed, and no stack can be rendered without it', install);
    const place = beside === undefined ? ', installed with slipway' : '';
    if (isInRange(found.version, range)) return ok(name, `${found.version}${place}`);
    return wrong(name, `${found.version}${place} does not fit: ${range} is needed`, install);
  });
}
