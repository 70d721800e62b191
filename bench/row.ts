/** One figure of a benchmark: a ratio to a baseline that was measured in the same run, and the greatest one accepted. */
export interface Row {
  /** What was measured and against what, e.g. `slipway status against node -e 0`. */
  readonly what: string;
  readonly value: number;
  readonly limit: number;
}

export function isWithin({ value, limit }: Row): boolean {
  return value <= limit;
}

/** `pass   2.02  ≤ 4.00  slipway status against node -e 0`. */
export function rowText(row: Row): string {
  const { what, value, limit } = row;
  return `${isWithin(row) ? 'pass' : 'FAIL'}  ${value.toFixed(2).padStart(5)}  ≤ ${limit.toFixed(2)}  ${what}`;
}
