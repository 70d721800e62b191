import { keepsData } from './keeps-data.js';
import type { ResourceChange } from './resource-changes.js';

/** Something that going back to an earlier release does not undo, or does for good. */
export interface Irreversible {
  readonly code: 'DataLost' | 'DataLeftBehind' | 'ParameterRemoved' | 'OtherConfiguration' | 'ResourcesNotKnown';
  /** One sentence, no full stop. */
  readonly message: string;
  /** Of the resource that it is about, where it is about one. */
  readonly logicalId?: string;
}

/**
 * What a change of resources does that no later change undoes: what holds data is deleted or begins anew, and parameters
 * that others may read go away.
 */
export function irreversible(resources: readonly ResourceChange[]): readonly Irreversible[] {
  return resources.flatMap((resource): Irreversible[] => {
    const { logicalId, type } = resource;
    if (resource.change !== 'remove' && resource.replacement === 'no') return [];
    if (keepsData(type)) return [{ ...fateOfData(resource), logicalId }];
    // A parameter that is updated in place changes its value, which is what going back is for.
    const isGone = resource.change === 'remove' || resource.replacement === 'yes';
    if (type !== 'AWS::SSM::Parameter' || resource.kept || !isGone) return [];
    const how = resource.change === 'remove' ? 'is removed' : 'gets another name';
    return [
      { code: 'ParameterRemoved', message: `SSM parameter ${logicalId} ${how}: who reads it finds nothing`, logicalId },
    ];
  });
}

function fateOfData({
  logicalId,
  type,
  change,
  replacement,
  kept,
  snapshot,
}: ResourceChange): Pick<Irreversible, 'code' | 'message'> {
  const what = `${type} ${logicalId}`;
  const taken = kept ? 'is taken out of the stack' : 'is deleted';
  const replaced = replacement === 'yes' ? 'is replaced by a new one' : 'may be replaced by a new one';
  const fate = change === 'remove' ? taken : replaced;
  if (kept) return { code: 'DataLeftBehind', message: `${what} ${fate}; what it holds stays behind, unused` };
  if (snapshot === true)
    return { code: 'DataLeftBehind', message: `${what} ${fate}; of what it holds a snapshot stays behind` };
  return { code: 'DataLost', message: `${what} ${fate}, and what it holds is lost` };
}
