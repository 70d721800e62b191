import { join } from 'node:path';
import { AwsClients } from '../aws/index.js';
import { EcrRegistry, SsmCatalogue } from '../images/index.js';
import {
  DynamoDbLedger,
  LambdaAppender,
  type LedgerNames,
  ledgerFunctionName,
  ledgerTableName,
} from '../ledger/index.js';
import type { Project } from '../manifest/index.js';
import { SlipwayError } from '../problem.js';
import { DirectoryTarget } from '../targets/index.js';
import type { Store } from './store.js';

/** DynamoDB's own rule for the names of tables. */
const TABLE = /^[A-Za-z0-9_.-]{3,255}$/;

/**
 * Images in SSM, the record in DynamoDB: `aws:` for table `slipway-<project>`, or `aws:<table>`. Nothing is loaded or
 * asked before it is needed.
 *
 * @throws SlipwayError `input` with `InvalidTableName`
 */
export function openAwsStore(url: string, base: string, project: Project): Store {
  const table = tableIn(url, project);
  const clients = new AwsClients(project.aws);
  const append = new LambdaAppender(clients.lambda, ledgerFunctionName(table));
  return {
    kind: 'aws',
    ledger: new DynamoDbLedger(clients.dynamodb, { table, names: namesOf(project), append }),
    catalogue: new SsmCatalogue(clients.ssm),
    registry: new EcrRegistry(clients),
    directory: new DirectoryTarget(join(base, '.slipway')),
    caller: callerOf(project),
    aws: { table, clients },
  };
}

function tableIn(url: string, { id }: Project): string {
  const table = url.slice('aws:'.length) || ledgerTableName(id);
  if (TABLE.test(table)) return table;
  throw new SlipwayError('input', {
    code: 'InvalidTableName',
    message: `"${table}" cannot be the name of a DynamoDB table`,
    hint: 'name one with aws:<table>: 3 to 255 letters, digits, "_", "-" and "."',
  });
}

/** Names for people, as the items of releases show them. */
function namesOf({ name, environments }: Project): LedgerNames {
  return { project: name, environments: Object.fromEntries(environments.map(({ id, name }) => [id, name])) };
}

/** The ARN of whoever the credentials belong to, before any role is assumed that many share; asked once. */
function callerOf({ aws: { roleArn: _, ...own } }: Project): () => Promise<string> {
  const clients = new AwsClients(own);
  let asked: Promise<string> | undefined;
  return () => {
    asked ??= clients
      .sts()
      .then((sts) => sts.getCallerIdentity({}))
      .then(({ Arn = '' }) => Arn);
    return asked;
  };
}
