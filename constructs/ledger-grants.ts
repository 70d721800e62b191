import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Aws } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { arnHere } from './arn-here.js';
import { constructError } from './construct-error.js';

/** What there is to grant: the parts of a ledger. */
export interface GrantedLedger extends IConstruct {
  readonly tableArn: string;
  readonly functionArn: string;
  /** The project whose releases it records; without one, whoever grants names it. */
  readonly project?: string;
  /** The key of one's own that encrypts the table. */
  readonly encryptionKey?: IKey;
}

const READING = ['GetItem', 'BatchGetItem', 'Query', 'DescribeTable'];

/** What `slipway deploy` itself asks AWS for, around what the CDK does as its own roles. */
const DEPLOYING: readonly {
  readonly service: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}[] = [
  {
    service: 'cloudformation',
    actions: ['DescribeStacks', 'DescribeStackEvents', 'DescribeChangeSet', 'GetTemplate', 'ListStackResources'],
    resources: ['stack/*'],
  },
  { service: 'ecs', actions: ['DescribeServices', 'ListServiceDeployments'], resources: ['service/*'] },
  { service: 'ecs', actions: ['DescribeServiceDeployments'], resources: ['service-deployment/*'] },
  { service: 'ecs', actions: ['DescribeTasks'], resources: ['task/*'] },
];

/** What somebody may do with a ledger. Nobody but its own function is ever allowed to write to the table. */
export class LedgerGrants {
  readonly #ledger: GrantedLedger;

  constructor(ledger: GrantedLedger) {
    this.#ledger = ledger;
  }

  /** To read the record: `slipway status`, `history`, `why`. */
  read(grantee: IGrantable): Grant {
    const { tableArn, encryptionKey } = this.#ledger;
    const items = Grant.addToPrincipal({
      grantee,
      actions: READING.map((action) => `dynamodb:${action}`),
      resourceArns: [tableArn, `${tableArn}/index/*`],
    });
    return encryptionKey === undefined ? items : items.combine(encryptionKey.grantDecrypt(grantee));
  }

  /** To read the record and to add to it, by way of the ledger's function: `slipway release create`, `verdict`, `approve`. */
  record(grantee: IGrantable): Grant {
    const { functionArn } = this.#ledger;
    const adding = Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [functionArn] });
    return this.read(grantee).combine(adding);
  }

  /**
   * To publish images and deploy releases of a project, and to see how it goes: `slipway publish`, `deploy`, `verify`.
   * What changes in the account is done by the roles that `cdk bootstrap` made, which the grantee may assume.
   *
   * @param project the project's id; by default the one that the ledger was made for
   * @throws SlipwayError with `LedgerWithoutProject`
   */
  deploy(grantee: IGrantable, project: string | undefined = this.#ledger.project): Grant {
    if (project === undefined)
      throw constructError(
        this.#ledger,
        'LedgerWithoutProject',
        'the ledger was imported without a project, whose images would be granted',
        "name it: grants.deploy(role, 'shop')",
      );
    const add = (actions: string[], ...resourceArns: string[]): Grant =>
      Grant.addToPrincipal({ grantee, actions, resourceArns });
    return [
      ...DEPLOYING.map(({ service, actions, resources }) =>
        add(
          actions.map((action) => `${service}:${action}`),
          ...resources.map((resource) => arn(service, resource)),
        ),
      ),
      add(['ssm:GetParameterHistory', 'ssm:PutParameter'], arn('ssm', `parameter/${project}/images/*`)),
      // Which labels there are is asked of the path itself.
      add(
        ['ssm:GetParametersByPath'],
        ...[`${project}/images`, `${project}/images/*`].map((name) => arn('ssm', `parameter/${name}`)),
      ),
      add(
        ['ssm:GetParameters'],
        ...[`${project}/images/*`, `${project}/deployments/*`, 'cdk-bootstrap/*'].map((name) =>
          arn('ssm', `parameter/${name}`),
        ),
      ),
      // AWS knows no narrower resource for these two: tasks are listed by cluster, and Fargate has no other resource.
      add(['ecs:DescribeTaskDefinition', 'ecs:ListTasks'], '*'),
      // Images may come from a registry in another account or region; its own policy has to allow that, too.
      add(['ecr:BatchGetImage', 'ecr:DescribeImages'], `arn:${Aws.PARTITION}:ecr:*:*:repository/*`),
      add(['sts:AssumeRole'], arnHere({ service: 'iam', region: '', resource: 'role', resourceName: 'cdk-*' })),
    ].reduce((all, grant) => all.combine(grant), this.record(grantee));
  }
}

function arn(service: string, resource: string): string {
  return arnHere({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
}
