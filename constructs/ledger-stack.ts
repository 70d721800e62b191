import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { stackNameOf } from '../lib/manifest/stack-name.js';
import { ReleaseLedger, type ReleaseLedgerProps } from './release-ledger.js';

/** The stack's name is `<project>-ledger` unless given here. */
export interface LedgerStackProps extends ReleaseLedgerProps, StackProps {}

/**
 * The ledger of a project as a stack of its own, once per project, before the first deployment. Protected against being
 * deleted: without the function no stack with a gate could be changed any more.
 */
export class LedgerStack extends Stack {
  readonly ledger: ReleaseLedger;

  constructor(scope: Construct, id: string, props: LedgerStackProps) {
    super(scope, id, {
      ...props,
      stackName: props.stackName ?? stackNameOf(props.project, undefined, 'ledger'),
      terminationProtection: props.terminationProtection ?? true,
    });
    this.ledger = new ReleaseLedger(this, 'Ledger', props);
  }
}
