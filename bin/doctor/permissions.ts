/** Where the things lie that are asked for: one example of each kind, as it is in the project. */
export interface PermissionPlace {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly project: string;
  /** A service of the project. */
  readonly service: string;
  /** A stack of the project. */
  readonly stack: string;
  /** The cluster that it runs in. */
  readonly cluster: string;
  /** A repository that images come from. */
  readonly repository: string;
  /** The qualifier of the CDK's bootstrap. */
  readonly qualifier: string;
  /** The ledger, where the record is on AWS. */
  readonly ledger?: { readonly table: string; readonly functionName: string };
}

/** Actions that are needed together, on resources of one kind. */
export interface Permission {
  readonly purpose: string;
  readonly actions: readonly string[];
  /** The ARN of such a resource; undefined where there is none in this project. */
  readonly resource: (place: PermissionPlace) => string | undefined;
}

const TASK = '00000000000000000000000000000000';

/** Every action that Slipway itself calls in order to record, to deploy and to look; what `cdk` does it does as roles of its own. */
export const permissions: readonly Permission[] = [
  {
    purpose: 'read the record',
    actions: ['dynamodb:BatchGetItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:Query'],
    resource: (place) => place.ledger && arn(place, 'dynamodb', `table/${place.ledger.table}`),
  },
  {
    purpose: 'add to the record',
    actions: ['lambda:InvokeFunction'],
    resource: (place) => place.ledger && arn(place, 'lambda', `function:${place.ledger.functionName}`),
  },
  {
    purpose: 'publish and look up images',
    actions: ['ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:PutParameter'],
    resource: (place) => place.ledger && arn(place, 'ssm', `parameter/${place.project}/images/latest/${place.service}`),
  },
  {
    purpose: 'list labels',
    actions: ['ssm:GetParametersByPath'],
    resource: (place) => place.ledger && arn(place, 'ssm', `parameter/${place.project}/images`),
  },
  {
    purpose: 'read what a stack says of itself',
    actions: ['ssm:GetParameters'],
    resource: (place) => arn(place, 'ssm', `parameter/${place.project}/deployments/dev`),
  },
  {
    purpose: 'find the digests of images',
    actions: ['ecr:BatchGetImage', 'ecr:DescribeImages'],
    resource: (place) => place.ledger && arn(place, 'ecr', `repository/${place.repository}`),
  },
  {
    purpose: 'deploy with cdk',
    actions: ['sts:AssumeRole'],
    resource: ({ partition, account, region, qualifier }) =>
      `arn:${partition}:iam::${account}:role/cdk-${qualifier}-deploy-role-${account}-${region}`,
  },
  {
    purpose: 'follow a stack',
    actions: [
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
    ],
    resource: (place) => arn(place, 'cloudformation', `stack/${place.stack}/00000000-0000-0000-0000-000000000000`),
  },
  {
    purpose: 'see what runs',
    actions: ['ecs:DescribeServices', 'ecs:ListServiceDeployments'],
    resource: (place) => arn(place, 'ecs', `service/${place.cluster}/${place.stack}-${place.service}`),
  },
  {
    purpose: 'see what runs',
    actions: ['ecs:DescribeServiceDeployments'],
    resource: (place) =>
      arn(place, 'ecs', `service-deployment/${place.cluster}/${place.stack}-${place.service}/${TASK}`),
  },
  {
    purpose: 'see what runs',
    actions: ['ecs:DescribeTasks'],
    resource: (place) => arn(place, 'ecs', `task/${place.cluster}/${TASK}`),
  },
  { purpose: 'see what runs', actions: ['ecs:DescribeTaskDefinition', 'ecs:ListTasks'], resource: () => '*' },
];

function arn({ partition, region, account }: PermissionPlace, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
