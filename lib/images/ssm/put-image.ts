import { setTimeout as pause } from 'node:timers/promises';
import type { SSM } from '@aws-sdk/client-ssm';
import { SlipwayError } from '../../problem.js';
import type { ImagesProblemCode } from '../problems.js';
import { quote } from '../quote.js';

export interface ImageParameterValue {
  readonly name: string;
  readonly image: string;
  readonly description: string;
}

/** SSM refuses two writes of one parameter at the same moment, and the SDK does not try that again by itself. */
const TRIES = 8;
const FIRST_PAUSE_MS = 100;

interface ClientFault extends Error {
  readonly $fault?: string;
}

/** What to do about what SSM may refuse, by the name of the error. */
const WHAT_TO_DO = new Map([
  [
    'ParameterMaxVersionLimitExceeded',
    'the oldest of its 100 versions has a label in SSM, which keeps SSM from dropping it: take that label away with `aws ssm unlabel-parameter-version`',
  ],
  [
    'ParameterLimitExceeded',
    'the account has as many parameters as it may have: delete some, or have the quota raised',
  ],
  [
    'ParameterPatternMismatchException',
    'somebody gave it an allowed pattern that the image does not match: change that',
  ],
  ['TooManyUpdates', 'others write it again and again: run the command again, it goes on where it stopped'],
]);

/**
 * Writes one parameter and gives its new version.
 *
 * @throws SlipwayError `failed` with `ParameterRefused` where SSM does not take it
 */
export async function putImage(ssm: SSM, parameter: ImageParameterValue): Promise<number | undefined> {
  for (let tried = 1; ; tried++) {
    try {
      return await put(ssm, parameter);
    } catch (error) {
      if (!isConcurrent(error) || tried === TRIES) throw explained(error, parameter.name);
      await pause(Math.random() * FIRST_PAUSE_MS * 2 ** tried);
    }
  }
}

async function put(ssm: SSM, { name, image, description }: ImageParameterValue): Promise<number | undefined> {
  const { Version } = await ssm.putParameter({
    Name: name,
    Value: image,
    Description: description,
    Type: 'String',
    Overwrite: true,
  });
  return Version;
}

function isConcurrent(error: unknown): boolean {
  return error instanceof Error && error.name === 'TooManyUpdates';
}

function explained(error: unknown, parameter: string): unknown {
  if (!(error instanceof Error) || (error as ClientFault).$fault !== 'client') return error;
  const code: ImagesProblemCode = 'ParameterRefused';
  const [what = ''] = error.message.split('\n', 1);
  return new SlipwayError('failed', {
    code,
    message: `SSM does not take parameter ${quote(parameter)}: ${what === '' ? error.name : what.replace(/\.$/, '')}`,
    hint: WHAT_TO_DO.get(error.name) ?? `look at it with \`aws ssm describe-parameters\` (the error is ${error.name})`,
  });
}
