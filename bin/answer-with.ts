import type { Answer } from './command.js';

/** An answer that says more: members of its document, and lines below its text. */
export function answerWith(
  answer: Answer,
  members: Readonly<Record<string, unknown>>,
  lines: readonly string[] = [],
): Answer {
  return {
    ...answer,
    json: { ...(answer.json as object), ...members },
    text: [answer.text, ...lines].join('\n'),
  };
}
