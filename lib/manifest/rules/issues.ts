import type * as z from 'zod/mini';
import { nodeAt, type TreeNode } from '../text/tree.js';

export type Issue = z.core.$ZodIssue;

/** What zod finds wrong with the plain value of a tree, in the terms of that tree. */
export function issuesOf(error: z.core.$ZodError, node: TreeNode): readonly Issue[] {
  const issues = error.issues.flatMap((issue) => inTree(issue, node));
  const ofOtherKind = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('/')));
  return issues.filter(({ code, path }) => code !== 'custom' || !ofOtherKind.has(path.join('/')));
}

function inTree(issue: Issue, node: TreeNode): Issue[] {
  if (issue.code === 'invalid_union') return ofOneForm(issue, node);
  const owner = issue.code === 'unrecognized_keys' ? issue.path : issue.path.slice(0, -1);
  // A literal is an object to zod, with keys that nobody wrote.
  if (nodeAt(node, owner)?.kind !== 'scalar') return [issue];
  return [{ code: 'invalid_type', expected: 'object', path: owner, message: '' }];
}

/** Of a value that may have several forms, what the form of its own kind says; as it is where no form is of that kind. */
function ofOneForm(issue: Issue & { readonly code: 'invalid_union' }, node: TreeNode): Issue[] {
  const forms = issue.errors.map((form) =>
    form.flatMap((one) => inTree({ ...one, path: [...issue.path, ...one.path] }, node)),
  );
  const isOfOtherKind = ({ code, path }: Issue) => code === 'invalid_type' && path.length === issue.path.length;
  return (
    forms.find((form) => !form.some(isOfOtherKind)) ?? [
      { code: issue.code, path: issue.path, message: issue.message, errors: forms },
    ]
  );
}
