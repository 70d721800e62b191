import { type Problem, SlipwayError } from '../../lib/problem';

/** The problems that an action ends with; it fails the test where the action does not end with an input error. */
export function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action();
  } catch (error) {
    if (error instanceof SlipwayError && error.kind === 'input') return error.problems;
    throw error;
  }
  throw new Error('it was accepted');
}

/** Only the codes of {@link problemsOf}. */
export function codesOf(action: () => unknown): readonly string[] {
  return problemsOf(action).map(({ code }) => code);
}
