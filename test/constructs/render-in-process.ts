import { App } from 'aws-cdk-lib/core';
import { ReleaseLedger, ReleaseStack } from '../../constructs/index.js';
import { testRelease } from '../../constructs/testing/index.js';
import { parseManifest } from '../../lib/manifest/index.js';

/**
 * A process of its own for the test of determinism: renders the manifest in its first argument and prints the template.
 * With `reversed` as the second argument, every key of release and manifest comes in the opposite order.
 */
const [text = '', order] = process.argv.slice(2);
const [project] = parseManifest(text).manifest.projects;
if (project === undefined) throw new Error('the manifest has no project');
const release = testRelease({ project });
const images = Object.entries(release.images);
const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
const stack = new ReleaseStack(app, 'x', {
  project,
  environment: 'dev',
  ledger: ReleaseLedger.fromTableName(app, 'Ledger', 'slipway-shop'),
  release: { ...release, images: Object.fromEntries(order === 'reversed' ? images.reverse() : images) },
});
process.stdout.write(JSON.stringify(app.synth().getStackArtifact(stack.artifactId).template));
