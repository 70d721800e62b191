import { type ContainerDefinition, LogDriver, type LogDriverConfig } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * CloudWatch logs of several services in one group, told apart by the prefix of their streams. Unlike CDK's own driver
 * it grants nothing: the permission is given once for the group.
 */
export class SharedLogDriver extends LogDriver {
  readonly #group: ILogGroup;
  readonly #prefix: string;

  constructor(group: ILogGroup, prefix: string) {
    super();
    this.#group = group;
    this.#prefix = prefix;
  }

  bind(scope: Construct, _container: ContainerDefinition): LogDriverConfig {
    return {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': this.#group.logGroupName,
        'awslogs-stream-prefix': this.#prefix,
        'awslogs-region': Stack.of(scope).region,
      },
    };
  }
}
