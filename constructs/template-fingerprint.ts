import { Lazy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { computedFingerprint } from '../lib/targets/template-hash.js';

/** How CDK itself renders a stack. It hides the method from its types, and every version of it has it. */
interface Rendered {
  _toCloudFormation(): object;
}

/** Stacks whose template is being rendered for a fingerprint, which is then left empty in it. */
const rendering = new WeakSet<Stack>();

/**
 * What a gate says of the template that it stands in: a text that becomes SHA-256, hex, of the stack's whole template with
 * this very text left empty, when the stack is rendered and nothing is added to it any more.
 */
export function templateFingerprint(scope: IConstruct): string {
  // Not kept: whoever resolves it before the end sees the stack as it is then.
  return Lazy.uncachedString({
    produce: ({ preparing }) => (preparing ? '' : fingerprintOf(Stack.of(scope))),
  });
}

function fingerprintOf(stack: Stack): string {
  if (rendering.has(stack)) return '';
  rendering.add(stack);
  try {
    const template = (stack as unknown as Rendered)._toCloudFormation();
    return computedFingerprint(JSON.stringify(template)) ?? '';
  } finally {
    rendering.delete(stack);
  }
}
