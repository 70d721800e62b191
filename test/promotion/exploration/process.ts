import type { Change, Held } from './rules.js';
import type { Spot } from './shop.js';

/**
 * Somebody who is at work on a deployment.
 *
 * - `planned`: knows what it would change, and has not asked for it yet
 * - `opened`: holds the lease, and has not touched anything
 * - `applied`: has told the target what to do, or found that it could not, and waits for what comes of it
 * - `settling`: took over what another one left behind, and ends it
 */
export type Process = Planned | Holding;

export interface Planned {
  /** The name under which it holds leases. */
  readonly holder: string;
  readonly spot: Spot;
  readonly phase: 'planned';
  readonly intent: Intent;
  readonly change: Change;
}

export type Holding =
  | (Omit<Planned, 'phase'> & HeldLease & { readonly phase: 'opened' | 'applied' })
  | (Pick<Planned, 'holder' | 'spot'> & HeldLease & { readonly phase: 'settling' });

interface HeldLease {
  /** The right to end the deployment, and the tick from which it may begin nothing any more. */
  readonly held: Held & { readonly until: number };
}

/** What somebody asks for. */
export interface Intent {
  readonly spot: Spot;
  readonly release: string;
  readonly kind: 'deploy' | 'promote' | 'sync' | 'rollback';
  readonly automatic?: true;
  readonly actor: string;
}
