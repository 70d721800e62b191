import { App, type AppProps } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** Context that keeps what a machine knows out of a template. */
const NOTHING_OF_THE_MACHINE = {
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:enable-asset-metadata': false,
  'aws:cdk:disable-version-reporting': true,
};

/**
 * A CDK app with the feature flags that CDK recommends today, so that the same release renders the same bytes from
 * `cdk synth`, from `slipway deploy` and in a test, whatever `cdk.json` is near.
 */
export function cdkApp(options: Pick<AppProps, 'outdir' | 'builtinCloudFormationValidation'> = {}): App {
  return new App({
    ...options,
    analyticsReporting: false,
    treeMetadata: false,
    postCliContext: { ...recommendedFlags, ...NOTHING_OF_THE_MACHINE },
  });
}
