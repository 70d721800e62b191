import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SlipwayError } from '../../problem.js';

export interface CdkProgramProps {
  /** The folder of the manifest; `cdk.json` and the program itself are looked for from there upwards. */
  readonly folder: string;
  /** The script that is the app where no `cdk.json` names one. */
  readonly app: string;
  /** @default - the process's own variables, with whatever they say to the CDK and the SDK */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface CdkRunOptions {
  /** Told every line that the program prints, on either of its outputs. */
  readonly onLine?: (line: string) => void;
  /** How long to wait for the end, in milliseconds; then the program is left. @default - for ever */
  readonly patience?: number;
  /** Variables beside the program's own. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface CdkRun {
  /** `left`: it took too long and was ended; what it had started in the cloud goes on. */
  readonly end: 'succeeded' | 'failed' | 'left';
  /** Its last lines, for what it says of a failure. */
  readonly lines: readonly string[];
}

const KEPT_LINES = 200;

/** For how long the program may tidy up after it was told to end. */
const GRACE_MS = 5_000;

/** The longest that a timer of Node can wait: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** The user's own `cdk`: the one of their project before any that is installed on the machine. */
export class CdkProgram {
  readonly #folder: string;
  readonly #app: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor({ folder, app, environment = process.env }: CdkProgramProps) {
    this.#folder = resolve(folder);
    this.#app = resolve(app);
    this.#environment = environment;
  }

  /**
   * Where the program is.
   *
   * @throws SlipwayError `unavailable` with `CdkNotFound`
   */
  get file(): string {
    const name = process.platform === 'win32' ? 'cdk.cmd' : 'cdk';
    const own = upwards(this.#folder).map((folder) => join(folder, 'node_modules', '.bin', name));
    const installed = (this.#environment.PATH ?? '').split(delimiter).filter(Boolean);
    const found = [...own, ...installed.map((folder) => join(folder, name))].find(isFile);
    if (found !== undefined) return found;
    throw new SlipwayError('unavailable', {
      code: 'CdkNotFound',
      message: `no cdk is installed, neither near ${this.#folder} nor on the PATH`,
      hint: 'npm install --save-dev aws-cdk@^2',
    });
  }

  /** What the program says to `--version`, e.g. `2.1148.1`. */
  async version(): Promise<string> {
    const { end, lines } = await this.#start(['--version'], {});
    const version = lines.map((line) => /^\d+\.\d+\.\d+\S*/.exec(line)?.[0]).find(Boolean);
    if (end === 'succeeded' && version !== undefined) return version;
    throw new SlipwayError('unavailable', {
      code: 'CdkNotFound',
      message: `${this.file} does not say its version: ${lines.at(-1) ?? 'it prints nothing'}`,
      hint: 'npm install --save-dev aws-cdk@^2',
    });
  }

  /**
   * Runs the program as the user would: in the folder of their `cdk.json`, with their variables.
   *
   * @param args a command with its arguments and options. Without `--app` the app is the user's, or else our own
   * @throws SlipwayError `unavailable` with `CdkNotFound`
   */
  run(args: readonly string[], options: CdkRunOptions = {}): Promise<CdkRun> {
    const app = args.includes('--app') || this.#hasApp() ? [] : ['--app', `"${process.execPath}" "${this.#app}"`];
    return this.#start([...args, ...app, '--no-color', '--no-notices'], options);
  }

  /** The folder of the nearest `cdk.json`, else the manifest's. */
  get #home(): string {
    return upwards(this.#folder).find((folder) => isFile(join(folder, 'cdk.json'))) ?? this.#folder;
  }

  #hasApp(): boolean {
    try {
      const settings: unknown = JSON.parse(readFileSync(join(this.#home, 'cdk.json'), 'utf8'));
      return settings !== null && typeof settings === 'object' && 'app' in settings;
    } catch {
      return false;
    }
  }

  #start(args: readonly string[], { onLine, patience, variables }: CdkRunOptions): Promise<CdkRun> {
    const child = spawn(this.file, args, {
      cwd: this.#home,
      // The SDK inside warns of versions of Node that it is going to want.
      env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...this.#environment, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const hear = (line: string): void => {
      const text = line.trimEnd();
      if (text === '') return;
      lines.push(text);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(text);
    };
    let left = false;
    const leave = (): void => {
      left = true;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
    };
    const timer = patience === undefined ? undefined : setTimeout(leave, Math.min(Math.max(patience, 0), LONGEST_MS));
    const heard = [child.stdout, child.stderr].map((output) => eachLine(output, hear));
    return new Promise((done, refuse) => {
      child.once('error', refuse);
      child.once('exit', (code) => {
        clearTimeout(timer);
        // A grandchild that holds the output open is nobody to wait for once the program was left.
        const read = left ? Promise.resolve() : Promise.all(heard);
        void read.then(() => done({ end: left ? 'left' : code === 0 ? 'succeeded' : 'failed', lines }));
      });
    });
  }
}

function eachLine(output: Readable, hear: (line: string) => void): Promise<void> {
  const reader = createInterface({ input: output });
  reader.on('line', hear);
  return new Promise((done) => reader.once('close', done));
}

/** A folder and all that it lies in, from the inside out. */
function upwards(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
