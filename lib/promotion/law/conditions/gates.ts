import type { ApprovalRule, Requirements, Window } from '../../../manifest/requirements.js';
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

const KNOWN_OF_APPROVALS: Readonly<Record<keyof ApprovalRule, true>> = {
  count: true,
  roles: true,
  expiresSeconds: true,
};

const KINDS_OF_WINDOWS: readonly Window['kind'][] = ['weekly', 'once'];

/**
 * The environment asks for nothing that this version cannot weigh: a gate that is not checked is not open. A stack tells
 * what is asked by the version that synthesized it, which may be newer than the function that guards it.
 */
export const evaluableGates: Condition = ({ environment, place, kind }) => {
  if (place === undefined || kind === 'rollback') return [];
  const { approvals = {}, windows = [] } = place.require;
  const unknown = [
    ...unknownIn(place.require, KNOWN),
    ...unknownIn(approvals, KNOWN_OF_APPROVALS).map((key) => `approvals.${key}`),
    ...windows.filter(({ kind }) => !KINDS_OF_WINDOWS.includes(kind)).map(({ kind }) => `windows of kind ${kind}`),
  ].sort();
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

function unknownIn(asked: object, known: Readonly<Record<string, true>>): readonly string[] {
  return Object.keys(asked).filter((key) => !Object.hasOwn(known, key));
}
