import { ExitCode } from '../exit-code.js';
import { failureOf } from '../failure.js';
import { absent, type Finding, notChecked, wrong } from './finding.js';

/** What says nothing about the thing that was asked for, only that nobody answers this caller now. */
const UNANSWERED: ReadonlySet<string> = new Set(['AccessDenied', 'AwsThrottled', 'AwsUnavailable']);

/** Runs a check; whatever it throws is what it found, so that no check stops another. */
export async function attempt(
  name: string,
  check: () => Promise<readonly Finding[]> | readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [findingOf(name, error)];
  }
}

/** What an error means as a finding. */
export function findingOf(name: string, error: unknown): Finding {
  const { problems, exitCode } = failureOf(error);
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const message = `${first?.message ?? 'it failed'}${more}`;
  const hint = first?.hint ?? 'run it again with --verbose';
  if (first !== undefined && UNANSWERED.has(first.code)) return notChecked(name, message, hint);
  return exitCode === ExitCode.unavailable ? absent(name, message, hint) : wrong(name, message, hint);
}
