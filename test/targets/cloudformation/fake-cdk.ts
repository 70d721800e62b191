import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CdkProgram } from '../../../lib/targets/index.js';

/** A project's folder with a program that stands for its CDK. */
export interface FakeProject {
  readonly folder: string;
  readonly cdk: CdkProgram;
  remove(): void;
}

/** Writes a project whose `cdk` is a script of Node; `args` are its arguments. Other files by their path. */
export function fakeProject(script: string, files: Readonly<Record<string, string>> = {}): FakeProject {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-cdk-'));
  const program = join('node_modules', '.bin', 'cdk');
  const text = `#!/usr/bin/env node\nconst args = process.argv.slice(2);\n${script}\n`;
  for (const [path, content] of Object.entries({ ...files, [program]: text })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  chmodSync(join(folder, program), 0o755);
  return {
    folder,
    cdk: new CdkProgram({ folder, app: '/slipway/app.js' }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
