import { type ArnComponents, Lazy, Stack } from 'aws-cdk-lib/core';

/** An ARN in account and region of whichever stack it is used in: what names it may stand anywhere in an app. */
export function arnHere(components: ArnComponents): string {
  return Lazy.uncachedString({ produce: ({ scope }) => Stack.of(scope).formatArn(components) });
}

/**
 * The ARN of something with a name of its own: a reference in its own stack, and spelt out in any other, so that no export
 * ties the two together.
 */
export function arnAcross(home: Stack, reference: string, components: ArnComponents): string {
  return Lazy.uncachedString({
    produce: ({ scope }) => (rootOf(Stack.of(scope)) === rootOf(home) ? reference : home.formatArn(components)),
  });
}

/** The stack around a nested one. */
function rootOf(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : rootOf(stack.nestedStackParent);
}
