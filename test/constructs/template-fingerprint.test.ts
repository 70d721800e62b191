import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  Aspects,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  CfnResource,
  CfnRule,
  Fn,
  type IAspect,
  Lazy,
  NestedStack,
  type Stack,
  Tags,
} from 'aws-cdk-lib/core';
import { DeploymentRecord, Release, ReleaseStack } from '../../constructs/index.js';
import { testRelease } from '../../constructs/testing/index.js';
import { computedFingerprint, templateHash } from '../../lib/targets/index.js';
import { GATE, gatedShop, only, projectOf, shop, someLedger } from './gated.js';
import { someStack, testApp } from './in-stack.js';
import { Order } from './order.js';

/** The text of a stack's file in the assembly, as it is uploaded. */
function synthesized(stack: Stack): string {
  const assembly = (stack.node.root as ReturnType<typeof testApp>).synth();
  return readFileSync(join(assembly.directory, stack.templateFile), 'utf8');
}

function shopStack(): ReleaseStack {
  const release = testRelease({ project: shop });
  return new ReleaseStack(testApp(), 'x', { project: shop, environment: 'dev', release, ledger: someLedger() });
}

/** What people put into stacks, and what renders it only at the end. */
const additions: Readonly<Record<string, (stack: Stack) => void>> = {
  'nothing else': () => undefined,
  'tokens and late values': (stack) => {
    const topic = new Topic(stack, 'Topic', { displayName: Lazy.string({ produce: () => 'late' }) });
    new CfnOutput(stack, 'Arn', { value: Fn.join('-', [topic.topicArn, stack.region]), exportName: 'arn' });
  },
  'conditions, parameters, mappings and rules': (stack) => {
    const parameter = new CfnParameter(stack, 'Size', { default: 'small' });
    const large = new CfnCondition(stack, 'Large', { expression: Fn.conditionEquals(parameter, 'large') });
    new CfnRule(stack, 'Rule', { assertions: [] });
    new Topic(stack, 'Topic', { displayName: Fn.conditionIf(large.logicalId, 'l', 's').toString() });
  },
  'tags and changes by aspects': (stack) => {
    Tags.of(stack).add('team', 'shop');
    Aspects.of(stack).add(
      new (class implements IAspect {
        visit(node: unknown): void {
          if (CfnResource.isCfnResource(node)) node.addMetadata('seen', true);
        }
      })(),
    );
  },
  'assets and nested stacks': (stack) => {
    new Asset(stack, 'Asset', { path: __filename });
    new Topic(new NestedStack(stack, 'Nested'), 'Topic');
  },
  'a description, metadata and transforms': (stack) => {
    stack.templateOptions.description = 'of the shop';
    stack.templateOptions.metadata = { team: 'shop', none: undefined };
    stack.addTransform('AWS::LanguageExtensions');
  },
};

test.each(Object.entries(additions))('the gate of a stack with %s tells its template', (_, add) => {
  const stack = shopStack();
  add(stack);
  const text = synthesized(stack);
  expect(computedFingerprint(text)).toBe(templateHash(text));
  expect(templateHash(text)).toMatch(/^[0-9a-f]{64}$/);
});

test('every addition to a stack is told apart from every other', () => {
  const fingerprints = Object.values(additions).map((add) => {
    const stack = shopStack();
    add(stack);
    return templateHash(synthesized(stack));
  });
  expect(new Set(fingerprints).size).toBe(fingerprints.length);
});

const fingerprintOf = (template: Template): string => only(template, GATE).Properties.Fingerprint;

describe('the fingerprint', () => {
  const before = fingerprintOf(gatedShop());

  test('is the same for the same release and manifest', () => {
    expect(fingerprintOf(gatedShop())).toBe(before);
  });

  test('is another for another release', () => {
    expect(fingerprintOf(gatedShop({ images: { worker: 'worker:2' } }))).not.toBe(before);
  });

  test('is another where only the infrastructure changes, under the same release', () => {
    const customize = ({ releaseEnvironment }: ReleaseStack) =>
      void releaseEnvironment.service('web').service.autoScaleTaskCount({ maxCapacity: 4 });
    const scaled = gatedShop({ customize });
    expect(only(scaled, GATE).Properties.Request).toBe(only(gatedShop(), GATE).Properties.Request);
    expect(fingerprintOf(scaled)).not.toBe(before);
  });

  test('is the only thing that changes with it, beside what was changed', () => {
    const description = (text: string) =>
      gatedShop({ customize: (stack) => (stack.templateOptions.description = text) });
    const [one, other] = [description('one').toJSON(), description('other').toJSON()];
    const changed = Object.keys(one.Resources).filter(
      (id) => JSON.stringify(one.Resources[id]) !== JSON.stringify(other.Resources[id]),
    );
    expect(changed.map((id) => one.Resources[id].Type)).toEqual([GATE]);
  });
});

test('several gates of one stack tell the same of it, and none of them depends on the other', () => {
  const { stack, cluster, render } = someStack();
  for (const id of ['web', 'jobs']) {
    const project = projectOf(`project: ${id}\nenvironments: [{ id: dev }]\nservices: [{ id: ${id}, image: x }]`);
    const release = Release.of(stack, testRelease({ project }));
    const task = new FargateTaskDefinition(stack, `${id}Task`);
    task.addContainer('app', { image: release.image(id) });
    const options = { minHealthyPercent: 100, circuitBreaker: { enable: true, rollback: true } };
    const services = [new FargateService(stack, id, { cluster, taskDefinition: task, ...options })];
    new DeploymentRecord(stack, `${id}Record`, {
      release,
      environment: 'dev',
      project,
      services,
      ledger: someLedger(),
    });
  }
  expect(() => new Order(render())).not.toThrow();
  const gates = Object.values(render().findResources(GATE));
  expect(new Set(gates.map(({ Properties }) => Properties.Fingerprint)).size).toBe(1);
  const text = synthesized(stack);
  expect(computedFingerprint(text)).toBe(templateHash(text));
});
