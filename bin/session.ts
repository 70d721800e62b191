import { dirname } from 'node:path';
import type { Delivery, OfProject, Signer } from '../lib/delivery/index.js';
import { GitProgram } from '../lib/git/index.js';
import type { Instant } from '../lib/ids.js';
import {
  type Manifest,
  type Project,
  parseManifest,
  type ServiceSet,
  selectProject,
  selectServiceSet,
} from '../lib/manifest/index.js';
import { SlipwayError } from '../lib/problem.js';
import {
  findManifest,
  instantOf,
  type ManifestFile,
  openStore,
  type Store,
  storeUrl,
  withProposedRelease,
} from '../lib/workspace/index.js';
import { findActor } from './actor.js';
import { originOf } from './continuous-integration.js';
import type { Host } from './host.js';
import { printable, type Style, styleOf } from './style.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly manifest?: string;
  readonly project?: string;
  readonly serviceSet?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly actor?: string;
  readonly reason?: string;
  readonly verbose?: boolean;
}

/** One run of one command: what the options and the machine say, looked up when it is first needed. */
export class Session {
  readonly host: Host;
  readonly options: GlobalOptions;
  readonly style: Style;
  #file: ManifestFile | undefined;
  #manifest: Manifest | undefined;
  #store: Store | undefined;

  constructor(host: Host, options: GlobalOptions) {
    this.host = host;
    this.options = options;
    this.style = styleOf(host.colour && options.json !== true);
  }

  get manifestFile(): ManifestFile {
    this.#file ??= findManifest(this.host.cwd, this.options.manifest);
    return this.#file;
  }

  get manifest(): Manifest {
    this.#manifest ??= parseManifest(this.manifestFile.bytes, { file: this.manifestFile.shown }).manifest;
    return this.#manifest;
  }

  get project(): Project {
    return selectProject(this.manifest, this.options.project);
  }

  get serviceSet(): ServiceSet {
    return selectServiceSet(this.project, this.options.serviceSet);
  }

  get store(): Store {
    const { url, base } = this.storeUrl;
    this.#store ??= withProposedRelease(openStore(url, base, this.project), this.host.env);
    return this.#store;
  }

  /** The store that is meant, and the folder that a relative path in it starts from. */
  get storeUrl(): { readonly url: string; readonly base: string } {
    const { cwd, env } = this.host;
    const named = this.options.store ?? (env.SLIPWAY_STORE === '' ? undefined : env.SLIPWAY_STORE);
    return storeUrl(named, cwd, this.project, this.manifestFile);
  }

  get delivery(): Delivery {
    return this.deliveryOf(this.serviceSet);
  }

  deliveryOf(serviceSet: ServiceSet): Delivery {
    const { project, store } = this;
    this.now();
    return {
      project,
      serviceSet,
      manifestHash: this.manifest.hash,
      ledger: store.ledger,
      catalogue: store.catalogue,
      ...(store.registry === undefined ? {} : { registry: store.registry }),
      ...(store.proposed === undefined ? {} : { proposed: store.proposed }),
      commits: new GitProgram({ folder: dirname(this.manifestFile.path) }),
      now: () => this.now(),
    };
  }

  /** The record of the project, for what is of no service set. */
  get ofProject(): OfProject {
    const { project, store } = this;
    this.now();
    return { project, ledger: store.ledger, now: () => this.now() };
  }

  /** Who acts, why and from where; an error where it is not known. */
  async signer(): Promise<Signer> {
    const { reason } = this.options;
    const actor = await findActor(this.host, this.options.actor, this.store.caller);
    const signer = { actor, origin: originOf(this.host.env) };
    return { ...signer, ...(reason === undefined ? {} : { reason }) };
  }

  now(): Instant {
    return instantOf(this.host.env.SLIPWAY_CLOCK, () => this.host.now(), this.store.kind);
  }

  /** Tells on a terminal what is being done; silent elsewhere. */
  progress(step: string): void {
    if (this.host.progress && this.options.json !== true) this.host.err(`${this.style.faint(`${step} …`)}\n`);
  }

  /** Shows what a program prints that works for us: on a terminal, and wherever --verbose asks for it. */
  output(line: string): void {
    if (!this.host.progress && this.options.verbose !== true) return;
    this.host.err(`${this.style.faint(`  ${printable(line)}`)}\n`);
  }

  /** Whether anything is asked: somebody can answer, and --yes was not said. */
  get asks(): boolean {
    return this.options.yes !== true && this.options.json !== true && this.host.interactive;
  }

  /** Asks before something is done, where somebody can answer; goes on where nobody can, or --yes was said. */
  async confirm(question: string): Promise<void> {
    if (!this.asks) return;
    if (await this.host.confirm(question)) return;
    throw new SlipwayError('failed', {
      code: 'Declined',
      message: 'nothing was done, as you did not say yes',
      hint: 'answer y, or run it with --yes',
    });
  }

  /** A command to run next, for the same place as this one. */
  next(words: string): string {
    return `Next: \`${this.again(words)}\``;
  }

  /** A command with the options by which this one found its project, service set and store. */
  again(words: string): string {
    const { manifest, project, serviceSet, store } = this.options;
    const given = { manifest, project, 'service-set': serviceSet, store };
    const options = Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${shellWord(value)}`],
    );
    return ['slipway', words, ...options].join(' ');
  }

  /** The options that make a printed command mean the same place when it is run where it was printed. */
  repeatedOptions(): string {
    const { project, serviceSet, options } = this;
    const parts = ['--project', project.id];
    if (!serviceSet.implied) parts.push('--service-set', serviceSet.id);
    if (options.manifest !== undefined) parts.push('--manifest', options.manifest);
    if (options.store !== undefined) parts.push('--store', options.store);
    return parts.map(shellWord).join(' ');
  }
}

/** A word as a POSIX shell takes it. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
