import type { Requirements } from '../../manifest/requirements.js';
import { type Condition, listNames } from '../inquiry.js';

const KNOWN: Readonly<Record<keyof Requirements, true>> = {
  digests: true,
  verdict: true,
  combination: true,
  soakSeconds: true,
  approvals: true,
  windows: true,
  ancestry: true,
};

/**
 * The environment asks for nothing that this version cannot weigh: a gate that is not checked is not open. A stack tells
 * what is asked by the version that synthesized it, which may be newer than the function that guards it.
 */
export const evaluableGates: Condition = ({ environment, place, kind }) => {
  if (place === undefined || kind === 'rollback') return [];
  const unknown = Object.keys(place.require)
    .filter((gate) => !Object.hasOwn(KNOWN, gate))
    .sort();
  if (unknown.length === 0) return [];
  return [
    {
      code: 'GateNotEvaluable',
      message: `${environment} requires ${listNames(unknown)}, which this version of Slipway cannot evaluate`,
      by: 'whoever deploys the ledger',
      hint: 'bring the ledger, and Slipway here, to the version that synthesized the stack',
    },
  ];
};
