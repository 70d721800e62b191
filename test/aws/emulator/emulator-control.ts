/** One finished run of a Lambda function. */
export interface Invocation {
  readonly function: string;
  /** `RequestResponse` or `Event`. */
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** JSON text of what it gave, or of the error as Lambda tells it. */
  readonly payload: string;
  /** `Unhandled` where it failed. */
  readonly error: string | null;
  /** What it wrote to the console. */
  readonly printed: string;
}

/** moto's default network, which services need real subnets of. */
export interface DefaultNetwork {
  readonly vpcId: string;
  readonly availabilityZones: readonly string[];
  readonly subnetIds: readonly string[];
}

/** Something that was done to an ECS service, by CloudFormation or through ECS's API. */
export interface ServiceUpdate {
  /** The service's name. */
  readonly service: string;
  /** `tagged`: only its tags changed, which touches no task. */
  readonly kind: 'created' | 'updated' | 'tagged' | 'deleted';
  /** ARN of the task definition that it was given, whether or not it came up. */
  readonly taskDefinition: string;
  /** The ECS deployment that began by it; null: no task was touched. */
  readonly deployment: string | null;
}

/** What the emulator can beside AWS's API. */
export class EmulatorControl {
  constructor(private readonly endpoint: string) {}

  /** The default network, for a manifest's `network`. */
  network(): Promise<DefaultNetwork> {
    return this.ask('GET', 'network');
  }

  /** Every finished run of a function, oldest first. */
  invocations(): Promise<readonly Invocation[]> {
    return this.ask('GET', 'invocations');
  }

  /** Where functions find AWS from now on: a proxy's endpoint, to count and disturb their calls, or the emulator's. */
  async letFunctionsUse(endpoint: string): Promise<void> {
    await this.ask('POST', 'function-endpoint', { endpoint });
  }

  /** Kills the runs of a function that are under way, as Lambda does when their time is up. */
  async killFunction(name: string): Promise<void> {
    await this.ask('POST', 'kill-function', { function: name });
  }

  /** How often CloudFormation delivers each event of a custom resource from now on; it promises at least once. */
  async deliverEvents(times: number): Promise<void> {
    await this.ask('POST', 'deliveries', { times });
  }

  /**
   * How long calls that start a change of a stack wait for its end before they are answered; 0: not at all, as on AWS.
   * It spares tests the waits of those who poll. Default: 20 s.
   */
  async holdStackCalls(seconds: number): Promise<void> {
    await this.ask('POST', 'hold', { seconds });
  }

  /** What was done to ECS services since the start or the last {@link forgetServiceUpdates}, oldest first. */
  serviceUpdates(): Promise<readonly ServiceUpdate[]> {
    return this.ask('GET', 'service-updates');
  }

  async forgetServiceUpdates(): Promise<void> {
    await this.ask('POST', 'forget-service-updates');
  }

  /** Ends rollouts of `slow` images, of one service or of all; gives the names of the services that it ended one of. */
  finishRollouts(
    how: { readonly service?: string; readonly outcome?: 'completed' | 'failed' } = {},
  ): Promise<readonly string[]> {
    return this.ask('POST', 'finish-rollouts', how);
  }

  /** ECS lists a failed deployment for a while only; from now on it does not. */
  async forgetFailedDeployments(): Promise<void> {
    await this.ask('POST', 'forget-failed-deployments');
  }

  private async ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.endpoint}/emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = (await answer.json()) as T & { readonly error?: string };
    if (!answer.ok) throw new Error(`/emulator/${path}: ${said.error ?? answer.status}`);
    return said;
  }
}
