import type { Lazily } from '../../lib/aws/index.js';
import { absent, type Finding, ok, wrong } from './finding.js';
import { isProblem } from './is-problem.js';

/** What of Lambda is asked; its client is one. */
export interface InvokesFunctions {
  invoke(input: { FunctionName: string; InvocationType: 'DryRun' }): Promise<unknown>;
}

export interface FunctionInQuestion {
  readonly functionName: string;
  readonly region: string;
  /** The stack that makes it. */
  readonly stack: string;
  readonly lambda: Lazily<InvokesFunctions>;
}

/**
 * Whether the function that writes to the record is there and may be invoked. It is not run: Lambda only says whether it
 * could be, which takes the very permission that recording takes.
 */
export async function checkFunction({
  functionName,
  region,
  stack,
  lambda,
}: FunctionInQuestion): Promise<readonly Finding[]> {
  const otherwise = 'nothing can be recorded without it';
  try {
    await (await lambda()).invoke({ FunctionName: functionName, InvocationType: 'DryRun' });
    return [ok('function', functionName)];
  } catch (error) {
    if (isProblem(error, 'AccessDenied'))
      return [
        wrong('function', `${functionName} may not be invoked, and ${otherwise}`, 'grant lambda:InvokeFunction on it'),
      ];
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    return [
      absent(
        'function',
        `there is no function ${functionName} in ${region}, and ${otherwise}`,
        `deploy the ledger again: \`npx cdk deploy ${stack}\``,
      ),
    ];
  }
}
