import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/** What comes last in a stack; there may be several, and none of them waits for another. */
const LAST = new WeakMap<Stack, Set<IConstruct>>();

/**
 * Makes a construct the last of its stack: CloudFormation touches it after everything else but its own kind, and what is
 * told to wait for one of these. What is there to wait for is looked up when the stack is synthesized, when nothing is
 * added to it any more.
 *
 * @param referred what the construct refers to, and so waits for anyhow
 */
export function comeLast(last: IConstruct, referred: () => readonly IConstruct[]): void {
  const stack = Stack.of(last);
  const lasts = LAST.get(stack) ?? new Set();
  LAST.set(stack, lasts.add(last));
  const everything: IDependable = {};
  Dependable.implement(everything, {
    get dependencyRoots() {
      const later = waitingFor(stack, lasts);
      const left = new Set<IConstruct>([...later, ...nestedAround(later, stack), ...resourcesOf(referred())]);
      return stack.node.findAll().filter((node) => isTouchedIn(stack, node) && !left.has(node));
    },
  });
  last.node.addDependency(everything);
}

function isTouchedIn(stack: Stack, node: IConstruct): boolean {
  return CfnResource.isCfnResource(node) && node.stack === stack && node.cfnResourceType !== 'AWS::CDK::Metadata';
}

/** Some constructs, and whatever is told to wait for them or for something around them, directly or not. */
function waitingFor(stack: Stack, lasts: Iterable<IConstruct>): ReadonlySet<IConstruct> {
  const later = new Set([...lasts].flatMap(({ node }) => node.findAll()));
  const all = stack.node.findAll();
  for (let before = 0; before < later.size; ) {
    before = later.size;
    const awaited = new Set([...later].flatMap(({ node }) => node.scopes));
    for (const construct of all)
      if (!later.has(construct) && dependenciesOf(construct).some((dependency) => awaited.has(dependency)))
        for (const node of construct.node.findAll()) later.add(node);
  }
  return later;
}

function dependenciesOf(construct: IConstruct): readonly IConstruct[] {
  const { dependencies } = construct.node;
  return CfnResource.isCfnResource(construct)
    ? [...dependencies, ...construct.obtainDependencies().filter((dependency) => CfnResource.isCfnResource(dependency))]
    : dependencies;
}

/** The nested stacks that hold any of some constructs wait as a whole. */
function nestedAround(constructs: Iterable<IConstruct>, stack: Stack): IConstruct[] {
  const resources: IConstruct[] = [];
  for (const construct of constructs)
    for (
      let own: Stack | undefined = Stack.of(construct);
      own !== undefined && own !== stack;
      own = own.nestedStackParent
    )
      if (own.nestedStackResource !== undefined) resources.push(own.nestedStackResource);
  return resources;
}

function resourcesOf(constructs: readonly IConstruct[]): IConstruct[] {
  return constructs.flatMap(({ node }) => node.defaultChild ?? []);
}
