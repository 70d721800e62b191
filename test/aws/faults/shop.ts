import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { AwsClients } from '../../../lib/aws/index.js';
import type { ProjectId, ServiceSetId } from '../../../lib/ids.js';
import { DynamoDbLedger, type Ledger, ledgerTableName } from '../../../lib/ledger/index.js';
import { fold, type LedgerEvent, type ProjectState } from '../../../lib/promotion/index.js';
import { APP, type Ended, plainEnv, repository, SLIPWAY } from '../../acceptance/built.js';
import { ACCOUNT, type Aws, type CdkProject, CountingProxy, makeProject, REGION } from '../emulator/index.js';
import { deployFunction } from '../gate/gated-stack.js';
import { createTable } from '../ledger/create-table.js';

/** How a shop differs from one with a single service, whose record is on AWS. */
export interface ShopProps {
  /** @default 1 */
  readonly services?: number;
  /** The record on this machine, and stacks without a gate. @default false */
  readonly local?: boolean;
  /** An app of the user's own, whose stacks have no gate, although the record is on AWS. @default false */
  readonly ungated?: boolean;
  /** Where the app that `cdk synth` runs finds AWS. @default - where the command does */
  readonly appEndpoint?: string;
  /** What repository each service's image is of, by its number. @default - one of its own */
  readonly manifestImage?: (index: number) => string;
  /** Nobody says who acts. @default false */
  readonly anonymous?: boolean;
  /** The folders of images, by a word for them. @default 'shop' */
  readonly repository?: string;
}

/** A command that is to be killed together with all that it started. */
export interface Running {
  readonly ended: Promise<Ended>;
  kill(): void;
}

/** What is recorded, read past every proxy. */
export interface Recorded {
  readonly events: readonly LedgerEvent[];
  readonly state: ProjectState;
}

export const MAIN = 'main' as ServiceSetId;

/** An app of a user who has a ledger, and asks it for nothing when stacks are deployed. */
const UNGATED_APP = `
const { App } = require('aws-cdk-lib/core');
const { openDelivery, selectRelease } = require('${join(repository, 'dist', 'lib', 'index.js')}');
const { ReleaseStack } = require('${join(repository, 'dist', 'constructs', 'index.js')}');
const app = new App();
const { project } = openDelivery();
selectRelease(openDelivery(), 'dev', app.node.tryGetContext('release')).then(({ release }) => {
  new ReleaseStack(app, project.id + '-dev', { project, environment: 'dev', release });
  app.synth();
});
`;

/** The image of a service, pinned to a digest that is told by a digit. */
export function imageOf(service: string, digit: string, repository = 'shop'): string {
  return `registry.example.com/${repository}/${service}@sha256:${digit.repeat(64)}`;
}

/** A small project on the emulator, and the built command line that works on it through a proxy of its own. */
export class Shop {
  readonly project: ProjectId;
  readonly services: readonly string[];

  private constructor(
    readonly aws: Aws,
    readonly proxy: CountingProxy,
    private readonly files: CdkProject,
    name: string,
    private readonly props: ShopProps,
  ) {
    this.project = name as ProjectId;
    const { services = 1 } = props;
    this.services = Array.from({ length: services }, (_, index) => `web-${String(index).padStart(2, '0')}`);
  }

  /** Makes the project, its table and the function that writes to it. */
  static async open(aws: Aws, name: string, props: ShopProps = {}): Promise<Shop> {
    const { vpcId, availabilityZones, subnetIds } = await aws.control.network();
    const network = { vpcId, availabilityZones, privateSubnetIds: subnetIds, publicSubnetIds: subnetIds };
    const { services = 1, local = false } = props;
    const ids = Array.from({ length: services }, (_, index) => `web-${String(index).padStart(2, '0')}`);
    const manifest = {
      project: name,
      ...(local ? {} : { store: 'aws:' }),
      account: ACCOUNT,
      region: REGION,
      environments: [{ id: 'dev', network }],
      services: ids.map((id, index) => ({ id, ports: [80], ...imageIn(props, index) })),
    };
    const files = makeProject(manifest, appOf(props));
    files.write('app.cjs', UNGATED_APP);
    if (!local) {
      await createTable(await aws.clients.dynamodb(), ledgerTableName(name));
      await deployFunction(aws, ledgerTableName(name));
    }
    return new Shop(aws, await CountingProxy.before(aws.endpoint), files, name, props);
  }

  get folder(): string {
    return this.files.path;
  }

  /** The record on AWS, as a process of its own would open it. */
  get ledger(): Ledger {
    const { dynamodb } = new AwsClients({ region: REGION });
    return new DynamoDbLedger(dynamodb, {
      table: ledgerTableName(this.project),
      names: { project: this.project, environments: {} },
    });
  }

  /** Starts a command, through the proxy unless said otherwise. */
  start(words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const actor = this.props.anonymous === true ? [] : ['--actor', 'tim@example.com'];
    const child = spawn(process.execPath, [SLIPWAY, ...words, ...actor, '--yes', '--json'], {
      cwd: this.folder,
      env: { ...plainEnv(), NODE_PATH: join(repository, 'node_modules'), ...this.proxy.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it started is killed together with it.
      detached: true,
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
    const kill = (): void => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL');
    };
    return { ended, kill };
  }

  run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(words, env).ended;
  }

  /** Runs a command that has to succeed, and gives what it printed. */
  async do(...words: string[]): Promise<Record<string, unknown>> {
    const { code, out, err } = await this.run(words);
    if (code !== 0) throw new Error(`slipway ${words.join(' ')} ended with ${code}: ${err}${out}`);
    return JSON.parse(out) as Record<string, unknown>;
  }

  /** Makes a release of which every image, or the given ones, have that digit; gives its number. */
  async release(digit: string, repository = this.props.repository ?? 'shop'): Promise<string> {
    const images = this.services.map((service) => `${service}=${imageOf(service, digit, repository)}`);
    await this.do('publish', ...images);
    return String((await this.do('release', 'create')).number);
  }

  /** The record, every event of it verified, and folded anew. */
  async recorded(): Promise<Recorded> {
    const events = await this.ledger.events(this.project);
    return { events, state: fold(this.project, events) };
  }

  async close(): Promise<void> {
    await this.proxy.stop();
    this.files.remove();
  }
}

function imageIn({ manifestImage }: ShopProps, index: number): { readonly image?: string } {
  return manifestImage === undefined ? {} : { image: manifestImage(index) };
}

function appOf({ ungated = false, appEndpoint }: ShopProps): { readonly app: string } {
  const app = ungated ? 'node app.cjs' : `node ${APP}`;
  return { app: appEndpoint === undefined ? app : `AWS_ENDPOINT_URL=${appEndpoint} ${app}` };
}
