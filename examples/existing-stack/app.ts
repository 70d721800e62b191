import { Annotations, App } from 'aws-cdk-lib/core';
import { openDelivery, selectRelease } from 'slipway';
import { ShopStack } from './shop-stack.js';

/** `cdk deploy -c release=<id>` deploys that release to staging; without it the stack renders what runs there. */
async function main(): Promise<void> {
  const app = new App();
  const environment = 'staging';
  const { release, refusals } = await selectRelease(openDelivery(), environment, app.node.tryGetContext('release'));
  const stack = new ShopStack(app, 'Shop', { environment, release });
  for (const { message } of refusals) Annotations.of(stack).addError(message);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
