import type { Lazily } from '../../lib/aws/index.js';
import { explainAws } from '../../lib/aws/index.js';
import { findingOf } from './attempt.js';
import { type Finding, ok } from './finding.js';

/** What of STS is asked; its client is one. */
export interface AsksCaller {
  readonly config: { readonly region: () => Promise<string> };
  getCallerIdentity(input: object): Promise<{ readonly Account?: string; readonly Arn?: string }>;
}

/** Who calls AWS, and which region is called where nothing says another. */
export interface Caller {
  /** 12 digits. */
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

export interface CallerFound {
  readonly findings: readonly Finding[];
  /** Absent where AWS does not know who calls. */
  readonly caller?: Caller;
}

/** Whether region and credentials are known, and to whom they belong. */
export async function checkCaller(sts: Lazily<AsksCaller>): Promise<CallerFound> {
  const findings: Finding[] = [];
  try {
    const region = await regionOf(await sts());
    findings.push(ok('region', region));
  } catch (error) {
    return { findings: [findingOf('region', explainAws(error, { service: 'sts', action: 'GetCallerIdentity' }))] };
  }
  try {
    const client = await sts();
    const { Account: account = '', Arn: arn = '' } = await client.getCallerIdentity({});
    findings.push(ok('credentials', arn));
    return { findings, caller: { account, arn, region: await regionOf(client) } };
  } catch (error) {
    const found = findingOf('credentials', error);
    findings.push({ ...found, outcome: 'wrong', absent: true });
    return { findings };
  }
}

function regionOf(sts: AsksCaller): Promise<string> {
  return sts.config.region();
}
