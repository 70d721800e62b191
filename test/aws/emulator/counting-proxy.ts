import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, Hook } from './fault.js';
import { type AwsEnvironment, environmentOf } from './start-aws.js';
import { readCall, type WireCall } from './wire-call.js';

/** Which calls are meant; nothing said means every call. */
export interface Selection {
  /** Calls that Slipway made, by their user agent; false: only those of other programs. */
  readonly ours?: boolean;
  /** `ssm`, or `ssm:GetParameters`. */
  readonly name?: string;
  readonly where?: (call: WireCall) => boolean;
}

/** Which calls a fault hits: of those selected, from the first on, and how many in a row. */
export interface Aim extends Selection {
  /** The first one that is hit, from 1, counted since the fault was injected. Default: 1. */
  readonly from?: number;
  /** How many are hit. Default: 1; `Infinity` for all that come. */
  readonly times?: number;
}

/** A fault that was injected. */
export interface Injected {
  /** How many calls it has hit. */
  readonly hits: number;
  remove(): void;
}

interface Injection {
  readonly aim: Aim;
  readonly fault: Fault;
  seen: number;
  hits: number;
}

interface Arrived {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
}

interface Upstream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * A proxy before an AWS API that lists every request at the wire, retries included, and disturbs those it is told to.
 *
 *     const proxy = await CountingProxy.before(aws.endpoint);
 *     useEnvironment(proxy.env);
 *     proxy.inject(faults.throttled(), { name: 'ssm:GetParameters', times: 2 });
 *     ...
 *     expect(proxy.counts({ ours: true })).toEqual({ 'ssm:GetParameters': 3 });
 */
export class CountingProxy {
  private readonly seen: WireCall[] = [];
  private arrived = 0;
  private injections: Injection[] = [];

  private constructor(
    private readonly upstream: URL,
    private readonly server: Server,
  ) {}

  /** Starts a proxy on a free port of 127.0.0.1. */
  static async before(endpoint: string): Promise<CountingProxy> {
    const server = createServer();
    const proxy = new CountingProxy(new URL(endpoint), server);
    server.on('request', (incoming, outgoing) => void proxy.handle(incoming, outgoing));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A test that fails before it stops its proxy must not keep jest from ending.
    server.unref();
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The variables that lead a process to this proxy. */
  get env(): AwsEnvironment {
    return environmentOf(this.endpoint);
  }

  /** The calls that arrived since the start or the last {@link forget}, in their order. */
  calls(selection: Selection = {}): readonly WireCall[] {
    return this.seen.filter((call) => matches(call, selection));
  }

  /** How many calls of each name arrived, sorted by name. */
  counts(selection: Selection = {}): Readonly<Record<string, number>> {
    const counted = new Map<string, number>();
    for (const { name } of this.calls(selection)) counted.set(name, (counted.get(name) ?? 0) + 1);
    return Object.fromEntries([...counted].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Begins a new list of calls, numbered from 1; faults stay. */
  forget(): void {
    this.seen.length = 0;
    this.arrived = 0;
  }

  /** Lets a fault happen; where several hit one call, the one injected first counts. */
  inject(fault: Fault, aim: Aim = {}): Injected {
    const injection: Injection = { aim, fault, seen: 0, hits: 0 };
    this.injections.push(injection);
    return {
      get hits() {
        return injection.hits;
      },
      remove: () => {
        this.injections = this.injections.filter((other) => other !== injection);
      },
    };
  }

  /** Calls a hook before a call is handed on; `break` breaks the connection, and nothing happened. */
  before(aim: Aim, run: Hook): Injected {
    return this.inject({ kind: 'hook', when: 'before', run }, aim);
  }

  /** Calls a hook after a call happened and before its answer is sent; `break` loses the answer. */
  after(aim: Aim, run: Hook): Injected {
    return this.inject({ kind: 'hook', when: 'after', run }, aim);
  }

  /** Removes every fault. */
  calm(): void {
    this.injections = [];
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const body = await collect(incoming);
      if ((incoming.url ?? '').startsWith('/emulator/')) return send(outgoing, await this.forward(incoming, body));
      const { method = 'GET', url = '/', headers } = incoming;
      const call = readCall(++this.arrived, method, url, headers, body.toString('utf8'));
      this.seen.push(call);
      await this.treat(call, { incoming, outgoing, body });
    } catch {
      // The client is gone, or the upstream is: either way there is nobody to answer to.
      outgoing.destroy();
    }
  }

  private async treat(call: WireCall, { incoming, outgoing, body }: Arrived): Promise<void> {
    const fault = this.hit(call);
    if (fault?.kind === 'answer') {
      const { status, headers, body: text } = fault.answer(call);
      return send(outgoing, { status, headers, body: Buffer.from(text) });
    }
    if ((await breaks(fault, 'before', call)) || outgoing.destroyed) return void outgoing.destroy();
    const answer = await this.forward(incoming, body);
    if (await breaks(fault, 'after', call)) return void outgoing.destroy();
    send(outgoing, answer);
  }

  /** The fault that hits a call; every injection counts it. */
  private hit(call: WireCall): Fault | undefined {
    let found: Fault | undefined;
    for (const injection of this.injections.filter(({ aim }) => matches(call, aim))) {
      const { from = 1, times = 1 } = injection.aim;
      injection.seen++;
      if (found !== undefined || injection.seen < from || injection.seen >= from + times) continue;
      injection.hits++;
      found = injection.fault;
    }
    return found;
  }

  private async forward(incoming: IncomingMessage, body: Buffer): Promise<Upstream> {
    const { hostname, port } = this.upstream;
    const { method, url: path, headers } = incoming;
    const outgoing = request({ hostname, port, method, path, headers: { ...headers, connection: 'close' } });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await collect(answer) };
  }
}

async function breaks(fault: Fault | undefined, when: 'before' | 'after', call: WireCall): Promise<boolean> {
  if (fault === undefined || fault.kind === 'answer' || fault.when !== when) return false;
  return fault.kind === 'lost' || (await fault.run(call)) === 'break';
}

function matches(call: WireCall, { ours, name, where }: Selection): boolean {
  if (ours !== undefined && call.ours !== ours) return false;
  if (name !== undefined && call.name !== name && call.service !== name) return false;
  return where === undefined || where(call);
}

function send(outgoing: ServerResponse, { status, headers, body }: Upstream): void {
  const { 'transfer-encoding': _encoding, connection: _connection, ...others } = headers;
  outgoing.writeHead(status, { ...others, 'content-length': String(body.length) });
  outgoing.end(body);
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
