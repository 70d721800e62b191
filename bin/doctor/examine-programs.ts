import { version } from '../../lib/version.js';
import own from '../../package.json';
import { checkCdkLibrary } from './cdk-library.js';
import { checkCdkProgram } from './cdk-program.js';
import { findCdk } from './find-cdk.js';
import type { Finding } from './finding.js';
import { packagesFor } from './installed-package.js';
import { checkNode } from './node-version.js';
import { checkLibrary } from './slipway-library.js';

/** The programs and packages that are found from a folder; `isOnAws`: whether something is deployed to AWS from there. */
export function examinePrograms(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  isOnAws: boolean,
): readonly Finding[] {
  const project = packagesFor(folder);
  const places = { project, own: packagesFor(__dirname) };
  const { 'aws-cdk-lib': library, constructs } = own.peerDependencies;
  return [
    checkNode(process.versions.node, own.engines.node),
    ...checkLibrary(version, project),
    ...checkCdkLibrary(places, { 'aws-cdk-lib': library, constructs }),
    checkCdkProgram({
      program: findCdk(folder, environment),
      library: project('aws-cdk-lib') ?? places.own('aws-cdk-lib'),
      isUsed: isOnAws,
      range: own.devDependencies['aws-cdk'],
    }),
  ];
}
