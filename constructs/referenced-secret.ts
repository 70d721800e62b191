import { Secret } from 'aws-cdk-lib/aws-ecs';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { SecretReference } from '../lib/manifest/model.js';

/**
 * A secret that is only referred to: ECS reads its value when a task starts, and neither the template nor this program
 * ever holds it.
 *
 * - Secrets Manager: an ARN or a name; either may be followed by `:<json key>:<version stage>:<version id>` as in ECS
 * - SSM: an ARN or the name of a parameter
 */
export function referencedSecret(scope: IConstruct, reference: SecretReference): Secret {
  return reference.source === 'ssm' ? parameter(scope, reference.id) : secret(scope, reference.id);
}

function secret(scope: IConstruct, id: string): Secret {
  const { name, selector } = split(id);
  const arn = name.startsWith('arn:') ? name : secretArn(scope, name);
  // Secrets Manager ends every ARN in a hyphen and six characters of its own, which a name does not tell.
  const grantedArn = name.startsWith('arn:') ? name : `${arn}-??????`;
  return new SecretByArn(`${arn}${selector}`, selector !== '', ['secretsmanager:GetSecretValue'], grantedArn);
}

function parameter(scope: IConstruct, id: string): Secret {
  const arn = id.startsWith('arn:')
    ? id
    : Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: id.replace(/^\//, '') });
  return new SecretByArn(arn, false, ['ssm:GetParameters'], arn);
}

function secretArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** What names the secret (an ARN has seven parts), and what ECS selects inside it. */
function split(id: string): { readonly name: string; readonly selector: string } {
  const parts = id.split(':');
  const length = id.startsWith('arn:') ? 7 : 1;
  if (parts.length <= length) return { name: id, selector: '' };
  const [key = '', stage = '', version = ''] = parts.slice(length);
  return { name: parts.slice(0, length).join(':'), selector: `:${key}:${stage}:${version}` };
}

class SecretByArn extends Secret {
  readonly arn: string;
  readonly hasField: boolean;
  readonly #actions: string[];
  readonly #grantedArn: string;

  constructor(arn: string, hasField: boolean, actions: string[], grantedArn: string) {
    super();
    this.arn = arn;
    this.hasField = hasField;
    this.#actions = actions;
    this.#grantedArn = grantedArn;
  }

  grantRead(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: this.#actions, resourceArns: [this.#grantedArn] });
  }
}
