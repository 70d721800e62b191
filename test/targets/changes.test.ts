import type { ArtifactKey } from '../../lib/ids.js';
import { SlipwayError } from '../../lib/problem.js';
import { risksOf } from '../../lib/targets/index.js';
import { resourceChanges } from '../../lib/targets/resource-changes.js';

function template(Resources: Record<string, unknown>): string {
  return JSON.stringify({ Resources });
}

function parameter(Value: string, over: Record<string, unknown> = {}) {
  return { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name: '/shop/x', Value, ...over } };
}

function task(Image: string) {
  const ContainerDefinitions = [{ Name: 'carts', Image }];
  return { Type: 'AWS::ECS::TaskDefinition', UpdateReplacePolicy: 'Retain', Properties: { ContainerDefinitions } };
}

const log = { Type: 'AWS::Logs::LogGroup', Properties: {} };

describe('what would change', () => {
  test('is everything in a stack that is new, by logical id', () => {
    expect(resourceChanges(undefined, template({ b: log, a: parameter('1') }))).toEqual([
      { logicalId: 'a', type: 'AWS::SSM::Parameter', change: 'add', replacement: 'no', properties: [], kept: false },
      { logicalId: 'b', type: 'AWS::Logs::LogGroup', change: 'add', replacement: 'no', properties: [], kept: false },
    ]);
  });

  test('is nothing where the resources are equal, whatever the order of keys', () => {
    expect(resourceChanges(template({ a: log, b: parameter('1') }), template({ b: parameter('1'), a: log }))).toEqual(
      [],
    );
  });

  test('is told with the properties that change', () => {
    expect(
      resourceChanges(template({ a: parameter('1') }), template({ a: parameter('2', { Description: 'two' }) })),
    ).toMatchObject([{ logicalId: 'a', change: 'update', replacement: 'no', properties: ['Description', 'Value'] }]);
  });

  test('is a replacement where CloudFormation makes the resource anew, and whether the old one stays', () => {
    const changes = resourceChanges(
      template({ t: task('carts:1'), p: parameter('1') }),
      template({ t: task('carts:2'), p: parameter('1', { Name: '/shop/y' }) }),
    );
    expect(changes).toMatchObject([
      { logicalId: 'p', replacement: 'yes', kept: false },
      { logicalId: 't', replacement: 'yes', kept: true },
    ]);
  });

  test('is a removal, and whether what is removed stays outside of the stack', () => {
    const changes = resourceChanges(template({ a: log, b: { ...log, DeletionPolicy: 'Retain' } }), template({}));
    expect(changes).toMatchObject([
      { logicalId: 'a', change: 'remove', kept: false },
      { logicalId: 'b', change: 'remove', kept: true },
    ]);
  });

  test.each([['half a st'], ['[]'], ['null'], ['']])('cannot be told of a stack that nobody can read: %p', (before) => {
    const attempt = () => resourceChanges(before, template({}));
    expect(attempt).toThrow(SlipwayError);
    expect(attempt).toThrow(/not a readable template/);
  });
});

describe('a risk is', () => {
  const change = { logicalId: 'a', type: 'AWS::Logs::LogGroup', properties: [] };
  const carts = 'carts' as ArtifactKey;
  const digest = `sha256:${'a'.repeat(64)}`;

  test.each([
    ['a resource that is deleted', [], [{ ...change, change: 'remove', replacement: 'no', kept: false }], ['Removal']],
    [
      'a resource that is replaced',
      [],
      [{ ...change, change: 'update', replacement: 'yes', kept: false }],
      ['Replacement'],
    ],
    [
      'a resource that may be replaced',
      [],
      [{ ...change, change: 'update', replacement: 'maybe', kept: false }],
      ['Replacement'],
    ],
    ['a service that is taken away', [{ artifact: carts, from: 'carts:1' }], [], ['ServiceRemoved']],
    ['an image without a digest', [{ artifact: carts, to: 'carts:1' }], [], ['NotPinned']],
    [
      'not a replaced resource of which the old one stays',
      [],
      [{ ...change, change: 'update', replacement: 'yes', kept: true }],
      [],
    ],
    ['not a removed resource that stays', [], [{ ...change, change: 'remove', replacement: 'no', kept: true }], []],
    [
      'not an addition or an update',
      [],
      [
        { ...change, change: 'add', replacement: 'no', kept: false },
        { ...change, change: 'update', replacement: 'no', kept: false },
      ],
      [],
    ],
    ['not an image with a digest', [{ artifact: carts, from: 'carts:1', to: `carts:2@${digest}` }], [], []],
  ] as const)('%s', (_, images, resources, codes) => {
    expect(risksOf(images, resources).map(({ code }) => code)).toEqual(codes);
  });

  test('told with what it is about', () => {
    const [service, resource] = risksOf(
      [{ artifact: carts, from: 'carts:1' }],
      [{ ...change, change: 'update', replacement: 'maybe', kept: false }],
    );
    expect(service?.message).toBe('carts (carts:1) is taken away');
    expect(resource?.message).toBe('AWS::Logs::LogGroup a may be replaced');
  });
});
