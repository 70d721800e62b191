import { Annotations, App } from 'aws-cdk-lib/core';
import { openDelivery, selectRelease } from 'slipway';
import { ReleaseLedger } from 'slipway/constructs';
import { ShopStack } from './shop-stack.js';

/**
 * `cdk deploy -c release=<id>` deploys that release to staging, `-c environment=<id>` somewhere else. Without a release
 * the stack renders what the record says runs there. What the law refuses is an error of the stack: `cdk deploy` stops.
 * With `-c ledger=<table>` the stack itself asks that ledger, when it is deployed.
 */
async function main(): Promise<void> {
  const app = new App();
  const environment: string = app.node.tryGetContext('environment') ?? 'staging';
  const table: string | undefined = app.node.tryGetContext('ledger');
  const delivery = openDelivery();
  const { release, refusals } = await selectRelease(delivery, environment, app.node.tryGetContext('release'));
  const ledger = table === undefined ? undefined : ReleaseLedger.fromTableName(app, 'Ledger', table);
  const stack = new ShopStack(app, `Shop-${environment}`, { environment, release, project: delivery.project, ledger });
  for (const { message } of refusals) Annotations.of(stack).addError(message);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
