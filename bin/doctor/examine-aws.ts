import { dirname } from 'node:path';
import type { AwsClients } from '../../lib/aws/index.js';
import { ledgerFunctionName } from '../../lib/ledger/index.js';
import {
  type Environment,
  ledgerStackName,
  type Project,
  type ServiceSet,
  stackName,
} from '../../lib/manifest/index.js';
import type { Session } from '../session.js';
import { checkAccounts } from './account.js';
import { attempt } from './attempt.js';
import { checkBootstrap } from './bootstrap.js';
import { bootstrapQualifier } from './bootstrap-qualifier.js';
import type { Caller } from './caller.js';
import type { Finding } from './finding.js';
import { checkFunction } from './ledger-function.js';
import { checkTable } from './ledger-table.js';
import type { PermissionPlace } from './permissions.js';
import { checkPermissions } from './permissions-check.js';

/** What is looked at on AWS, by a caller whom AWS knows. */
export interface AwsInQuestion {
  readonly session: Session;
  readonly caller: Caller;
  readonly clients: AwsClients;
  readonly environments: readonly Environment[];
  /** The table of the record, where that is on AWS. */
  readonly table: string | undefined;
}

/** The table of the record and the function that writes to it. */
export async function examineLedger({ session, caller, clients, table }: AwsInQuestion): Promise<readonly Finding[]> {
  if (table === undefined) return [];
  const { region } = caller;
  const stack = ledgerStackName(session.project);
  const functionName = ledgerFunctionName(table);
  const found = await Promise.all([
    checkTable({ table, region, stack, tables: clients.tables }),
    attempt('function', () => checkFunction({ functionName, region, stack, lambda: clients.lambda })),
  ]);
  return found.flat();
}

/** Account and bootstrap of the places that something is deployed to. */
export async function examinePlaces({
  session,
  caller,
  clients,
  environments,
}: AwsInQuestion): Promise<readonly Finding[]> {
  const here = environments.filter(({ aws: { account = caller.account } }) => account === caller.account);
  const regions = [...new Set(here.map(({ aws }) => aws.region ?? caller.region))].sort();
  const qualifier = qualifierOf(session);
  const ssm = (region: string) => clients.in({ region }).ssm;
  return [...checkAccounts(environments, caller), ...(await checkBootstrap(caller, { regions, qualifier, ssm }))];
}

export function examinePermissions({
  session,
  caller,
  clients,
  environments,
  table,
}: AwsInQuestion): Promise<readonly Finding[]> {
  const place = examplePlace(session.project, session.serviceSet, environments);
  const [, partition = 'aws'] = caller.arn.split(':');
  const { account, region } = caller;
  const ledger = table === undefined ? {} : { ledger: { table, functionName: ledgerFunctionName(table) } };
  const qualifier = qualifierOf(session);
  return checkPermissions(caller, { partition, account, region, qualifier, ...place, ...ledger }, clients.iam);
}

/** One of everything that permissions may be narrowed down to. */
function examplePlace(
  project: Project,
  serviceSet: ServiceSet,
  [environment]: readonly Environment[],
): Pick<PermissionPlace, 'project' | 'service' | 'stack' | 'cluster' | 'repository'> {
  const [service] = serviceSet.services;
  const stack = environment === undefined ? project.id : stackName(project, serviceSet, environment);
  const named = service?.containers.find(({ repository }) => repository !== undefined)?.repository;
  return {
    project: project.id,
    service: service?.id ?? project.id,
    stack,
    cluster: environment?.network.clusterName ?? stack,
    repository: named?.replace(/^[^/]*[.:][^/]*\//, '') ?? project.id,
  };
}

function qualifierOf(session: Session): string {
  return bootstrapQualifier(dirname(session.manifestFile.path));
}
