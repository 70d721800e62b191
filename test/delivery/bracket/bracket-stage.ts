import {
  abandonBracket,
  addToBracket,
  bracketWish,
  createRelease,
  type DeployMeans,
  type DeployResult,
  openBracket,
  requireBracket,
  requireEnvironment,
} from '../../../lib/delivery/index.js';
import type { Environment } from '../../../lib/manifest/index.js';
import type { Bracket } from '../../../lib/promotion/index.js';
import type { Release } from '../../../lib/release/index.js';
import { Stage } from '../stage.js';

/** A stage on which changed services gather in hardening. */
export class BracketStage extends Stage {
  /** Opens a bracket there. */
  open(actor = 'tim'): ReturnType<typeof openBracket> {
    return openBracket(this.delivery, this.hardening, { actor });
  }

  add(actor: string, ...pairs: readonly string[]): ReturnType<typeof addToBracket> {
    return addToBracket(this.delivery, this.hardening, pairs, { actor });
  }

  abandon(actor = 'tim'): Promise<Bracket> {
    return abandonBracket(this.delivery, this.hardening, { actor, reason: 'not ready' });
  }

  async bracket(): Promise<Bracket | undefined> {
    return (await this.in('hardening'))?.bracket;
  }

  /** The release that what gathered comes to. */
  async proposed(): Promise<{ readonly bracket: Bracket; readonly release: Release; readonly onto?: Release['id'] }> {
    const state = await this.state();
    const bracket = requireBracket(this.delivery, state, this.hardening.id);
    const wish = bracketWish(this.delivery, state, this.hardening, bracket);
    return { bracket, ...(await createRelease(this.delivery, wish, { actor: 'tim' })) };
  }

  /** Releases what gathered. */
  async releaseBracket(means: Partial<DeployMeans> = {}): Promise<DeployResult> {
    const { bracket, release, onto } = await this.proposed();
    return this.deploy(release, 'hardening', means, { bracket: bracket.id, onto });
  }

  private get hardening(): Environment {
    return requireEnvironment(this.delivery.project, this.delivery.serviceSet, 'hardening');
  }
}
