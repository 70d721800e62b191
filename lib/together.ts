import { type Problem, SlipwayError } from './problem.js';

type Checks = Readonly<Record<string, () => unknown>>;

/**
 * Runs checks that do not depend on one another, and gives what each found under its name; what is wrong with the input
 * is told all at once. Anything else that fails ends it there.
 */
export async function together<All extends Checks>(
  checks: All,
): Promise<{ [Name in keyof All]: Awaited<ReturnType<All[Name]>> }> {
  const found: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      found[name] = await check();
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.kind !== 'input') throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SlipwayError('input', problems);
  return found as { [Name in keyof All]: Awaited<ReturnType<All[Name]>> };
}
