import { parseDocument } from 'yaml';
import { SlipwayError } from '../../problem.js';
import { comparableText, jsonTemplateText } from '../template-json.js';

/**
 * The text by which templates are compared. Templates that were sent as YAML without CloudFormation's own tags are read as
 * well.
 *
 * @throws SlipwayError `failed` with `StackNotReadable`
 */
export function templateText(stackName: string, body: string): string {
  const text = jsonTemplateText(body) ?? comparableText(readYaml(body));
  if (text !== undefined) return text;
  throw new SlipwayError('failed', {
    code: 'StackNotReadable',
    message: `the template of stack ${stackName} cannot be read, so what stands there cannot be compared`,
    hint: 'a stack of Slipway has a template in JSON; see who else deploys to it with `aws cloudformation describe-stack-events`',
  });
}

/** The CDK sends YAML where it has no bucket; a tag like `!Ref` would be lost here, so that is not read. */
function readYaml(body: string): unknown {
  const document = parseDocument(body, { version: '1.1', logLevel: 'silent' });
  return document.errors.length > 0 || document.warnings.length > 0 ? undefined : document.toJS();
}
