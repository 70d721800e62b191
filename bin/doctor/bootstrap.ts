import type { Lazily } from '../../lib/aws/index.js';
import { attempt } from './attempt.js';
import type { Caller } from './caller.js';
import { absent, type Finding, ok, wrong } from './finding.js';

/** What of SSM is asked; its client is one. */
export interface AsksParameters {
  getParameters(input: {
    Names: string[];
  }): Promise<{ readonly Parameters?: readonly { readonly Name?: string; readonly Value?: string }[] }>;
}

export interface Bootstrapped {
  /** Every region that something is deployed to. */
  readonly regions: readonly string[];
  /** What tells this bootstrap from others in the account; `hnb659fds` unless the project says otherwise. */
  readonly qualifier: string;
  readonly ssm: (region: string) => Lazily<AsksParameters>;
}

export const DEFAULT_QUALIFIER = 'hnb659fds';

/** The version from which stacks with assets can be deployed by the roles of the bootstrap, as `cdk synth` writes it into templates. */
const NEEDED = 6;

/**
 * Whether `cdk bootstrap` was run in the regions in use, and lately enough. It leaves its version in a parameter:
 * https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export async function checkBootstrap(
  { account }: Caller,
  { regions, qualifier, ssm }: Bootstrapped,
): Promise<readonly Finding[]> {
  const parameter = `/cdk-bootstrap/${qualifier}/version`;
  const found = await Promise.all(
    regions.map((region) =>
      attempt('bootstrap', async () => {
        const { Parameters = [] } = await (await ssm(region)()).getParameters({ Names: [parameter] });
        return [
          judged(Parameters.find(({ Name }) => Name === parameter)?.Value, region, command(account, region, qualifier)),
        ];
      }),
    ),
  );
  return found.flat();
}

function judged(version: string | undefined, region: string, command: string): Finding {
  if (version === undefined)
    return absent('bootstrap', `${region} is not bootstrapped for the CDK`, `run \`${command}\``);
  if (Number(version) >= NEEDED) return ok('bootstrap', `${region}: version ${version}`);
  return wrong('bootstrap', `${region}: version ${version} is too old, ${NEEDED} is needed`, `run \`${command}\``);
}

function command(account: string, region: string, qualifier: string): string {
  const option = qualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${qualifier}`;
  return `npx cdk bootstrap aws://${account}/${region}${option}`;
}
