import type { Instant } from '../../ids.js';
import type { BlockLifted, FreezeLifted } from '../events/control-events.js';
import { type Block, blockKey, type Freeze } from './controls.js';
import type { ProjectState } from './state.js';
import { Table } from './table.js';

/** What holds for a whole project, while events are folded into it: freezes and blocked images. */
export class ControlsBuilder {
  private freezes: readonly Freeze[];
  private readonly blocks: Table<string, Block>;

  constructor({ freezes, blocks }: Pick<ProjectState, 'freezes' | 'blocks'>, ownership: 'shared' | 'given') {
    this.freezes = freezes;
    this.blocks = new Table(blocks, ownership);
  }

  freeze(freeze: Freeze): void {
    this.freezes = [...this.freezes, Object.freeze(freeze)];
  }

  /** Lifts the freezes of one scope that have begun, and those still to come where that is said. */
  unfreeze({ environment, planned }: FreezeLifted, at: Instant): void {
    const isMeant = (freeze: Freeze): boolean =>
      freeze.environment === environment && (planned || Date.parse(freeze.from) <= Date.parse(at));
    this.freezes = this.freezes.filter((freeze) => !isMeant(freeze));
  }

  block(block: Block): void {
    this.blocks.set(blockKey(block), Object.freeze(block));
  }

  unblock(fact: BlockLifted): void {
    this.blocks.delete(blockKey(fact));
  }

  show(): Pick<ProjectState, 'freezes' | 'blocks'> {
    return { freezes: Object.freeze(this.freezes), blocks: this.blocks.show() };
  }
}
