import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import type { ReleaseProps } from '../release-props.js';
import { ReleaseStack, type ReleaseStackProps } from '../release-stack.js';
import { testRelease } from './test-release.js';

export interface RenderReleaseProps extends Omit<ReleaseStackProps, 'release'> {
  /**
   * The release to render.
   *
   * @default - one made of `images`
   */
  readonly release?: ReleaseProps;

  /**
   * The images that the test is about, by artifact, e.g. `{ carts: 'carts:0.10.1' }`. Not used with `release`.
   *
   * @default - every artifact that is not named gets the image `<artifact>:test`
   */
  readonly images?: Readonly<Record<string, string>>;

  /**
   * CDK context, over the recommended feature flags.
   *
   * @default - the recommended feature flags
   */
  readonly context?: Readonly<Record<string, unknown>>;

  /**
   * What your own code adds to the stack, before it is rendered.
   *
   * @default - nothing
   */
  readonly customize?: (stack: ReleaseStack) => void;
}

/**
 * Renders a service set in an environment as your app would, for assertions and snapshots. Fast, because CDK's
 * validation of the whole template, about two seconds a process, is left to `cdk synth`. Nothing stays behind: no
 * folder, no change to the process' environment.
 */
export function renderRelease(props: RenderReleaseProps): Template {
  const { release, images, context, customize, ...stackProps } = props;
  const outdir = mkdtempSync(join(tmpdir(), 'slipway-render-'));
  try {
    const app = new App({
      outdir,
      context: { ...recommendedFlags, ...context },
      builtinCloudFormationValidation: false,
      analyticsReporting: false,
      treeMetadata: false,
    });
    const stack = new ReleaseStack(app, props.environment, {
      ...stackProps,
      release: release ?? testRelease({ project: props.project, serviceSet: props.serviceSet, images }),
    });
    customize?.(stack);
    const { templateFullPath } = app.synth().getStackArtifact(stack.artifactId);
    return Template.fromJSON(JSON.parse(readFileSync(templateFullPath, 'utf8')));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
