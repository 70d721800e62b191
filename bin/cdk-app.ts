import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib/core';
import { type CloudAssembly, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { type Problem, SlipwayError } from '../lib/problem.js';

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
    // Left to itself an app synthesizes again when the process ends, and throws again what was told already.
    autoSynth: false,
    analyticsReporting: false,
    treeMetadata: false,
    postCliContext: { ...recommendedFlags, ...NOTHING_OF_THE_MACHINE },
  });
}

/**
 * Synthesizes an app.
 *
 * @throws SlipwayError `input` with everything that constructs have against their settings
 */
export function synthesize(app: App): CloudAssembly {
  removeFormerReport(app);
  try {
    return app.synth();
  } catch (error) {
    const problems = validationProblems(error);
    if (problems.length === 0) throw error;
    throw new SlipwayError('input', problems);
  }
}

/**
 * With `CDK_VALIDATION=false` the CDK writes its report only where there is something to report, and reads whichever lies
 * there: what was refused the last time would be refused for ever.
 */
function removeFormerReport({ outdir }: App): void {
  rmSync(join(outdir, VALIDATION_REPORT_FILE), { force: true });
}

/** What keeps a stack from being rendered, in the words of a construct: what is wrong, a semicolon, what to do. */
export function notRenderable(stack: string, words: string): Problem {
  const [what = '', ...how] = words.split('; ');
  return {
    code: 'StackNotRenderable',
    message: `the stack ${stack} cannot be rendered: ${what}`,
    hint: how.length === 0 ? 'mend the manifest; nothing was changed' : how.join('; '),
  };
}

/** The CDK collects what constructs found in one error: under a head line, lines of the form `[stack/…/construct] words`. */
function validationProblems(error: unknown): Problem[] {
  const [head = '', ...lines] = error instanceof Error ? error.message.split('\n') : [];
  if (!head.startsWith('Validation failed with the following errors')) return [];
  return lines.flatMap((line) => {
    const [, stack = '', words = ''] = /^\s*\[([^\]/]*)[^\]]*\] (.+)$/.exec(line) ?? [];
    return words === '' ? [] : [notRenderable(stack, words)];
  });
}
