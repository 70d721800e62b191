import type { LedgerNames } from '../ledger/index.js';
import { readRequest } from './read-properties.js';

/** How the project and the environments are called of which a request of CloudFormation speaks. */
export function namesIn(event: unknown): LedgerNames {
  const { ResourceProperties: properties } = event as { readonly ResourceProperties?: unknown };
  const request = readRequest((properties ?? {}) as Record<string, unknown>);
  if (!request.ok) return { project: '', environments: {} };
  const { name, environments } = request.value.policy;
  return { project: name, environments: Object.fromEntries(environments.map(({ id, name }) => [id, name])) };
}
