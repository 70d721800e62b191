import { type Label, whyNotAnId } from '../ids.js';
import { SlipwayError } from '../problem.js';

/** The label that builds publish under when they name none. */
export const DEFAULT_LABEL = 'latest';

/** A text as a label. */
export function requireLabel(text: string): Label {
  const why = whyNotAnId(text);
  if (why === undefined) return text as Label;
  throw new SlipwayError('input', {
    code: 'InvalidLabel',
    message: `"${text}" cannot be a label: ${why}`,
    hint: 'use a word such as latest, stable or v2-branch',
  });
}
