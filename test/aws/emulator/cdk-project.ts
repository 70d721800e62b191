import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { APP, cdk as builtCdk, type Ended, makeFolder, plainEnv, SLIPWAY } from '../../acceptance/built.js';
import { ACCOUNT, type AwsEnvironment, REGION } from './start-aws.js';

/** Where commands lead: an `Aws`, or a proxy before one. */
export interface Reached {
  readonly env: AwsEnvironment;
}

/** Runs the real `cdk bootstrap` of account and region; what it makes is the CDK's own default. */
export async function bootstrap(aws: Reached): Promise<void> {
  const folder = makeFolder('bootstrap');
  try {
    const { code, out, err } = await cdk(aws, folder.path, ['bootstrap', `aws://${ACCOUNT}/${REGION}`]);
    if (code !== 0) throw new Error(`cdk bootstrap ended with ${code}\n${out}${err}`);
  } finally {
    folder.remove();
  }
}

/** Runs the CDK's own command line: `await cdk(aws, project.path, ['deploy', 'shop-dev', '--require-approval', 'never'])`. */
export function cdk(aws: Reached, cwd: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return builtCdk(cwd, words, { ...aws.env, ...env });
}

/** Runs the built command line of Slipway to its end, or until a hook of a proxy kills it by `child`. */
export function slipway(
  aws: Reached,
  cwd: string,
  words: readonly string[],
  { env = {}, child: hand }: { readonly env?: NodeJS.ProcessEnv; readonly child?: (kill: () => void) => void } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [SLIPWAY, ...words], {
      cwd,
      env: { ...plainEnv(), ...aws.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    hand?.(() => child.kill('SIGKILL'));
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** A user's project in a folder of its own. */
export interface CdkProject {
  readonly path: string;
  /** Writes a file into it, by its path in the folder. */
  write(file: string, content: string): void;
  remove(): void;
}

/**
 * Makes a folder with `slipway.yaml` of the manifest and a `cdk.json` whose app is the built one; a manifest as text is
 * taken as it is. Where services are deployed, the manifest's environments need a `network` of subnets that exist: see
 * `aws.control.network()`.
 */
export function makeProject(manifest: string | object, cdkJson: object = {}): CdkProject {
  const folder = makeFolder('project');
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), content);
  };
  write('slipway.yaml', typeof manifest === 'string' ? manifest : stringify(manifest));
  write('cdk.json', JSON.stringify({ app: `node ${APP}`, versionReporting: false, pathMetadata: false, ...cdkJson }));
  return { path: folder.path, write, remove: () => folder.remove() };
}
