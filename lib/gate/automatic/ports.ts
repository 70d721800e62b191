import type { Instant } from '../../ids.js';
import type { Ledger, LedgerNames } from '../../ledger/index.js';
import type { Prepared } from '../../promotion/index.js';
import type { GatePorts } from '../ports.js';

/** What carrying out prepared changes needs of the world. */
export interface AutomaticPorts extends Pick<GatePorts, 'observe' | 'pause' | 'now'> {
  /** The record, to be read. */
  readonly ledger: Ledger;
  /** The same record, to be written under the names of a project. */
  readonly recordAs: (names: LedgerNames) => Ledger;
  /** When to give up looking at what runs. */
  readonly until: Instant;
  /** Under which name what is done here is recorded. */
  readonly actor: string;
  /** What became of a change that was prepared. */
  readonly find: (prepared: ChangeAddress) => Promise<FoundChange>;
  /**
   * Asks CloudFormation to make a change. Asking twice with one token is asking once.
   *
   * @throws Error where it is not known whether it was asked
   */
  readonly execute: (prepared: ChangeAddress, token: string) => Promise<Asked>;
  /** Takes one line for the log, JSON without its end. */
  readonly log: (line: string) => void;
}

export type ChangeAddress = Pick<Prepared, 'changeSet' | 'stack'>;

/** Whether CloudFormation took a change on; why it never will, as the end of a sentence, where it did not. */
export type Asked = { readonly taken: true } | { readonly taken: false; readonly why: string };

/** A prepared change and its stack, as CloudFormation has them. */
export interface FoundChange {
  /** The template that the change makes, where it can still be made; else why not, as the end of a sentence. */
  readonly change:
    | { readonly ready: true; readonly template: string }
    | { readonly ready: false; readonly why: string };
  readonly stack: {
    /** CloudFormation's word for it; `DELETE_COMPLETE` where there is none. */
    readonly status: string;
    /** The template that stands there; absent where none does. */
    readonly template?: string;
  };
}
