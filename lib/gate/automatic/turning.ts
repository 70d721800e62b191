import type { Fact } from '../../promotion/index.js';

/** What may be recorded that turns the law's answer to what would follow by itself. */
const TURNING: ReadonlySet<string> = new Set<Fact['type']>([
  'verdict.recorded',
  'deployment.finished',
  'approval.granted',
  'freeze.lifted',
  'hold.lifted',
  'block.lifted',
  'health.recorded',
  'promotion.prepared',
]);

/** Whether something that would follow by itself may do so since this was recorded. The rest is a matter of time. */
export function mayTurnAnswer({ type }: Pick<Fact, 'type'>): boolean {
  return TURNING.has(type);
}
