import { CfnResource, STACK_RESOURCE_LIMIT_CONTEXT, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ResolvedService } from '../lib/manifest/model.js';
import { constructError } from './construct-error.js';
import type { ConstructProblemCode } from './problems.js';

/** CloudFormation's own limits. */
const MOST_RESOURCES = 500;
const LARGEST_TEMPLATE_BYTES = 1_000_000;

const HOW_TO_SPLIT =
  'split the services into several serviceSets in the manifest: each is released in a stack of its own';

/** Says at synthesis, and with a way out, what CloudFormation would only say when it is deployed. */
export function exceededLimits(scope: Construct, services: readonly ResolvedService[]): string[] {
  const stack = Stack.of(scope);
  const said: string[] = [];
  const say = (code: ConstructProblemCode, message: string): void => {
    said.push(`${constructError(scope, code, message, HOW_TO_SPLIT).message}; ${HOW_TO_SPLIT}`);
  };
  const most = resourceLimit(stack);
  const resources = countResources(stack);
  if (most > 0 && resources > most)
    say(
      'TooManyResources',
      `stack "${stack.stackName}" has ${resources} resources, and CloudFormation accepts ${most}`,
    );
  const bytes = services.reduce((sum, service) => sum + settingsBytes(service), 0);
  if (bytes > LARGEST_TEMPLATE_BYTES)
    say(
      'TemplateTooLarge',
      `the variables and commands of stack "${stack.stackName}" are ${bytes} bytes, and CloudFormation accepts ${LARGEST_TEMPLATE_BYTES} for a whole template`,
    );
  return said;
}

/** CDK's own setting for accounts with another quota; 0 means no limit. */
function resourceLimit(stack: Stack): number {
  return Number(stack.node.tryGetContext(STACK_RESOURCE_LIMIT_CONTEXT) ?? MOST_RESOURCES);
}

function countResources(stack: Stack): number {
  return stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && node.stack === stack).length;
}

/** What a service's containers bring into the template for certain; the rest comes on top. */
function settingsBytes({ containers }: ResolvedService): number {
  const texts = containers.flatMap(({ variables, command = [], entryPoint = [] }) => [
    ...Object.entries(variables).flat(),
    ...command,
    ...entryPoint,
  ]);
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
