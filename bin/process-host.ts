import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Host } from './host.js';

/** The machine as it is. */
export function processHost(): Host {
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const identity = `${machineName()}/${process.pid}`;
  return {
    cwd: process.cwd(),
    env: process.env,
    identity,
    interactive,
    colour: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb',
    progress: process.stderr.isTTY === true,
    now: () => new Date(),
    pause: waitFor,
    interruption,
    isGone: (other) => isGoneHere(other, identity),
    out: (text) => write(1, text),
    err: (text) => write(2, text),
    confirm,
    ask,
  };
}

async function waitFor(milliseconds: number, stop?: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, stop === undefined ? {} : { signal: stop });
  } catch (error) {
    if (stop?.aborted !== true) throw error;
  }
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Writes everything even where the reader is slow; a reader that went away is not an error of ours. */
function write(stream: 1 | 2, text: string): void {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/**
 * Machines of CI share their names, and containers of one machine do not see one another's processes. So the name ends
 * in what tells this boot of this machine, and this container, from all others. Where that cannot be found out (Linux
 * alone tells it) it ends in nothing, as the machines are people's own.
 */
function machineName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const processes = readlinkSync('/proc/self/ns/pid');
    return `${hostname()}~${createHash('sha256').update(`${boot} ${processes}`).digest('hex').slice(0, 8)}`;
  } catch {
    return hostname();
  }
}

/**
 * A process of this very machine that no longer exists is gone; of any other nothing is known. A lease under our own
 * name was left by somebody before us, e.g. in a container that began anew: a command takes one lease, at its start.
 */
function isGoneHere(other: string, identity: string): boolean {
  if (other === identity) return true;
  const [host, pid] = [other.slice(0, other.lastIndexOf('/')), Number(other.slice(other.lastIndexOf('/') + 1))];
  if (host !== identity.slice(0, identity.lastIndexOf('/')) || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    // Ctrl-C and Ctrl-D leave the cursor behind the question.
    process.stderr.write('\n');
    return false;
  } finally {
    terminal.close();
  }
}

function ask(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const answer = status === 0 ? stdout.trim() : '';
  return answer === '' ? undefined : answer;
}
