/** One figure of a benchmark, against a baseline that was measured in the same run on the same machine. */
export interface Ratio {
  /** What was measured, e.g. `slipway status`. */
  readonly what: string;
  readonly value: number;
  /** What it is held against, e.g. `node -e 0`. */
  readonly against: string;
  readonly baseline: number;
  readonly unit: 'ms' | 'MB' | 'resources';
  /** The greatest ratio of value to baseline that is accepted. */
  readonly bar: number;
}

export function ratioOf({ value, baseline }: Ratio): number {
  return value / baseline;
}

export function isMet(ratio: Ratio): boolean {
  return ratioOf(ratio) <= ratio.bar;
}
