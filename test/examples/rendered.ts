import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { type Project, parseManifest } from 'slipway';
import { type IReleaseLedger, LedgerStack, ReleaseLedger, ReleaseStack } from 'slipway/constructs';
import { testRelease } from 'slipway/testing';
import { ShopStack } from '../../examples/existing-stack/shop-stack.js';

const examples = join(__dirname, '..', '..', 'examples');

/** The project of an example. */
export function exampleProject(name: string): Project {
  const file = join(examples, name, 'slipway.yaml');
  const [project, ...others] = parseManifest(readFileSync(file), { file }).manifest.projects;
  if (project === undefined || others.length > 0) throw new Error(`${file} is not of one project`);
  return project;
}

export interface RenderedExample {
  readonly stack: Stack;
  /** The file of its template, as CloudFormation gets it. */
  readonly file: string;
}

/** Everything that the examples render, in one app: each environment with and without a gate, and ledgers anywhere and in one place. */
export class RenderedExamples {
  readonly app: App;
  readonly #outdir = mkdtempSync(join(tmpdir(), 'slipway-examples-'));
  readonly #stacks: Stack[] = [];

  constructor() {
    this.app = new App({
      outdir: this.#outdir,
      context: recommendedFlags,
      builtinCloudFormationValidation: false,
      analyticsReporting: false,
      treeMetadata: false,
    });
    const ledger = ReleaseLedger.fromTableName(this.app, 'Ledger', 'slipway-example');
    for (const name of ['sockshop', 'foo', 'bugfarm', 'storage'])
      for (const { id } of exampleProject(name).environments) {
        this.#manifest(name, id);
        this.#manifest(name, id, ledger);
      }
    this.#existing();
    this.#existing(ledger);
    const env = { account: '123456789012', region: 'eu-west-1' };
    this.#stacks.push(new LedgerStack(this.app, 'ledger', { project: 'example' }));
    this.#stacks.push(new LedgerStack(this.app, 'ledger-there', { project: 'example-there', env }));
  }

  /** The stacks with their templates. Throws where the CDK finds anything wrong. */
  synth(): readonly RenderedExample[] {
    this.app.synth();
    return this.#stacks.map((stack) => ({ stack, file: join(this.#outdir, stack.templateFile) }));
  }

  remove(): void {
    rmSync(this.#outdir, { recursive: true, force: true });
  }

  #manifest(name: string, environment: string, ledger?: IReleaseLedger): void {
    const project = exampleProject(name);
    const release = testRelease({ project, images: privateImages(project) });
    const id = `${name}-${environment}${ledger === undefined ? '' : '-gated'}`;
    this.#stacks.push(new ReleaseStack(this.app, id, { project, environment, release, ledger }));
  }

  #existing(ledger?: IReleaseLedger): void {
    const project = exampleProject('existing-stack');
    const release = testRelease({ project, images: privateImages(project) });
    const id = ledger === undefined ? 'Shop' : 'Shop-gated';
    this.#stacks.push(new ShopStack(this.app, id, { environment: 'staging', release, project, ledger }));
  }
}

/** From a private registry: then there are permissions to pull them, too. */
function privateImages({ serviceSets }: Project): Readonly<Record<string, string>> {
  const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const repository = (artifact: string) => artifact.toLowerCase().replaceAll('/', '-');
  const containers = serviceSets.flatMap(({ services }) => services.flatMap((service) => service.containers));
  return Object.fromEntries(
    containers.map(({ artifact }) => [artifact, `${registry}/${repository(artifact)}@${digest}`]),
  );
}
