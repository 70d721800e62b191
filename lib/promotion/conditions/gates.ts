import type { Condition } from '../inquiry.js';

/** No gate stands in the manifest that this version cannot weigh: a gate that is not checked is not open. */
export const evaluableGates: Condition = ({ environment, place, kind }) => {
  if (place === undefined || kind === 'rollback') return [];
  return place.require.unsupported.map((gate) => ({
    code: 'GateNotEvaluable' as const,
    message: `${environment} requires ${gate}, which this version of Slipway cannot evaluate`,
    hint: `use a version of Slipway that can, or take "${gate}" out of \`require\` of ${environment} in the manifest`,
  }));
};
