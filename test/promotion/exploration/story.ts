/** How a world came to be: the last step, and what led to it. */
export interface Trail {
  readonly label: string;
  readonly clock: number;
  readonly before: Trail | undefined;
}

export function lengthOf(trail: Trail | undefined): number {
  let length = 0;
  for (let step = trail; step !== undefined; step = step.before) length++;
  return length;
}

/** A history, one line a step, each with the minute at which it was made. */
export function tell(trail: Trail | undefined): string {
  const lines: string[] = [];
  for (let step = trail; step !== undefined; step = step.before) lines.push(`  ${step.clock}'  ${step.label}`);
  return lines.reverse().join('\n');
}
