import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The repository's root. */
export const repository = join(__dirname, '..', '..');
export const SLIPWAY = join(repository, 'dist', 'bin', 'slipway.js');
export const APP = join(repository, 'dist', 'bin', 'app.js');
const CDK = join(repository, 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a user's shell would know, and nothing of this machine's. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { PATH = '', HOME, TMPDIR } = process.env;
  return {
    PATH: [join(repository, 'node_modules', '.bin'), PATH].join(delimiter),
    HOME,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    NODE_NO_WARNINGS: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_VALIDATION: 'false',
  };
}

/** A folder that is gone after the tests, by its real name. */
export function makeFolder(name: string): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `slipway-${name}-`)));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs the built command line. */
export function slipway(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SLIPWAY, ...words], {
    cwd,
    env: { ...plainEnv(), ...env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs the built command line, which has to succeed. */
export function done(cwd: string, ...words: string[]): string {
  const { code, out, err } = slipway(cwd, [...words, '--actor', 'tim@example.com']);
  if (code !== 0) throw new Error(`slipway ${words.join(' ')} ended with ${code}\n${err}${out}`);
  return out;
}

/** Runs a line in a real shell, with `slipway` on its PATH. */
export function shell(cwd: string, line: string): Ended {
  const env = { ...plainEnv(), GIT_CONFIG_GLOBAL: '/dev/null', GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'sue' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd, env, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** Runs the CDK's own command line. */
export function cdk(cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CDK, ...words, '--no-notices', '--no-color'], {
      cwd,
      env: { ...plainEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
