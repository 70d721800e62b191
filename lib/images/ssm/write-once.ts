import type { PutParameterCommandInput, SSM } from '@aws-sdk/client-ssm';
import type { Lazily } from '../../aws/index.js';

interface Failure {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * The same client, but for one thing: where the answer to a `PutParameter` was lost, the SDK's next try looks first
 * whether the value is there already. Each write is a version in the history of a label, and SSM has no way to say
 * "write this once".
 */
export function writingOnce(ssm: Lazily<SSM>): Lazily<SSM> {
  return async () => {
    const client = await ssm();
    // Named, and put in place of itself, because several catalogues may be given one client.
    client.middlewareStack.add(
      (next, context) => {
        let mayBeThere = false;
        return async (args) => {
          if (context.commandName !== 'PutParameterCommand') return next(args);
          // The SDK's types name the input of every command here; this is that of PutParameter.
          const input = args.input as PutParameterCommandInput;
          const version = mayBeThere ? await versionThere(client, input) : undefined;
          if (version !== undefined) return { response: {}, output: { Version: version, $metadata: {} } };
          try {
            return await next(args);
          } catch (error) {
            mayBeThere ||= mayHaveHappened(error as Failure);
            throw error;
          }
        };
      },
      // Inside of the SDK's own retries, which come first in this step.
      { step: 'finalizeRequest', priority: 'low', name: 'slipwayWritesOnce', override: true },
    );
    return client;
  };
}

/** No answer, or one of a server that does not know what it did. */
function mayHaveHappened({ $metadata }: Failure): boolean {
  const status = $metadata?.httpStatusCode;
  return status === undefined || status >= 500;
}

async function versionThere(client: SSM, { Name, Value }: PutParameterCommandInput): Promise<number | undefined> {
  const { Parameters = [] } = await client.getParameters({ Names: Name === undefined ? [] : [Name] });
  const [there] = Parameters;
  return there?.Value === Value ? there?.Version : undefined;
}
