import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlipwayError } from '../lib/problem.js';
import type { Release } from '../lib/release/index.js';
import { type Place, placeName, type RenderedStack, type StackRenderer } from '../lib/targets/index.js';

/**
 * Renders a stack with the CDK, in this process. The CDK is loaded when the first stack is asked for. Its validation of
 * templates is left to `cdk synth` and `cdk deploy`: it takes two seconds and prints its findings by itself.
 */
export const renderer: StackRenderer = {
  async render(place: Place, release: Release): Promise<RenderedStack> {
    const { cdkApp, notRenderable, synthesize } = await import('./cdk-app.js');
    const { ReleaseStack } = await import('../constructs/index.js');
    const assembly = mkdtempSync(join(tmpdir(), 'slipway-'));
    try {
      const app = cdkApp({ outdir: assembly, builtinCloudFormationValidation: false });
      const stack = new ReleaseStack(app, placeName(place), { ...place, release });
      const { messages, templateFullPath } = synthesize(app).getStackArtifact(stack.artifactId);
      const errors = messages.filter(({ level }) => level === 'error').map(({ entry }) => String(entry.data));
      if (errors.length > 0)
        throw new SlipwayError(
          'input',
          errors.map((words) => notRenderable(stack.stackName, words)),
        );
      return { stackName: stack.stackName, template: readFileSync(templateFullPath, 'utf8') };
    } finally {
      rmSync(assembly, { recursive: true, force: true });
    }
  },
};
