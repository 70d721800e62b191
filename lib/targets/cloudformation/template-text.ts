import { parseDocument } from 'yaml';
import { canonicalJson } from '../../canonical.js';
import { SlipwayError } from '../../problem.js';

/**
 * The text by which templates are compared: canonical JSON, with a question mark for each character beyond ASCII, because
 * CloudFormation gives nothing else back. Templates that were sent as YAML without its own tags are read as well.
 *
 * @throws SlipwayError `failed` with `StackNotReadable`
 */
export function templateText(stackName: string, body: string): string {
  const template = readJson(body) ?? readYaml(body);
  if (template !== null && typeof template === 'object' && !Array.isArray(template))
    return canonicalJson(template).replace(/[\u{80}-\u{10ffff}]/gu, '?');
  throw new SlipwayError('failed', {
    code: 'StackNotReadable',
    message: `the template of stack ${stackName} cannot be read, so what stands there cannot be compared`,
    hint: 'a stack of Slipway has a template in JSON; see who else deploys to it with `aws cloudformation describe-stack-events`',
  });
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The CDK sends YAML where it has no bucket; a tag like `!Ref` would be lost here, so that is not read. */
function readYaml(body: string): unknown {
  const document = parseDocument(body, { version: '1.1', logLevel: 'silent' });
  return document.errors.length > 0 || document.warnings.length > 0 ? undefined : document.toJS();
}
