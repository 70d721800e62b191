import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { ECR } from '@aws-sdk/client-ecr';
import type { ECS } from '@aws-sdk/client-ecs';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { version } from '../version.js';
import { explainAws } from './aws-failure.js';

/** A client that is loaded and made when it is first needed; the same one ever after. */
export type Lazily<T> = () => Promise<T>;

/** Where the calls go, and as whom; everything that is not said is the SDK's own configuration. */
export interface AwsPlace {
  readonly region?: string;
  /** A named profile of the AWS configuration. */
  readonly profile?: string;
  /** The ARN of a role to assume. */
  readonly roleArn?: string;
}

/**
 * How often a call is tried. AWS allows three writes of a parameter a second, so that publishing forty images meets its
 * limit for certain; the SDK waits longer after each refusal.
 */
const MAX_ATTEMPTS = 8;

/**
 * The clients of the AWS SDK, each loaded when it is first used. Endpoint, region and credentials are the SDK's own
 * (`AWS_ENDPOINT_URL`, `AWS_REGION`, profiles). What any call may fail with is thrown as a `SlipwayError` of kind
 * `unavailable`; errors that mean something to the caller come through as the SDK throws them.
 */
export class AwsClients {
  readonly cloudformation: Lazily<CloudFormation>;
  readonly dynamodb: Lazily<DynamoDBDocument>;
  readonly ecr: Lazily<ECR>;
  readonly ecs: Lazily<ECS>;
  readonly iam: Lazily<IAM>;
  readonly lambda: Lazily<Lambda>;
  readonly ssm: Lazily<SSM>;
  readonly sts: Lazily<STS>;
  /** DynamoDB as it tells of its tables, and not of what is in them. */
  readonly tables: Lazily<DynamoDB>;
  readonly #place: AwsPlace;

  constructor(place: AwsPlace = {}) {
    this.#place = place;
    const { region, profile, roleArn } = place;
    const own = {
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      maxAttempts: MAX_ATTEMPTS,
      customUserAgent: `slipway/${version}`,
    };
    const settings = roleArn === undefined ? own : { ...own, credentials: () => assume(roleArn, own) };
    this.cloudformation = once(async () => {
      const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
      return explained(new CloudFormation(settings), 'cloudformation');
    });
    this.tables = once(async () => {
      const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
      return explained(new DynamoDB(settings), 'dynamodb');
    });
    this.dynamodb = once(async () => {
      const { DynamoDBDocument } = await import('@aws-sdk/lib-dynamodb');
      return DynamoDBDocument.from(await this.tables(), { marshallOptions: { removeUndefinedValues: true } });
    });
    this.ecr = once(async () => {
      const { ECR } = await import('@aws-sdk/client-ecr');
      return explained(new ECR(settings), 'ecr');
    });
    this.ecs = once(async () => {
      const { ECS } = await import('@aws-sdk/client-ecs');
      return explained(new ECS(settings), 'ecs');
    });
    this.iam = once(async () => {
      const { IAM } = await import('@aws-sdk/client-iam');
      return explained(new IAM(settings), 'iam');
    });
    this.lambda = once(async () => {
      const { Lambda } = await import('@aws-sdk/client-lambda');
      return explained(new Lambda(settings), 'lambda');
    });
    this.ssm = once(async () => {
      const { SSM } = await import('@aws-sdk/client-ssm');
      return explained(new SSM(settings), 'ssm');
    });
    this.sts = once(async () => {
      const { STS } = await import('@aws-sdk/client-sts');
      return explained(new STS(settings), 'sts');
    });
  }

  /** The clients for another place; the same ones where it is this one. What is not said of it is as it is here. */
  in({ region, profile, roleArn }: AwsPlace): AwsClients {
    const here = this.#place;
    const there = {
      ...here,
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      ...(roleArn === undefined ? {} : { roleArn }),
    };
    const isHere = there.region === here.region && there.profile === here.profile && there.roleArn === here.roleArn;
    return isHere ? this : new AwsClients(there);
  }
}

/** Credentials of a role, for as long as STS gives them; the SDK asks again when they run out. */
async function assume(RoleArn: string, own: { readonly region?: string }): Promise<RoleCredentials> {
  const { STS } = await import('@aws-sdk/client-sts');
  const sts = explained(new STS(own), 'sts');
  const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'slipway' });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken, Expiration } = Credentials ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}

interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

function once<T>(make: () => Promise<T>): Lazily<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= silenced(make);
    return made;
  };
}

/** The SDK warns on standard error that it will want a newer Node; that is for us to read and not for our users. */
async function silenced<T>(make: () => Promise<T>): Promise<T> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return make();
}

interface Explainable {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<never>,
        context: { readonly commandName?: string },
      ) => (args: never) => Promise<never>,
      options: { readonly step: 'initialize'; readonly name: string; readonly priority: 'high' },
    ): void;
  };
}

function explained<Client extends object>(client: Client, service: string): Client {
  (client as unknown as Explainable).middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const action = (context.commandName ?? 'a call').replace(/Command$/, '');
        throw explainAws(error, { service, action });
      }
    },
    { step: 'initialize', name: 'slipwayExplains', priority: 'high' },
  );
  return client;
}
