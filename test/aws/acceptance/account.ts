import { type Aws, bootstrap, startAws } from '../emulator/index.js';

// Each test here starts a dozen processes and more; how long that takes on a busy machine says nothing about the product.
jest.setTimeout(240_000);

/** An environment's network as a manifest has it. */
export interface Network {
  readonly vpcId: string;
  readonly availabilityZones: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly publicSubnetIds: readonly string[];
}

/** An account of AWS that was bootstrapped, with a network to run services in. One for each file of tests. */
export class Account {
  private constructor(
    readonly aws: Aws,
    readonly network: Network,
  ) {}

  static async open({ bootstrapped = true }: { readonly bootstrapped?: boolean } = {}): Promise<Account> {
    const aws = await startAws();
    const { vpcId, availabilityZones, subnetIds } = await aws.control.network();
    if (bootstrapped) await bootstrap(aws);
    const subnets = { privateSubnetIds: subnetIds, publicSubnetIds: subnetIds };
    return new Account(aws, { vpcId, availabilityZones, ...subnets });
  }

  close(): Promise<void> {
    return this.aws.stop();
  }
}
