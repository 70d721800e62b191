import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { SlipwayError } from '../problem.js';

/** What happens to one resource of a stack. */
export interface ResourceChange {
  readonly logicalId: string;
  /** CloudFormation's type, e.g. `AWS::ECS::Service`. */
  readonly type: string;
  readonly change: 'add' | 'update' | 'remove';
  /** Whether CloudFormation makes it anew, by its own documentation of the properties that change. */
  readonly replacement: 'no' | 'maybe' | 'yes';
  /** The names of the properties that change, sorted. */
  readonly properties: readonly string[];
  /** Whether a removed or replaced resource stays behind outside the stack. */
  readonly kept: boolean;
  /** Whether a snapshot of a removed or replaced resource stays behind. */
  readonly snapshot?: true;
}

const NO_RESOURCES = { Resources: {} };

/**
 * What CloudFormation would do to a stack's resources, by logical id. `before` undefined: the stack is new.
 *
 * @throws SlipwayError `failed` with `StackNotReadable` where what stands there now is no template
 */
export function resourceChanges(before: string | undefined, after: string): readonly ResourceChange[] {
  const oldTemplate = before === undefined ? NO_RESOURCES : readTemplate(before);
  const changes: ResourceChange[] = [];
  fullDiff(oldTemplate, JSON.parse(after)).resources.forEachDifference((logicalId, difference) => {
    const impact = difference.changeImpact;
    if (difference.isDifferent === false || impact === ResourceImpact.NO_CHANGE) return;
    changes.push({
      logicalId,
      type: difference.newResourceType ?? difference.oldResourceType ?? 'unknown',
      change: difference.isAddition ? 'add' : difference.isRemoval ? 'remove' : 'update',
      replacement: replacementOf(impact),
      properties: difference.isUpdate ? Object.keys(difference.propertyUpdates).sort() : [],
      kept: impact === ResourceImpact.WILL_ORPHAN || policyOnLoss(oldTemplate, logicalId, impact) === 'Retain',
      ...(policyOnLoss(oldTemplate, logicalId, impact) === 'Snapshot' ? { snapshot: true } : {}),
    });
  });
  return changes.sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
}

function readTemplate(text: string): Record<string, unknown> {
  try {
    const template: unknown = JSON.parse(text);
    if (template !== null && typeof template === 'object' && !Array.isArray(template))
      return template as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new SlipwayError('failed', {
    code: 'StackNotReadable',
    message: 'the stack that stands there is not a readable template, so what would change cannot be told',
    hint: 'see `slipway verify`; a deployment puts a whole one in its place',
  });
}

function replacementOf(impact: ResourceImpact): ResourceChange['replacement'] {
  if (impact === ResourceImpact.WILL_REPLACE) return 'yes';
  return impact === ResourceImpact.MAY_REPLACE ? 'maybe' : 'no';
}

/** What becomes of a resource that is removed or replaced, where the template says so. */
function policyOnLoss(template: unknown, logicalId: string, impact: ResourceImpact): string | undefined {
  const resources = (template as { Resources?: Record<string, Partial<Record<Policy, string>>> }).Resources;
  const policy = POLICIES[impact];
  return policy === undefined ? undefined : resources?.[logicalId]?.[policy];
}

type Policy = 'DeletionPolicy' | 'UpdateReplacePolicy';

const POLICIES: Partial<Record<ResourceImpact, Policy>> = {
  [ResourceImpact.WILL_DESTROY]: 'DeletionPolicy',
  [ResourceImpact.WILL_REPLACE]: 'UpdateReplacePolicy',
  [ResourceImpact.MAY_REPLACE]: 'UpdateReplacePolicy',
};
