import { absent, type Finding, notChecked, ok, wrong } from './finding.js';
import type { InstalledPackage } from './installed-package.js';
import { versionNumbers } from './version-range.js';

/** What the CDK's library and its command line agree on; each major version is another format of what is synthesized. */
const SCHEMA = '@aws-cdk/cloud-assembly-schema';
const NAME = 'cdk';
const MAJOR = 2;

export interface CdkPrograms {
  /** Package `aws-cdk`: the command line `cdk`. It may be there in a form that does not say which one it is. */
  readonly program: InstalledPackage | 'unreadable' | undefined;
  /** Package `aws-cdk-lib`. */
  readonly library: InstalledPackage | undefined;
  /** Whether anything is deployed with `cdk` here. */
  readonly isUsed: boolean;
  /** The range of versions to install. */
  readonly range: string;
}

/**
 * Whether `cdk` can read what the library synthesizes. It is told by the formats that both name in their package.json; a
 * newer `cdk` reads what older libraries write, and not the other way round.
 */
export function checkCdkProgram({ program, library, isUsed, range }: CdkPrograms): Finding {
  const install = `\`npm install --save-dev 'aws-cdk@${range}'\` beside the manifest`;
  if (program === undefined && !isUsed) return notChecked(NAME, 'not installed; only deploying to AWS needs it');
  if (program === undefined)
    return absent(
      NAME,
      'it is neither beside the manifest nor on the PATH, and nothing can be deployed to AWS without it',
      install,
    );
  if (program === 'unreadable')
    return notChecked(NAME, 'it is on the PATH, and its version is not known', '`cdk --version` tells it');
  const { version } = program;
  if (versionNumbers(version)?.[0] !== MAJOR)
    return wrong(NAME, `${version} does not belong to version ${MAJOR} of aws-cdk-lib${mistake(version)}`, install);
  const [reads, writes] = [schemaOf(program), schemaOf(library)];
  if (reads === undefined || writes === undefined || library === undefined)
    return ok(NAME, `${version}; which cloud assemblies it reads is not known`);
  if (reads >= writes) return ok(NAME, version);
  return wrong(
    NAME,
    `${version} reads cloud assemblies up to version ${reads}, and aws-cdk-lib ${library.version} writes version ${writes}`,
    install,
  );
}

/** npm's `latest` of `aws-cdk` was for a while a version that was published by accident. */
function mistake(version: string): string {
  return version === '3.0.0' ? ': it was published by mistake and reads less than older ones' : '';
}

function schemaOf(found: InstalledPackage | undefined): number | undefined {
  const range = found?.dependencies?.[SCHEMA] ?? found?.devDependencies?.[SCHEMA];
  return range === undefined ? undefined : versionNumbers(range)?.[0];
}
