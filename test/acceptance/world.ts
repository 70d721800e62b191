import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Delivery, requireEnvironment, verify } from '../../lib/delivery/index.js';
import type { Instant, Label } from '../../lib/ids.js';
import type { LedgerEvent } from '../../lib/promotion/index.js';
import { type EnvironmentStatus, environmentStatus } from '../../lib/report/index.js';
import { openDelivery, openStore } from '../../lib/workspace/index.js';
import { type Ended, KilledProcess, type Killing } from '../crash/run-killed.js';

const SLIPWAY = join(__dirname, '..', '..', 'dist', 'bin', 'slipway.js');
const MANIFEST = join(__dirname, '..', '..', 'examples', 'sockshop', 'slipway.yaml');
/** What the clock says, for the commands and for who looks after them. */
const NOW = '2026-11-20T09:30:00Z' as Instant;
const STACK = join('sockshop', 'stacks', 'sockshop-dev.template.json');

/** What one finds who looks at a store with the library. */
export interface Findings {
  readonly events: readonly LedgerEvent[];
  readonly status: EnvironmentStatus;
  /** What runs in dev, against what is recorded. */
  readonly verdict: string;
  /** The stack of dev, byte for byte. */
  readonly stack: string | undefined;
  /** What label latest points at. */
  readonly latest: Readonly<Record<string, string>>;
}

/** The Sock Shop in a folder of its own, driven by the built command line. */
export class World {
  constructor(readonly folder: string) {
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    if (!existsSync(this.manifest)) cpSync(MANIFEST, this.manifest);
  }

  get store(): string {
    return join(this.folder, 'store');
  }

  private get manifest(): string {
    return join(this.folder, 'slipway.yaml');
  }

  /** The same again, to do something else in it. */
  copy(folder: string): World {
    cpSync(this.folder, folder, { recursive: true });
    return new World(folder);
  }

  /** Runs a command, to its end or until it is killed at one of its changes to the file system. */
  run(words: readonly string[], killing: Killing = {}): Promise<Ended> {
    const where = ['--manifest', this.manifest, '--store', `dir:${this.store}`];
    const how = ['--actor', 'tim@example.com', '--json', '--yes'];
    const env = { SLIPWAY_CLOCK: NOW, TMPDIR: join(this.folder, 'tmp'), NODE_NO_WARNINGS: '1' };
    return new KilledProcess([SLIPWAY, ...words, ...where, ...how], killing, env).ended;
  }

  /** Runs a command that has to succeed, and gives what it printed. */
  async do(...words: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run(words);
    if (code !== 0) throw new Error(`slipway ${words.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** How many changes to the file system a command makes that nobody stops; it is run for that. */
  async operationsOf(words: readonly string[]): Promise<number> {
    const { code, operations, stderr } = await this.run(words);
    if (code !== 0 || operations === undefined)
      throw new Error(`slipway ${words.join(' ')} ended with ${code}: ${stderr}`);
    return operations;
  }

  async look(): Promise<Findings> {
    const delivery = this.open();
    const { project, serviceSet, ledger, catalogue } = delivery;
    const dev = requireEnvironment(project, serviceSet, 'dev');
    const { state } = await ledger.view(project.id);
    const target = openStore(`dir:${this.store}`, this.folder, project).directory;
    const labelled = await catalogue.read(project.id, 'latest' as Label);
    return {
      events: await ledger.events(project.id),
      status: environmentStatus(state, project, serviceSet, dev, delivery.now()),
      verdict: (await verify(delivery, dev, target)).verdict,
      stack: existsSync(join(this.store, STACK)) ? readFileSync(join(this.store, STACK), 'utf8') : undefined,
      latest: Object.fromEntries(Object.entries(labelled).map(([artifact, { image }]) => [artifact, image])),
    };
  }

  /** Everything in the store that belongs into git, by its place, but for the events, which name processes. */
  files(): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const entry of readdirSync(this.store, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const name = relative(this.store, file);
      if (entry.isFile() && !/(^|\/)(local|events)\//.test(name)) found[name] = readFileSync(file, 'utf8');
    }
    return found;
  }

  private open(): Delivery {
    const opened = openDelivery({ manifest: this.manifest, store: `dir:${this.store}`, directory: this.folder });
    return { ...opened, now: () => NOW };
  }
}
