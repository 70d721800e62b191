import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stack of a cloud assembly, the folder that `cdk synth` writes. */
export interface AssembledStack {
  readonly stackName: string;
  /** By which name the CDK's command line selects it: the path of its construct. */
  readonly selector: string;
  /** The template's file. */
  readonly templateFile: string;
}

/** What is read of a manifest of aws-cdk-lib's cloud-assembly-schema. */
interface Artifact {
  readonly type?: string;
  readonly displayName?: string;
  readonly properties?: {
    readonly stackName?: string;
    readonly templateFile?: string;
    readonly directoryName?: string;
  };
}

const MANIFEST = 'manifest.json';

/** Whether a folder holds a cloud assembly. */
export function isAssembly(folder: string): boolean {
  return existsSync(join(folder, MANIFEST));
}

/** All stacks of a cloud assembly, those of its stages included. */
export function assembledStacks(folder: string): readonly AssembledStack[] {
  const { artifacts = {} } = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as {
    readonly artifacts?: Readonly<Record<string, Artifact>>;
  };
  return Object.entries(artifacts).flatMap(
    ([id, { type, displayName, properties = {} }]): readonly AssembledStack[] => {
      const { stackName = id, templateFile, directoryName } = properties;
      if (type === 'cdk:cloud-assembly' && directoryName !== undefined)
        return assembledStacks(join(folder, directoryName));
      if (type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
      return [{ stackName, selector: displayName ?? id, templateFile: join(folder, templateFile) }];
    },
  );
}
