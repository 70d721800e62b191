import { ManagedPolicy, Policy } from 'aws-cdk-lib/aws-iam';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

const PERMISSIONS = new WeakMap<IConstruct, IDependable>();

/**
 * What a role may do, as something to wait for. It is looked up when the stack is synthesized, because CDK moves what
 * does not fit into the role's own policy to further ones only then.
 */
export function permissionsOf(role: IConstruct): IDependable {
  const known = PERMISSIONS.get(role);
  if (known !== undefined) return known;
  const permissions: IDependable = {};
  Dependable.implement(permissions, {
    get dependencyRoots() {
      return role.node.children.filter((child) => child instanceof Policy || child instanceof ManagedPolicy);
    },
  });
  PERMISSIONS.set(role, permissions);
  return permissions;
}
