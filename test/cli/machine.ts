import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host } from '../../bin/host.js';
import { main } from '../../bin/program.js';

/** How a run of the command line ended, and everything that it said. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A made-up machine with a folder of its own, on which the command line runs in this process. */
export class Machine {
  readonly root = mkdtempSync(join(tmpdir(), 'slipway-cli-'));
  /** Where commands are run. */
  cwd = this.root;
  env: Record<string, string | undefined> = { SLIPWAY_CLOCK: '2026-11-20T09:30:00Z' };
  identity = 'here/1';
  /** What a person at the terminal answers; undefined: there is no terminal. */
  answer: boolean | undefined;
  /** Every question that was asked. */
  readonly questions: string[] = [];
  gone: readonly string[] = [];
  gitEmail: string | undefined = 'tim@example.com';
  /** What happens while the program waits for so many milliseconds; it may be interrupted meanwhile. */
  meanwhile: (milliseconds: number, interrupt: () => void) => void | Promise<void> = () => undefined;

  constructor(manifest?: string, name = 'slipway.yaml') {
    mkdirSync(join(this.root, '.git'));
    if (manifest !== undefined) this.write(name, manifest);
  }

  /** The same machine again, to do something else on it. */
  copy(): Machine {
    const copy = new Machine();
    cpSync(this.root, copy.root, { recursive: true });
    return copy;
  }

  write(file: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  /** Every file of the machine with its bytes. */
  contents(): Record<string, string> {
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      entries.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, entry.isDirectory() ? 'folder' : readFileSync(path, 'latin1')];
      }),
    );
  }

  async run(...argv: string[]): Promise<Run> {
    let out = '';
    let err = '';
    const code = await main(
      argv,
      this.host(
        (text) => {
          out += text;
        },
        (text) => {
          err += text;
        },
      ),
    );
    return { code, out, err };
  }

  /** Runs a command that has to succeed. */
  async do(...argv: string[]): Promise<string> {
    const { code, out, err } = await this.run(...argv);
    if (code !== 0) throw new Error(`slipway ${argv.join(' ')} ended with ${code}\n${err}${out}`);
    return out;
  }

  /** Runs a command with `--json`; what is on standard output has to be one document, whatever the exit code. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at members by name
  async json(...argv: string[]): Promise<{ code: number; json: any; err: string }> {
    const { code, out, err } = await this.run(...argv, '--json');
    return { code, json: JSON.parse(out), err };
  }

  /** Images under `latest`, a release of them, in dev, passed there. */
  async release(images: Record<string, string>): Promise<void> {
    await this.do('publish', ...Object.entries(images).map(([service, image]) => `${service}=${image}`));
    await this.do('release', 'create');
    await this.do('deploy', 'latest', '--yes');
    await this.do('verdict', 'dev', 'pass');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private host(out: Host['out'], err: Host['err']): Host {
    const interrupted = new AbortController();
    return {
      cwd: this.cwd,
      env: this.env,
      identity: this.identity,
      interactive: this.answer !== undefined,
      colour: false,
      progress: false,
      now: () => new Date('2026-01-01T00:00:00Z'),
      pause: async (milliseconds) => this.meanwhile(milliseconds, () => interrupted.abort()),
      interruption: () => interrupted.signal,
      isGone: (identity) => this.gone.includes(identity),
      out,
      err,
      confirm: async (question) => {
        this.questions.push(question);
        return this.answer === true;
      },
      ask: (program) => (program === 'git' ? this.gitEmail : undefined),
    };
  }
}

/** The Sock Shop: dev, hardening after it, production after that. */
export const sockshop = `
project: sockshop
name: Sock Shop
environments:
  - { id: dev, name: Development }
  - { id: hardening, name: Hardening, type: qa, after: [dev] }
  - { id: production, name: Production, after: [hardening] }
services:
  - { id: carts, image: carts, ports: [80], connects: [carts-db] }
  - { id: carts-db, image: carts-db, ports: [27017] }
  - { id: catalogue, image: catalogue, ports: [80] }
`;

/** Two service sets of one project. */
export const twoSets = `
project: experience
name: Experience
environments:
  - { id: dev, name: Development }
  - { id: prod, name: Production, after: [dev], require: { digests: false } }
serviceSets:
  - { id: api, name: API, services: [{ id: items, image: items }] }
  - { id: site, name: Site, services: [{ id: content, image: content }] }
`;
