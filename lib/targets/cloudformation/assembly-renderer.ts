import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlipwayError } from '../../problem.js';
import type { Release } from '../../release/index.js';
import { placeName } from '../place-name.js';
import type { Place, RenderedStack, StackRenderer } from '../target.js';
import type { CdkProgram } from './cdk-program.js';
import { type AssembledStack, assembledStacks, isAssembly } from './cloud-assembly.js';
import { synthFailure } from './synth-failure.js';
import { templateText } from './template-text.js';

/** The variable that names a file with the release to be rendered, as JSON: it may not be recorded yet. */
export const RELEASE_FILE = 'SLIPWAY_RELEASE_FILE';

export interface AssemblyRendererProps {
  readonly cdk: Pick<CdkProgram, 'run'>;
  /** The manifest's file, absolute: the app runs in another folder. */
  readonly manifest: string;
  /** The store's URL; a folder in it absolute. */
  readonly store: string;
  /** Leaves the assemblies where they are, to be looked at. @default false */
  readonly keep?: boolean;
}

/**
 * Renders a stack with the user's own app and CDK: what is deployed is what `cdk synth` gives. The assembly stays in a
 * temporary folder until {@link dispose} or the end of the process; the same release is rendered once.
 */
export class AssemblyRenderer implements StackRenderer {
  readonly #props: AssemblyRendererProps;
  readonly #rendered = new Map<string, Promise<RenderedStack>>();
  readonly #folders = new Set<string>();
  readonly #atExit = (): void => this.dispose();

  constructor(props: AssemblyRendererProps) {
    this.#props = props;
  }

  /**
   * @throws SlipwayError `input` with `StackNotRenderable` in the app's own words, or `StackNotInApp`; `unavailable` with
   *   `CdkNotFound`, or with `StackNotRenderable` where our own app got no answer of AWS
   */
  render(place: Place, release: Release): Promise<RenderedStack> {
    const key = `${placeName(place)} ${release.id}`;
    const known = this.#rendered.get(key);
    if (known !== undefined) return known;
    const rendered = this.#render(place, release);
    this.#rendered.set(key, rendered);
    rendered.catch(() => this.#rendered.delete(key));
    return rendered;
  }

  /** Removes every assembly. */
  dispose(): void {
    process.off('exit', this.#atExit);
    this.#rendered.clear();
    for (const folder of this.#folders) this.#remove(folder);
  }

  async #render(place: Place, release: Release): Promise<RenderedStack> {
    const folder = this.#makeFolder();
    try {
      const assembly = join(folder, 'cdk.out');
      const stack = await this.#synthesize(place, release, folder, assembly);
      const template = templateText(stack.stackName, readFileSync(stack.templateFile, 'utf8'));
      return { stackName: stack.stackName, template, assembly };
    } catch (error) {
      this.#remove(folder);
      throw error;
    }
  }

  async #synthesize(place: Place, release: Release, folder: string, assembly: string): Promise<AssembledStack> {
    const stackName = placeName(place);
    const { cdk, manifest, store } = this.#props;
    const context = {
      release: release.id,
      environment: place.environment,
      'slipway:project': place.project.id,
      'slipway:manifest': manifest,
      'slipway:store': store,
    };
    const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const file = join(folder, 'release.json');
    writeFileSync(file, JSON.stringify(release));
    const variables = { [RELEASE_FILE]: file };
    const synth = await cdk.run(['synth', '--quiet', ...settings, '--output', assembly], { variables });
    if (!isAssembly(assembly)) throw synthFailure(stackName, synth.lines);
    const stack = pick(stackName, assembledStacks(assembly));
    if (synth.end === 'succeeded') return stack;
    // What is wrong may be another stack's; the app has run, so asking for this one alone costs little.
    const alone = await cdk.run(['synth', stack.selector, '--quiet', '--app', assembly]);
    if (alone.end !== 'succeeded') throw synthFailure(stackName, alone.lines);
    return stack;
  }

  #makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-assembly-'));
    if (this.#folders.size === 0) process.once('exit', this.#atExit);
    this.#folders.add(folder);
    return folder;
  }

  #remove(folder: string): void {
    this.#folders.delete(folder);
    if (this.#props.keep !== true) rmSync(folder, { recursive: true, force: true });
  }
}

function pick(stackName: string, stacks: readonly AssembledStack[]): AssembledStack {
  const stack = stacks.find((candidate) => candidate.stackName === stackName);
  if (stack !== undefined) return stack;
  const names = stacks.map((candidate) => candidate.stackName).sort();
  throw new SlipwayError('input', {
    code: 'StackNotInApp',
    message: `the CDK app has no stack ${stackName}; it has ${names.length === 0 ? 'none' : names.join(', ')}`,
    hint: `give the environment's stack that name with the property stackName; \`cdk list\` shows what the app has`,
  });
}
