import type { Lambda } from '@aws-sdk/client-lambda';
import type { Lazily } from '../../aws/index.js';
import { type ErrorKind, type Problem, SlipwayError } from '../../problem.js';
import { checkEvent, type LedgerEvent } from '../../promotion/index.js';
import type { Appender, AppendOperation, AppendRequest } from '../append-request.js';
import type { LedgerProblemCode } from '../problems.js';

/** A function that was stopped may have written: asked again it finds its own event, so that asking again is safe. */
const MAX_TRIES = 3;
const STOPPED = /timed out|Sandbox\.|Runtime\.(ExitError|OutOfMemory)/i;

const KINDS: readonly ErrorKind[] = ['failed', 'input', 'refused', 'conflict', 'unknown', 'unavailable'];

interface Told {
  readonly errorType?: unknown;
  readonly errorMessage?: unknown;
}

/**
 * Appends by asking the function that may write to the table; whoever runs this needs `lambda:InvokeFunction` on it and
 * no right to write to the table.
 */
export class LambdaAppender implements Appender {
  /** @param functionName name or ARN; see `ledgerFunctionName` */
  constructor(
    private readonly lambda: Lazily<Lambda>,
    private readonly functionName: string,
  ) {}

  /**
   * @throws SlipwayError `unavailable` with `LedgerFunctionNotFound` or `LedgerFunctionFailed`, and whatever the function
   *   answers with
   */
  async append(request: AppendRequest): Promise<LedgerEvent | undefined> {
    const operation: AppendOperation = { operation: 'append', ...request };
    for (let tries = 1; ; tries++) {
      const { failed, answer } = await this.invoke(JSON.stringify(operation));
      if (!failed) return this.eventOf(answer, request);
      const { errorType, errorMessage } = (answer ?? {}) as Told;
      const why = [errorType, errorMessage].filter((text) => typeof text === 'string').join(': ');
      if (tries === MAX_TRIES || !STOPPED.test(why)) throw this.broken(why === '' ? 'it failed' : why);
    }
  }

  private async invoke(payload: string): Promise<{ readonly failed: boolean; readonly answer: unknown }> {
    const lambda = await this.lambda();
    try {
      const { FunctionError, Payload } = await lambda.invoke({
        FunctionName: this.functionName,
        InvocationType: 'RequestResponse',
        Payload: Buffer.from(payload),
      });
      return { failed: FunctionError !== undefined, answer: parse(Payload) };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
      throw this.notFound(await lambda.config.region());
    }
  }

  private eventOf(answer: unknown, { project, heads }: AppendRequest): LedgerEvent | undefined {
    if (answer === null || typeof answer !== 'object') throw this.broken('it gave no answer');
    const { event, error } = answer as { readonly event?: LedgerEvent; readonly error?: unknown };
    if (error !== undefined) throw this.reported(error);
    if (event === undefined) return undefined;
    const why = checkEvent(event);
    if (why !== undefined) throw this.broken(`it answered with what is no event: ${why}`);
    const [parent] = heads;
    if (event.project !== project || event.parents[0] !== parent?.hash || event.seq !== (parent?.seq ?? 0) + 1)
      throw this.broken('it answered with an event that was not asked for');
    return event;
  }

  private reported(error: unknown): SlipwayError {
    const { kind, problems } = (error ?? {}) as { kind?: ErrorKind; problems?: readonly Problem[] };
    const isProblem = (problem: unknown): boolean => {
      const { code, message } = (problem ?? {}) as Partial<Problem>;
      return typeof code === 'string' && typeof message === 'string';
    };
    return kind !== undefined && KINDS.includes(kind) && Array.isArray(problems) && problems.every(isProblem)
      ? new SlipwayError(kind, problems)
      : this.broken('it answered with an error that cannot be read');
  }

  private broken(why: string): SlipwayError {
    return new SlipwayError('unavailable', {
      code: 'LedgerFunctionFailed' satisfies LedgerProblemCode,
      message: `the function ${this.functionName} did not record the event as far as is known: ${why}`,
      hint: `run the command again; the function's log is in CloudWatch under /aws/lambda/${this.functionName}`,
    });
  }

  private notFound(region: string): SlipwayError {
    return new SlipwayError('unavailable', {
      code: 'LedgerFunctionNotFound' satisfies LedgerProblemCode,
      message: `there is no function ${this.functionName} in ${region} of the AWS account that the credentials belong to`,
      hint: 'deploy the ledger again: `cdk deploy <project>-ledger`; without the function nothing can be recorded',
    });
  }
}

function parse(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
