import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { ECR } from '@aws-sdk/client-ecr';
import type { ECS } from '@aws-sdk/client-ecs';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import { foreignEndpoint } from './describe-aws.js';

/** Clients of the SDK for one endpoint, each loaded when it is first used. They retry nothing: what fails is seen. */
export class TestClients {
  private readonly made = new Map<string, unknown>();
  private readonly settings;

  constructor(endpoint: string, region: string, { maxAttempts = 1 }: { readonly maxAttempts?: number } = {}) {
    const own =
      foreignEndpoint !== undefined && (process.env.AWS_ACCESS_KEY_ID ?? process.env.AWS_PROFILE) !== undefined;
    const credentials = own ? {} : { credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
    this.settings = { endpoint, region, maxAttempts, ...credentials };
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  }

  cloudformation(): Promise<CloudFormation> {
    return this.once('cloudformation', async () => {
      const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
      return new CloudFormation(this.settings);
    });
  }

  dynamodb(): Promise<DynamoDB> {
    return this.once('dynamodb', async () => {
      const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
      return new DynamoDB(this.settings);
    });
  }

  ecr(): Promise<ECR> {
    return this.once('ecr', async () => {
      const { ECR } = await import('@aws-sdk/client-ecr');
      return new ECR(this.settings);
    });
  }

  ecs(): Promise<ECS> {
    return this.once('ecs', async () => {
      const { ECS } = await import('@aws-sdk/client-ecs');
      return new ECS(this.settings);
    });
  }

  iam(): Promise<IAM> {
    return this.once('iam', async () => {
      const { IAM } = await import('@aws-sdk/client-iam');
      return new IAM(this.settings);
    });
  }

  lambda(): Promise<Lambda> {
    return this.once('lambda', async () => {
      const { Lambda } = await import('@aws-sdk/client-lambda');
      return new Lambda(this.settings);
    });
  }

  ssm(): Promise<SSM> {
    return this.once('ssm', async () => {
      const { SSM } = await import('@aws-sdk/client-ssm');
      return new SSM(this.settings);
    });
  }

  sts(): Promise<STS> {
    return this.once('sts', async () => {
      const { STS } = await import('@aws-sdk/client-sts');
      return new STS(this.settings);
    });
  }

  private once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = (this.made.get(name) as Promise<T> | undefined) ?? make();
    this.made.set(name, made);
    return made;
  }
}
