import type { Ended } from '../../acceptance/built.js';
import type { WireCall } from '../emulator/index.js';
import type { Running, Shop } from './shop.js';

/** At which of its own calls a command is killed, from 1: before it was handed on, or after it happened and unanswered. */
export interface Moment {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** What became of a command that was to be killed. */
export interface Killed {
  /** The call at which it was killed; absent where it made fewer calls. */
  readonly call?: WireCall;
  readonly ended: Ended;
}

/** Whether to kill after reads, too, which the world does not tell from before the next call. */
const AFTER_READS = process.env.SLIPWAY_THOROUGH === 'true';

/** What {@link momentsOf} gives, for the names of tests. */
export const EVERY_MOMENT = AFTER_READS ? 'every call, before and after it' : 'every call, and after every write';

/** Runs a command until it makes that call, and then kills it together with everything that it started. */
export async function runKilled(shop: Shop, words: readonly string[], { at, when }: Moment): Promise<Killed> {
  let call: WireCall | undefined;
  let running: Running | undefined;
  const kill = (made: WireCall): 'break' => {
    call ??= made;
    running?.kill();
    return 'break';
  };
  // Calls that were on their way already come to nothing, either.
  const aim = { ours: true, from: at, times: Number.POSITIVE_INFINITY };
  const injected = when === 'before' ? shop.proxy.before(aim, kill) : shop.proxy.after(aim, kill);
  running = shop.start(words);
  const ended = await running.ended;
  injected.remove();
  return { ended, ...(call === undefined ? {} : { call }) };
}

/** The moments at which a command that makes these calls is to be killed. */
export function momentsOf(calls: readonly WireCall[]): readonly Moment[] {
  return calls.flatMap((call, index) => {
    const at = index + 1;
    const before: Moment = { at, when: 'before' };
    return isWrite(call) || AFTER_READS ? [before, { at, when: 'after' }] : [before];
  });
}

/** Whether a call may change something. */
export function isWrite({ action }: WireCall): boolean {
  return !/^(Get|BatchGet|Describe|List|Query)/.test(action);
}
