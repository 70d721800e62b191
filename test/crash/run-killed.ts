import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const HOOK = join(__dirname, 'kill-at-operation.cjs');

export interface Killing {
  /** The operation at which to stop, from 1; absent: run to the end. */
  readonly at?: number;
  readonly signal?: 'SIGKILL' | 'SIGSTOP';
  /** Write half of what the operation writes before killing. */
  readonly torn?: boolean;
}

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How many changes to the file system it made, where it came to its end. */
  readonly operations?: number;
}

/** A process that is stopped at one of its changes to the file system. */
export class KilledProcess {
  private readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';
  readonly ended: Promise<Ended>;

  constructor(args: readonly string[], { at, signal, torn }: Killing, env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, ['--require', HOOK, ...args], {
      env: {
        ...process.env,
        ...env,
        COUNT_OPERATIONS: '1',
        ...(at === undefined ? {} : { KILL_AT_OPERATION: String(at) }),
        ...(signal === undefined ? {} : { KILL_SIGNAL: signal }),
        ...(torn === true ? { KILL_TORN: '1' } : {}),
      },
    });
    this.child.stdout?.on('data', (data) => {
      this.stdout += data;
    });
    this.child.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = once(this.child, 'close').then(([code]) => this.result(code as number | null));
  }

  /** Waits until it stands still at its operation, or has ended without coming to it. */
  async stopped(): Promise<'stopped' | 'ended'> {
    const ended = this.ended.then(() => 'ended' as const);
    const stopped = new Promise<'stopped'>((resolve) => {
      this.child.stdout?.on('data', () => {
        if (this.stdout.includes('stopped\n')) resolve('stopped');
      });
    });
    return Promise.race([stopped, ended]);
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  private result(code: number | null): Ended {
    const counted = /operations: (\d+)/.exec(this.stderr)?.[1];
    return {
      code,
      stdout: this.stdout,
      stderr: this.stderr,
      ...(counted === undefined ? {} : { operations: Number(counted) }),
    };
  }
}

/** Does something for every number from `first` to `last`, two at a time. */
export async function forEachOperation(
  first: number,
  last: number,
  action: (operation: number) => Promise<void>,
): Promise<void> {
  let next = first;
  const work = async (): Promise<void> => {
    while (next <= last) await action(next++);
  };
  await Promise.all([work(), work(), work()]);
}
