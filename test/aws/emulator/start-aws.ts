import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from '../../acceptance/built.js';
import { foreignEndpoint } from './describe-aws.js';
import { EmulatorControl } from './emulator-control.js';
import { TestClients } from './test-clients.js';

/** moto's only account. */
export const ACCOUNT = '123456789012';
/** moto takes answers of custom resources for this region's. */
export const REGION = 'us-east-1';

const START = join(__dirname, 'moto', 'start.py');

/** An AWS API for one test file. */
export interface Aws {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly endpoint: string;
  /** The variables that lead the SDK, the CDK's and our own command line there; for a child's environment. */
  readonly env: AwsEnvironment;
  /** Clients of the SDK for what a test arranges and looks at; their calls carry no `slipway/…` in the user agent. */
  readonly clients: TestClients;
  /** What the emulator can beside AWS's API; throws on an endpoint that is not the emulator. */
  readonly control: EmulatorControl;
  /** Ends the process. Call it in `afterAll`; should a test file die before, the process ends by itself. */
  stop(): Promise<void>;
}

export type AwsEnvironment = Readonly<Record<string, string>>;

/**
 * Starts the emulator: moto behind a wrapper, a process of its own on a free port of 127.0.0.1, empty but for moto's
 * default network. With `SLIPWAY_TEST_AWS_ENDPOINT` that endpoint is used instead, with the user's own credentials.
 *
 *     let aws: Aws;
 *     beforeAll(async () => { aws = await startAws(); useEnvironment(aws.env); });
 *     afterAll(() => aws.stop());
 */
export async function startAws(): Promise<Aws> {
  if (foreignEndpoint !== undefined) return reached(foreignEndpoint, async () => {});
  const python = process.env.SLIPWAY_TEST_PYTHON;
  if (python === undefined) throw new Error('there is no moto: wrap the tests in describeAws or describeEmulator');
  const modules = join(repository, 'node_modules');
  const child = spawn(python, [START, '--node', process.execPath, '--node-modules', modules], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', AWS_ENDPOINT_URL: '' },
  });
  const port = await listening(child);
  return reached(`http://127.0.0.1:${port}`, () => end(child));
}

/** The variables for an endpoint. */
export function environmentOf(endpoint: string): AwsEnvironment {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    ...(foreignEndpoint === undefined ? {} : ownCredentials()),
  };
}

/** Puts variables into this test file's `process.env`, where clients made from now on find them; gives what undoes it. */
export function useEnvironment(env: AwsEnvironment): () => void {
  const before = Object.keys(env).map((name): [string, string | undefined] => [name, process.env[name]]);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

function reached(endpoint: string, stop: () => Promise<void>): Aws {
  const clients = new TestClients(endpoint, REGION);
  const env = environmentOf(endpoint);
  return { endpoint, env, clients, control: new EmulatorControl(endpoint), stop };
}

function ownCredentials(): AwsEnvironment {
  const names = Object.keys(process.env).filter((name) => /^AWS_(?!ENDPOINT_URL)/.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

async function listening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the emulator has no output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the emulator ended with ${code} before it listened`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => {});
  const port = /^listening (\d+)$/.exec(line)?.[1];
  if (port === undefined) throw new Error(`the emulator said ${JSON.stringify(line)}`);
  child.stdout.resume();
  for (const handle of [child, child.stdin, child.stdout]) unref(handle);
  return port;
}

/** Lets this process end while the other still runs, which then ends, too. */
function unref(handle: unknown): void {
  (handle as { unref?(): void } | null)?.unref?.();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}
